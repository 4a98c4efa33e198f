// The control protocols of PPP with what they negotiate.
#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Sample control(unsigned protocol, unsigned code, const Octets& body) {
  return {hex("ff03") + u16(protocol) + Octets{static_cast<std::uint8_t>(code), 7} +
              u16(static_cast<unsigned>(4 + body.size())) + body,
          9};
}

Octets option(unsigned type, const Octets& value) {
  return Octets{static_cast<std::uint8_t>(type), static_cast<std::uint8_t>(value.size() + 2)} +
         value;
}

TEST(PppControl, TellsOptions) {
  TextOptions options;
  options.time = TimeStyle::kNone;
  options.verbosity = 1;
  expect_text({control(0xc021, 1, option(1, hex("05dc")) + option(3, hex("c22381")))}, options,
              "LCP, Conf-Request (0x01), id 7, length 15\n"
              "\tencoded length 13 (=Option(s) length 9)\n"
              "\t  MRU Option (0x01), length 4: 1500\n"
              "\t  Auth-Prot Option (0x03), length 5: CHAP, MS-CHAPv2\n");
  expect_text({control(0x8021, 3, option(3, hex("c0000201")))}, options,
              "IPCP, Conf-Nack (0x03), id 7, length 12\n"
              "\tencoded length 10 (=Option(s) length 6)\n"
              "\t  IP-Addr Option (0x03), length 6: 192.0.2.1\n");
}

TEST(PppControl, EveryOption) {
  std::vector<Sample> samples;
  for (const auto& [protocol, most] :
       {std::pair{0xc021, 32}, {0x8021, 6}, {0x8057, 3}, {0xc02b, 3}}) {
    for (int type = 0; type < most; ++type) {
      for (const auto& value :
           {hex(""), hex("05"), hex("05dc"), hex("c0000201"), hex("02 c0000201"),
            hex("03 020000000001"), hex("0001020304050607")}) {
        samples.push_back(control(static_cast<unsigned>(protocol), 1,
                                  option(static_cast<unsigned>(type), value)));
      }
    }
  }
  expect_parity(samples);
}

TEST(PppControl, EveryCode) {
  std::vector<Sample> samples;
  for (unsigned code = 0; code < 17; ++code) {
    for (const auto& body : {hex(""), hex("80fd0102"), hex("01020304 05060708")}) {
      samples.push_back(control(0xc021, code, body));
    }
  }
  samples.push_back(control(0x80fd, 1, option(17, hex("0001")) + option(21, hex("2f"))));
  samples.push_back({hex("ff03 c021 01 07 0003"), 9});
  samples.push_back({hex("ff03 c021 01 07 0009 0104 05dc"), 9});
  samples.push_back({hex("ff03 c021 01 07 0006 0100"), 9});
  samples.push_back({hex("ff03 c021 01"), 9});
  expect_parity(samples);
}

TEST(PppControl, Authentication) {
  std::vector<Sample> samples;
  for (const auto& [protocol, body] :
       {std::pair{0xc023u, hex("03 616263 02 6465")}, {0xc223u, hex("02 aabb 616263")}}) {
    for (unsigned code = 1; code < 6; ++code) {
      for (std::size_t length = 2; length < body.size() + 6; ++length) {
        samples.push_back({hex("ff03") + u16(protocol) + u16(code << 8 | 1) +
                               u16(static_cast<unsigned>(length)) + body,
                           9});
      }
    }
    const Octets whole = hex("ff03") + u16(protocol) + hex("0101") +
                         u16(static_cast<unsigned>(4 + body.size())) + body;
    for (std::uint32_t captured = 4; captured < whole.size(); ++captured) {
      samples.push_back({whole, 9, captured});
    }
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
