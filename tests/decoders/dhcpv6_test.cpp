#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets option(unsigned code, const Octets& value) {
  return u16(code) + u16(static_cast<unsigned>(value.size())) + value;
}

Octets message(unsigned type, const Octets& options) {
  return Octets{static_cast<std::uint8_t>(type), 0x01, 0x02, 0x03} + options;
}

Octets datagram(const Octets& content) { return udp6(546, 547, content); }

const Octets kAddress = hex("20010db8000000000000000000000001");

TEST(Dhcpv6, MessageTypes) {
  expect_text(datagram(message(1, {})), "IP6 2001:db8::1.546 > 2001:db8::2.547: dhcp6 solicit");
  expect_text(datagram(message(5, option(1, hex("0003 0001 020000000001")))),
              "IP6 (hlim 64, next-header UDP (17) payload length: 26) 2001:db8::1.546 > "
              "2001:db8::2.547: [udp sum ok] dhcp6 renew (xid=10203 (client-ID hwaddr type 1 "
              "020000000001))",
              1);
}

TEST(Dhcpv6, EveryOption) {
  std::vector<Sample> samples;
  for (unsigned code = 0; code < 115; ++code) {
    for (const auto& value :
         {hex(""), hex("01"), hex("000b"), hex("00010001 01020304 020000000001"),
          hex("0003 0102030405060708 090a0b0c0d0e"), kAddress,
          kAddress + hex("0102030405060708 09"), hex("03616263 026465 00"),
          hex("02 01 00 0001020304050607 7265616c6d 00000001") + Octets(16, 1)}) {
      samples.push_back({datagram(message(1, option(code, value)))});
    }
  }
  expect_parity(samples);
}

TEST(Dhcpv6, OptionsWithinOptions) {
  const Octets inner = option(5, kAddress + hex("00000e10 00001c20") + option(13, hex("0002")));
  const Octets prefix = option(26, hex("00000e10 00001c20 38") + kAddress);
  const Octets relay = hex("0c 01") + kAddress + kAddress;
  const std::vector<Octets> contents{
      message(7, option(3, hex("00000001 00000002 00000003") + inner)),
      message(7, option(25, hex("00000001 00000002 00000003") + prefix)),
      message(7, option(4, hex("00000001") + inner)),
      message(7, option(45, inner) + option(44, hex("01") + kAddress + inner)),
      message(7, option(56, option(1, kAddress) + option(3, hex("03616263 00")) +
                                option(9, hex("00")))),
      message(7, option(11, hex("03 01 00 0001020304050607 02") + Octets(16, 5))),
      relay + option(9, message(1, option(7, hex("ff")))) + option(18, ascii("interface name"))};
  std::vector<Sample> samples;
  for (const Octets& content : contents) {
    const Octets frame = datagram(content);
    for (std::uint32_t size = 62; size <= frame.size(); size += 3) {
      samples.push_back({frame, 1, size});
    }
    samples.push_back({frame});
  }
  expect_parity(samples);
}

TEST(Dhcpv6, NestedWithoutEnd) {
  Octets content = message(1, {});
  for (int i = 0; i < 4000; ++i) content = message(1, option(9, content));
  TextOptions options;
  options.verbosity = 1;
  const std::string text = printed({{datagram(content)}}, options);
  EXPECT_NE(text.find("[|dhcp6]"), std::string::npos);
}

}  // namespace
}  // namespace tapbond::test
