#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets block(std::uint32_t format, const Octets& value) {
  return u32(format) + u32(static_cast<std::uint32_t>(value.size())) + value;
}

Octets numbers(std::uint32_t count) {
  Octets octets;
  for (std::uint32_t i = 1; i <= count; ++i) octets = octets + u32(i);
  return octets;
}

Octets sflow(std::uint32_t samples, const Octets& body) {
  return udp4(6343, 6343,
              hex("00000005 00000001 0a000001 00000001 00000002 00000003") + u32(samples) + body);
}

TEST(Sflow, Samples) {
  std::vector<Sample> samples;
  const Octets packet = block(1, hex("00000001 00000040 00000004 00000004 01020304"));
  const Octets flows = packet + block(2, numbers(6)) + block(3, numbers(8)) +
                       block(1001, numbers(4)) + block(99, numbers(2)) + block(0x7001, numbers(1));
  for (const Octets& sample :
       {block(1, numbers(7) + u32(6) + flows), block(3, numbers(10) + u32(6) + flows),
        block(1, numbers(7) + u32(9) + flows), block(1, numbers(7) + u32(1) + block(1, numbers(4))),
        block(9, numbers(3)), block(0, numbers(3)), block(0x8001, numbers(3))}) {
    const Octets frame = sflow(1, sample);
    samples.push_back({frame});
    for (std::uint32_t cut = 1; cut < sample.size(); cut += 7) {
      samples.push_back({frame, 1, static_cast<std::uint32_t>(frame.size()) - cut});
    }
  }
  samples.push_back({udp4(6343, 6343, hex("00000005 00000001 0a000001"))});
  samples.push_back({udp4(6343, 6343, hex("00000004 00000001 0a000001"))});
  expect_parity(samples);
}

TEST(Sflow, Counters) {
  std::vector<Sample> samples;
  const Octets counters = block(1, numbers(22)) + block(2, numbers(13)) + block(3, numbers(18)) +
                          block(4, numbers(20)) + block(5, numbers(7)) + block(1001, numbers(7)) +
                          block(99, numbers(2)) + block(1, numbers(22));
  for (const Octets& sample :
       {block(2, numbers(2) + u32(8) + counters), block(4, numbers(3) + u32(8) + counters),
        block(2, numbers(2) + u32(9) + counters),
        block(2, numbers(2) + u32(1) + block(2, numbers(12)))}) {
    const Octets frame = sflow(1, sample);
    samples.push_back({frame});
    for (std::uint32_t cut = 1; cut < 90; cut += 7) {
      samples.push_back({frame, 1, static_cast<std::uint32_t>(frame.size()) - cut});
    }
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
