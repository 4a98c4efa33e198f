// PPP over its link types, and Cisco's HDLC, which shares one of them.
#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

constexpr int kPpp = 9;
constexpr int kPppSerial = 50;
constexpr int kCiscoHdlc = 104;

Octets packet() { return hex("4500001c 00010000 40110000 c0000201 c0000202 03e807d0 00080000"); }

std::vector<Sample> cuts(const std::vector<Octets>& frames, int linktype) {
  std::vector<Sample> samples;
  for (const Octets& frame : frames) {
    for (std::uint32_t captured = 2; captured <= frame.size(); ++captured) {
      samples.push_back({frame, linktype, captured});
    }
  }
  return samples;
}

std::vector<Octets> payloads_of_every_protocol(const Octets& start) {
  std::vector<Octets> frames;
  for (const unsigned protocol : {0x21, 0x23, 0x2b, 0x2d, 0x3d, 0x57, 0xfd, 0x1234, 0xc021, 0xc02b,
                                  0xc02d, 0xc223, 0x7e21, 0x7e00}) {
    for (const Octets& payload : {packet(), hex(""), hex("01"), hex("0101000405"), hex("c1230000"),
                                  ascii("unlikely to be anything")}) {
      frames.push_back(start + u16(protocol) + payload);
    }
  }
  return frames;
}

TEST(Ppp, NamesTheProtocolInHdlcFraming) {
  TextOptions options;
  options.time = TimeStyle::kNone;
  expect_text({{hex("ff03 0021") + packet(), kPppSerial}}, options,
              "IP: IP 192.0.2.1.1000 > 192.0.2.2.2000: UDP, length 0\n");
  expect_text({{hex("4503 0021") + packet(), kPppSerial}}, options, "unknown addr 00; ctrl 21\n");
  expect_text({{hex("0f00 0800") + packet(), kPppSerial}}, options,
              "IP 192.0.2.1.1000 > 192.0.2.2.2000: UDP, length 0\n");
}

TEST(Ppp, EveryProtocolOverEveryLink) {
  const Octets address = hex("ff03");
  expect_parity(cuts(payloads_of_every_protocol(address), kPpp));
  expect_parity(cuts(payloads_of_every_protocol(address), kPppSerial));
  expect_parity(cuts(payloads_of_every_protocol(hex("")), kPpp));
}

TEST(Ppp, FragmentsOfABundle) {
  std::vector<Sample> samples;
  for (const char* start : {"", "01", "0162", "6162", "a162", "c162", "31620000", "0fff"}) {
    samples.push_back({hex("ff03 003d") + hex(start), kPpp});
  }
  expect_parity(samples);
}

// The protocol field begins with HDLC's flag: what follows still has its escapes.
TEST(Ppp, FramesThatStillAreEscaped) {
  TextOptions options;
  options.time = TimeStyle::kNone;
  expect_text({{hex("ff03 7eff 7d23 0021") + packet(), kPpp}}, options,
              "IP 192.0.2.1.1000 > 192.0.2.2.2000: UDP, length 0\n");
  std::vector<Sample> samples;
  for (const char* start : {"7e21", "7e57", "7e", "7e00", "7eff030021", "7eff030057", "7eff037e21",
                            "7e7e21", "7eff03", "7eff0300", "7e0021", "7e7d", "7e7d01", "7e7d5d",
                            "7eff7d230021", "7ec021", "7e00fd", "7e00617d7d7d", "7e00617e7e7e"}) {
    for (const Octets& payload : {packet(), hex("2145"), hex("01"), hex("")}) {
      samples.push_back({hex("ff03") + hex(start) + payload, kPpp});
    }
  }
  expect_parity(samples);
}

TEST(Ppp, LabelsWithoutAnEnd) {
  expect_parity(cuts({hex("ff03 0281"), hex("ff03 0283 01010004 05")}, kPpp));
}

TEST(Pppoe, TooShort) {
  expect_text(ethernet(0x8864, hex("1100 0001 00")), " (length 5 < 6) (invalid)");
}

TEST(CiscoHdlc, KeepAlives) {
  std::vector<Octets> frames;
  for (const char* body :
       {"00000000 c0000201 ffffff00 0000", "00000001 c0000201 ffffff00 0000",
        "00000002 00000001 00000002 ffff 00012345", "00000007 01020304 05060708 0000",
        "00000002 00000001 00000002 ffff 00012345 0102"}) {
    frames.push_back(hex("8f00 8035") + hex(body));
  }
  expect_parity(cuts(frames, kCiscoHdlc));
}

}  // namespace
}  // namespace tapbond::test
