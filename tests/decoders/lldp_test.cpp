// LLDP, its own TLVs and those of the organisations.
#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets tlv(unsigned type, const Octets& value) {
  return u16(type << 9 | static_cast<unsigned>(value.size())) + value;
}

Octets lldp(const Octets& tlvs) { return ethernet(0x88cc, tlvs); }

Octets special(std::string_view organisation_and_subtype, const Octets& value) {
  return tlv(127, hex(organisation_and_subtype) + value);
}

// Each as a frame of its own.
void expect_frames(const std::vector<Octets>& contents) {
  std::vector<Sample> samples;
  for (const Octets& content : contents) samples.push_back({lldp(content)});
  expect_parity(samples);
}

// Every subtype with values of every size up to what the largest of them needs.
void expect_subtypes(std::string_view organisation, unsigned last) {
  std::vector<Octets> contents;
  for (unsigned subtype = 0; subtype <= last; ++subtype) {
    const Octets start = hex(organisation) + Octets{static_cast<std::uint8_t>(subtype)};
    for (std::size_t size = 0; size < 26; ++size) {
      Octets counting;
      for (std::size_t i = 0; i < size; ++i) {
        counting.push_back(static_cast<std::uint8_t>(i * 37 + subtype));
      }
      contents.push_back(tlv(127, start + counting));
      contents.push_back(tlv(127, start + Octets(size, 0)));
      contents.push_back(tlv(127, start + Octets(size, 0xff)));
    }
  }
  expect_frames(contents);
}

const Octets kChassis = tlv(1, hex("04 020000000001"));
const Octets kPort = tlv(2, hex("05") + ascii("eth0"));
const Octets kTimeToLive = tlv(3, hex("0078"));
const Octets kName = tlv(5, ascii("switch"));

TEST(Lldp, TellsTheNeighbour) {
  const Octets frame = lldp(kChassis + kPort + kTimeToLive + kName + tlv(0, {}));
  expect_text(frame, "LLDP, length 30: switch");
  expect_text(frame,
              "LLDP, length 30\n"
              "\tChassis ID TLV (1), length 7\n"
              "\t  Subtype MAC address (4): 02:00:00:00:00:01\n"
              "\tPort ID TLV (2), length 5\n"
              "\t  Subtype Interface Name (5): eth0\n"
              "\tTime to Live TLV (3), length 2: TTL 120s\n"
              "\tSystem Name TLV (5), length 6: switch\n"
              "\tEnd TLV (0), length 0",
              1);
}

TEST(Lldp, EveryTypeAndSize) {
  std::vector<Octets> contents{
      {}, hex("02"), hex("0209 0102"), hex("0009 0102"), tlv(0, ascii("abc")) + kName};
  for (const unsigned type : {0u, 1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u, 9u, 126u, 127u}) {
    for (const auto& value : {hex(""), hex("00"), hex("04"), hex("0078"), ascii("abc"),
                              hex("0014 0004"), hex("ffff 0000"), ascii("a\xff\nb")}) {
      contents.push_back(tlv(type, value) + kName);
    }
  }
  expect_frames(contents);
}

TEST(Lldp, Identifiers) {
  std::vector<Octets> contents;
  for (const unsigned type : {1u, 2u}) {
    for (std::uint8_t kind = 0; kind < 10; ++kind) {
      for (const auto& id : {ascii("abc"), hex("020000000001"), hex("01 c0000201"), hex("01 c000"),
                             hex("02 20010db8000000000000000000000001"), hex("06 020000000001"),
                             hex("10 00"), hex("61 006200")}) {
        contents.push_back(tlv(type, Octets{kind} + id));
      }
    }
  }
  expect_frames(contents);
}

TEST(Lldp, ManagementAddresses) {
  std::vector<Octets> contents;
  for (const auto& address :
       {hex("05 01 c0000201"), hex("11 02 20010db8000000000000000000000001"),
        hex("07 06 020000000001"), hex("03 09 0102"), hex("02 0109"), hex("00"), hex("09 01")}) {
    for (const auto& rest :
         {hex(""), hex("02 0000"), hex("02 00000007"), hex("03 00000007 00"),
          hex("09 00000007 03 010203"), hex("02 00000007 09 01"), hex("01 00000007 03 410042")}) {
      contents.push_back(tlv(8, address + rest));
    }
  }
  expect_frames(contents);
}

