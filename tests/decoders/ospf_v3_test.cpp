// OSPF version 3: every packet and every advertisement, whole and cut.
#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

struct Header {
  std::uint32_t area = 0;
  std::uint8_t instance = 0;
  int claimed_beyond = 0;  // how much more than there is the length says
};

Octets packet(unsigned type, const Octets& body, const Header& header = {}) {
  const auto length = static_cast<int>(16 + body.size()) + header.claimed_beyond;
  return ipv6(89, Octets{3, static_cast<std::uint8_t>(type)} + u16(static_cast<unsigned>(length)) +
                      hex("03030303") + u32(header.area) + hex("0000") +
                      Octets{header.instance, 0} + body);
}

Octets hello(std::uint32_t options) {
  return hex("00000006") + u32(0x01000000 | options) + hex("001e 0078 03030303 02020202");
}

Octets advertisement(unsigned type, const Octets& body) {
  return hex("0001") + u16(type) + hex("00000007 01010101 80000001 abcd") +
         u16(static_cast<unsigned>(20 + body.size())) + body;
}

Octets update(const Octets& advertisement) { return packet(4, hex("00000001") + advertisement); }

Octets prefix(unsigned bits, unsigned options, unsigned extra, const Octets& address) {
  return Octets{static_cast<std::uint8_t>(bits), static_cast<std::uint8_t>(options)} + u16(extra) +
         address;
}

void expect_parity_of_cuts(const std::vector<Octets>& frames) {
  std::vector<Sample> samples;
  for (const Octets& frame : frames) {
    for (std::size_t captured = 54; captured < frame.size(); captured += 3 + frame.size() % 3) {
      samples.push_back({frame, 1, static_cast<std::uint32_t>(captured)});
    }
    samples.push_back({frame});
  }
  expect_parity(samples);
}

TEST(OspfV3, Update) {
  expect_text(
      update(advertisement(0x2003, hex("0000000a") + prefix(64, 0, 0, hex("20010db8 00000012")))),
      "IP6 (hlim 64, next-header OSPF (89) payload length: 56) 2001:db8::1 > 2001:db8::2: "
      "OSPFv3, LS-Update, length 56\n"
      "\tRouter-ID 3.3.3.3, Backbone Area\n"
      "\t  Advertising Router 1.1.1.1, seq 0x80000001, age 1s, length 16\n"
      "\t    Inter-Area Prefix LSA (3), Area Local Scope, LSA-ID 0.0.0.7, metric 10\n"
      "\t\t2001:db8:0:12::/64, metric 0",
      2);
}

TEST(OspfV3, Headers) {
  expect_parity_of_cuts({packet(1, hello(0x13)), packet(1, hello(0x13), {.area = 5}),
                         packet(1, hello(0x13), {.instance = 9}),
                         packet(1, hello(0x13), {.claimed_beyond = 8}), packet(0, hello(0)),
                         packet(6, hex("0102")), packet(4, {}), packet(5, {}), packet(3, {})});
}

TEST(OspfV3, HellosAndDescriptions) {
  std::vector<Octets> frames;
  for (unsigned bit = 0; bit < 24; bit += 3) frames.push_back(packet(1, hello(7u << bit)));
  frames.push_back(packet(1, hex("00000006 01000013 001e 0078 00000000 00000000")));
  frames.push_back(packet(1, hello(0x13) + hex("01010101 02020202 0303")));
  for (const unsigned flags : {0u, 1u, 2u, 4u, 7u, 0x10u, 0xe8u}) {
    frames.push_back(packet(2, hex("00000013 05dc 00") + Octets{static_cast<std::uint8_t>(flags)} +
                                   hex("00001234") + advertisement(0x2001, {})));
  }
  expect_parity_of_cuts(frames);
}

TEST(OspfV3, EveryKindOfAdvertisement) {
  std::vector<Octets> frames;
  for (const unsigned scope : {0x0000u, 0x2000u, 0x4000u, 0x6000u, 0xa000u}) {
    for (unsigned function = 0; function < 10; ++function) {
      const unsigned type = scope | function;
      frames.push_back(packet(3, hex("0000") + u16(type) + hex("00000007 01010101")));
      frames.push_back(packet(5, advertisement(type, {})));
      frames.push_back(update(advertisement(type, {})));
    }
  }
  std::vector<Sample> samples;
  for (const Octets& frame : frames) samples.push_back({frame});
  expect_parity(samples);
}

TEST(OspfV3, RoutersAndNetworks) {
  std::vector<Octets> frames;
  for (unsigned type = 0; type < 6; ++type) {
    const Octets link =
        Octets{static_cast<std::uint8_t>(type), 0} + hex("0040 00000006 00000007 03030303");
    frames.push_back(update(advertisement(0x2001, hex("01000013") + link + link)));
  }
  for (unsigned bit = 0; bit < 8; ++bit) {
    frames.push_back(update(
        advertisement(0x2001, Octets{static_cast<std::uint8_t>(1u << bit)} + hex("000033"))));
  }
  frames.push_back(update(advertisement(0x2002, hex("00000013 01010101 02020202 0303"))));
  expect_parity_of_cuts(frames);
}

TEST(OspfV3, Prefixes) {
  std::vector<Octets> frames;
  const Octets whole = hex("20010db8 00000000 00000000 00000001");
  for (const Octets& one :
       {prefix(64, 0, 0, hex("20010db8 00000012")), prefix(0, 1, 10, {}),
        prefix(32, 0xff, 3, hex("20010db8")), prefix(128, 2, 0, whole),
        prefix(33, 0, 0, hex("20010db8")), prefix(129, 0, 0, whole + hex("00000000"))}) {
    frames.push_back(update(advertisement(0x2003, hex("ff00000a") + one + one)));
    frames.push_back(update(advertisement(
        0x0008, hex("01000013 fe800000 00000000 00000000 00000002 00000002") + one + one)));
    frames.push_back(update(advertisement(0x2009, hex("0002 2001 00000000 01010101") + one + one)));
    for (unsigned flags = 0; flags < 4; ++flags) {
      frames.push_back(update(advertisement(
          0x4005, Octets{static_cast<std::uint8_t>(flags)} + hex("00000a") + one +
                      ((flags & 2) != 0 ? whole : Octets{}) +
                      ((flags & 1) != 0 ? hex("00001234") : Octets{}) + hex("00000009"))));
    }
  }
  expect_parity_of_cuts(frames);
}

TEST(OspfV3, AuthenticationTrailers) {
  std::vector<Octets> frames;
  for (const char* trailer :
       {"0001 0014 0000 0007 00000000 00000009 abababab", "0001 0010 0000 0007 00000000 00000009",
        "0002 0010 1234 0007 00000000 00000009", "0001 0030 0000 0007 00000000 00000009",
        "0001 000f 0000 0007 00000000 00000009", "0001 0014"}) {
    const Octets digest = hex(trailer);
    frames.push_back(
        packet(1, hello(0x13) + digest, {.claimed_beyond = -static_cast<int>(digest.size())}));
  }
  expect_parity_of_cuts(frames);
}

}  // namespace
}  // namespace tapbond::test
