// The Precision Time Protocol, over Ethernet and UDP.
#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

const Octets kTime = hex("0001 5f5e1000 075bcd15");
const Octets kPort = hex("fedcba9876543210 0005");

struct Header {
  unsigned message = 0;
  unsigned version = 2;
  unsigned flags = 0;
  unsigned control = 0;
};

Octets message(const Header& header, const Octets& body) {
  return Octets{static_cast<std::uint8_t>(header.message),
                static_cast<std::uint8_t>(header.version)} +
         u16(static_cast<unsigned>(34 + body.size())) + hex("0900") + u16(header.flags) +
         hex("0000000000010002 00000003 0123456789abcdef 0007 0009") +
         Octets{static_cast<std::uint8_t>(header.control), 0xfc} + body;
}

Octets body_of(unsigned message) {
  switch (message & 15) {
    case 0:
    case 1:
    case 8:
      return kTime;
    case 11:
      return kTime + hex("0025 00 80 f8fe ffff 81 1122334455667788 0001 a0");
    case 12:
    case 13:
      return kPort + hex("01020304");
    default:
      return kTime + kPort;
  }
}

TEST(Ptp, FollowUp) {
  expect_text(udp4(320, 320, message({.message = 8, .control = 2}, kTime)),
              "IP 192.0.2.1.320 > 192.0.2.2.320: PTPv2, v1 compat : no, msg type : follow up msg, "
              "length : 44, domain : 9, reserved1 : 0, Flags [none], NS correction : 1, sub NS "
              "correction : 2, reserved2 : 3, clock identity : 0x123456789abcdef, port id : 7, seq "
              "id : 9, control : 2 (Follow_Up), log message interval : 252, preciseOriginTimeStamp "
              ": 5894967296 seconds, 123456789 nanoseconds");
}

TEST(Ptp, EveryMessageCutAnywhere) {
  std::vector<Sample> samples;
  for (unsigned type = 0; type < 0x30; ++type) {
    const Octets frame = ethernet(0x88f7, message({.message = type}, body_of(type)));
    for (std::uint32_t captured = 14; captured <= frame.size(); captured += type < 16 ? 1 : 50) {
      samples.push_back({frame, 1, captured});
    }
  }
  expect_parity(samples);
}

TEST(Ptp, FieldsAndSizes) {
  std::vector<Sample> samples;
  for (unsigned bit = 0; bit < 16; ++bit) {
    samples.push_back({ethernet(0x88f7, message({.flags = 1u << bit, .control = bit}, kTime))});
    samples.push_back({ethernet(0x88f7, message({.version = bit}, kTime))});
  }
  samples.push_back({ethernet(0x88f7, message({.version = 0x12, .flags = 0xffff}, kTime))});
  for (std::size_t size = 0; size < 64; ++size) {
    Octets announcement = message({.message = 11}, body_of(11));
    announcement.resize(size);
    samples.push_back({ethernet(0x88f7, announcement)});
  }
  for (const auto& [source, destination] : {std::pair{319u, 5000u}, {5000u, 320u}, {320u, 53u}}) {
    samples.push_back({udp4(source, destination, message({}, kTime))});
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
