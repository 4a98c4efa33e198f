#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets ospf(unsigned type, const std::string& body,
            const std::string& authentication = "0000 0000000000000000") {
  const Octets payload = hex(body);
  return ipv4(89, u16(0x0200 | type) + u16(static_cast<unsigned>(24 + payload.size())) +
                      hex("0a000001 00000005 1234" + authentication) + payload);
}

std::string advertisement(const std::string& start, const std::string& body) {
  const std::string fields = " 0a000001 0a000009 80000001 abcd ";
  const auto size = static_cast<unsigned>(20 + hex(body).size());
  std::string length = "0000";
  for (unsigned i = 0; i < 4; ++i) length[i] = "0123456789abcdef"[size >> (12 - 4 * i) & 15];
  return start + fields + length + body;
}

constexpr const char* kHello = "ffffff00 000a 12 01 00000028 0a000001 0a000002 0a000003 0a000004";

TEST(Ospf, Summary) {
  expect_text(ospf(1, kHello), "IP 192.0.2.1 > 192.0.2.2: OSPFv2, Hello, length 52");
}

TEST(Ospf, HelloAndAuthentication) {
  expect_parity({
      {ospf(1, kHello)},
      {ospf(1, "00000000 000a ef 00 00000028 00000000 0a000002")},
      {ospf(1, kHello, "0001 6162630000000000")},
      {ospf(1, kHello, "0002 0000 0110 00000007")},
      {ospf(1, kHello, "0003 0000000000000000")},
      {ospf(6, "")},
  });
}

TEST(Ospf, LinkStates) {
  std::vector<Sample> samples;
  for (const std::string& state : {
           advertisement("0001 0201",
                         "0300 0005 0a000001 0a000002 01 00 0001 0a000003 0a000004 02 01 0002"
                         "05 00 0007 0a000005 0a000006 03 00 0003 0a000007 0a000008 04 00 0004"
                         "0a000009 0a00000a 05 00 0005"),
           advertisement("0001 2202", "ffffff00 0a000001 0a000002"),
           advertisement("0001 0203", "ffffff00 0000000a 01000014"),
           advertisement("8e10 0204", "00000000 0000000a"),
           advertisement("0001 0205", "ffffff00 80000014 00000000 00000000"),
           advertisement("0001 0207", "ffffff00 00000014 0a000003 00000007"),
           advertisement("0001 0208", "0a000001"),
           advertisement("0001 020a", "00010004 00000011 00090003 010203"),
           advertisement("0001 0209", "00010002 00000011"),
           advertisement("0001 0201", "0000 0001 0a000001"),
       }) {
    samples.push_back({ospf(4, "00000001" + state)});
    samples.push_back({ospf(4, "00000002" + state + state)});
    samples.push_back({ospf(2, "05dc 42 07 00000009" + state.substr(0, 45))});
    samples.push_back({ospf(5, state.substr(0, 45))});
  }
  samples.push_back({ospf(4, "00000001 0001 0201 0a000001 0a000009 80000001 abcd 0013")});
  samples.push_back({ospf(3,
                          "00000001 0a000001 0a000002 00000009 04000003 0a000004 00000008 0a000003 "
                          "0a000004 00000005 0a000003 0a000004")});
  expect_parity(samples);
}

// What a router can do, and that it restarts.
TEST(Ospf, OpaqueLinkStates) {
  std::vector<Sample> samples;
  for (const std::string opaque : {"03", "04"}) {
    for (const char* values :
         {"00010004 00000078 00020001 01000000 00030004 0a000001",
          "00010004 00000310 00090002 aabb", "00010003 000003", "00020004 00000001",
          "00040000 00010004 00000001", "00050009 01", "00000004 01020304", "000100"}) {
      const Octets value = hex(values);
      const auto size = static_cast<unsigned>(20 + value.size());
      const Octets body = hex("00000001 0001 020a") + hex(opaque) +
                          hex("000001 0a000009 80000001 abcd") + u16(size) + value;
      const Octets frame = ipv4(89, hex("0204") + u16(static_cast<unsigned>(24 + body.size())) +
                                        hex("0a000001 00000000 0000 0000 0000000000000000") + body);
      samples.push_back({frame});
      for (std::uint32_t cut = 1; cut < value.size(); ++cut) {
        samples.push_back({frame, 1, static_cast<std::uint32_t>(frame.size()) - cut});
      }
    }
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