TEST(Lldp, Organisations) {
  std::vector<Octets> contents;
  for (const char* organisation :
       {"00000c", "00005e", "0080c2", "00120f", "0012bb", "001b21", "000ecf", "000081", "123456"}) {
    for (const auto& rest : {hex(""), hex("01"), hex("01 61"), hex("02 616263"), hex("01 61006263"),
                             hex("f0 0102030405060708090a")}) {
      contents.push_back(special(organisation, rest) + kName);
    }
  }
  expect_frames(contents);
}

TEST(Lldp, BridgesSubtypes) {
  expect_subtypes("0080c2", 16);
  std::vector<Octets> contents;
  for (unsigned bit = 0; bit < 8; ++bit) {
    const Octets bits{static_cast<std::uint8_t>(1u << bit)};
    for (std::uint8_t subtype = 7; subtype < 15; ++subtype) {
      contents.push_back(tlv(127, hex("0080c2") + Octets{subtype} + bits + Octets(20, 0)));
    }
  }
  expect_frames(contents);
  expect_frames({special("0080c203", hex("0005 03") + ascii("lan")),
                 special("0080c203", hex("0005 09") + ascii("lan")),
                 special("0080c204", hex("03") + ascii("stp")),
                 special("0080c204", hex("09") + ascii("stp"))});
}

TEST(Lldp, EthernetSubtypes) {
  expect_subtypes("00120f", 6);
  std::vector<Octets> contents;
  for (unsigned mau = 0; mau < 48; ++mau) {
    contents.push_back(special("00120f01", hex("03") + u16(1u << mau % 16) + u16(mau)));
  }
  expect_frames(contents);
}

TEST(Lldp, MediaSubtypes) {
  expect_subtypes("0012bb", 13);
  std::vector<Octets> contents;
  for (std::uint8_t i = 0; i < 64; ++i) {
    contents.push_back(special("0012bb04", Octets{i} + u16(1000u + i)));
    contents.push_back(special("0012bb02", Octets{i} + hex("40a28e")));
    contents.push_back(special("0012bb03", hex("01") + Octets(10, i) +
                                               Octets{static_cast<std::uint8_t>(i << 4)} +
                                               Octets(4, i) + Octets{i}));
  }
  expect_frames(contents);
}

TEST(Lldp, CivicAddresses) {
  std::vector<Octets> contents;
  const Octets elements = hex("01 03 616263 03 02 7879 c8 01 7a");
  for (std::uint8_t size = 0; size < 18; ++size) {
    for (std::uint8_t what = 0; what < 4; ++what) {
      contents.push_back(special("0012bb03", Octets{2, size, what} + ascii("DE") + elements));
    }
  }
  contents.push_back(special("0012bb03", hex("02 09 01 4445 01 00 03 02 7879 0000")));
  contents.push_back(special("0012bb03", hex("02 09 01 4445 01 09 03 02 7879 0000")));
  expect_frames(contents);
}

TEST(Lldp, DataCenterBridging) {
  const Octets control = tlv(1, hex("0001 00000002 00000003"));
  const Octets unknown = tlv(9, ascii("abc"));
  std::vector<Octets> contents;
  for (unsigned type = 0; type < 7; ++type) {
    for (std::size_t size = 0; size < 20; ++size) {
      contents.push_back(special("001b2102", tlv(type, Octets(size, 0x5a)) + control));
    }
  }
  for (const auto& fields :
       {control + unknown, unknown + control, unknown + hex("02"), unknown + hex("0214 00"),
        control + tlv(0, {}), unknown + tlv(3, {})}) {
    for (const char* version : {"001b2101", "001b2102", "001b2103"}) {
      contents.push_back(special(version, fields));
    }
  }
  expect_frames(contents);
}

TEST(Lldp, CutOffAnywhere) {
  const Octets frame =
      lldp(kChassis + kPort + kTimeToLive + kName + tlv(8, hex("05 01 c0000201 02 00000007 00")) +
           special("00120f01", hex("03 6c01 001e")) + special("0012bb02", hex("01 40a28e")) +
           special("001b2102", tlv(1, hex("0001 00000002 00000003"))) + tlv(0, {}));
  std::vector<Sample> samples;
  for (std::uint32_t size = 14; size < frame.size(); ++size) samples.push_back({frame, 1, size});
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
