#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

TEST(Clock, EveryStyleAndDump) {
  std::vector<Sample> samples;
  for (unsigned size = 0; size < 40; size += 3) {
    Octets payload;
    for (unsigned i = 0; i < size; ++i) payload.push_back(static_cast<std::uint8_t>(i * 7 + 10));
    samples.push_back({udp4(5000, 6000, payload)});
  }
  samples.push_back({udp4(5000, 6000, ascii("line\r\nand\rmore\r"))});
  expect_parity(samples);
}

TEST(Clock, Nanoseconds) {
  TextOptions options;
  options.time = TimeStyle::kEpoch;
  options.nanoseconds = true;
  FramePrinter printer(options);
  const Octets bytes = udp4(5000, 6000, {});
  FrameView frame;
  frame.stamp = 1'700'000'000'123'456'789;
  frame.bytes = bytes.data();
  frame.captured = frame.length = static_cast<std::uint32_t>(bytes.size());
  std::string out;
  printer.print(frame, out);
  EXPECT_TRUE(out.starts_with("1700000000.123456789 IP ")) << out;
}

TEST(Clock, BackwardsIsNegative) {
  TextOptions options;
  options.time = TimeStyle::kDelta;
  FramePrinter printer(options);
  const Octets bytes = udp4(5000, 6000, {});
  FrameView frame;
  frame.stamp = 1'700'000'000'500'000'000;
  frame.bytes = bytes.data();
  frame.captured = frame.length = static_cast<std::uint32_t>(bytes.size());
  std::string out;
  printer.print(frame, out);
  frame.stamp -= 1'250'000'000;
  out.clear();
  printer.print(frame, out);
  EXPECT_TRUE(out.starts_with("-00:00:01.250000 IP ")) << out;
}

TEST(Header, ThatNoCaptureCanHaveHad) {
  FramePrinter printer({});
  FrameView frame;
  std::string out;
  printer.print(frame, out);
  EXPECT_EQ(out, "[Invalid header: caplen==0, len==0]\n");
}

}  // namespace
}  // namespace tapbond::test
