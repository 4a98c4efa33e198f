// The protocols between Cisco's switches: CDP, UDLD, VTP, DTP.
#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets cisco(unsigned protocol, const Octets& payload) {
  const Octets content = hex("aaaa03 00000c") + u16(protocol) + payload;
  return ethernet(static_cast<unsigned>(content.size()), content);
}

Octets field(unsigned type, const Octets& value) {
  return u16(type) + u16(static_cast<unsigned>(value.size() + 4)) + value;
}

Octets cdp(const Octets& fields) { return cisco(0x2000, hex("02 b4 0000") + fields); }
Octets udld(const Octets& fields) { return cisco(0x0111, hex("21 03 0000") + fields); }
Octets vtp(std::string_view start, const Octets& rest) {
  return cisco(0x2003, hex(start) + ascii("dom") + Octets(29, 0) + rest);
}
Octets dtp(const Octets& fields) { return cisco(0x2004, hex("01") + fields); }

// Every sample, whole and cut off at every few bytes.
std::vector<Sample> cut_anywhere(const std::vector<Octets>& frames) {
  std::vector<Sample> samples;
  for (const Octets& frame : frames) {
    samples.push_back({frame});
    for (std::uint32_t size = 18; size < frame.size(); size += 3) {
      samples.push_back({frame, 1, size});
    }
  }
  return samples;
}

TEST(Cdp, TellsTheDevice) {
  expect_text(cdp(field(1, ascii("sw1"))), "CDPv2, ttl: 180s, Device-ID 'sw1', length 11");
  expect_text(cdp(field(1, ascii("sw1")) + field(4, hex("00000029"))),
              "CDPv2, ttl: 180s, checksum: 0x0000 (unverified), length 19\n"
              "\tDevice-ID (0x01), value length: 3 bytes: 'sw1'\n"
              "\tCapability (0x04), value length: 4 bytes: (0x00000029): Router, L2 Switch, IGMP "
              "snooping",
              1);
}

TEST(Cdp, EveryField) {
  std::vector<Octets> frames{cdp({}), cdp(hex("0001 0003")), cdp(hex("0001 0009 61")),
                             cdp(hex("00")), cisco(0x2000, hex("02b4"))};
  for (unsigned type = 0; type < 0x1a; ++type) {
    for (const auto& value : {hex(""), hex("01"), hex("0001"), hex("010203"), hex("00000001"),
                              ascii("line\nnext\x01"), hex("0a00000018 0a00010010")}) {
      frames.push_back(cdp(field(type, value)));
    }
  }
  std::vector<Sample> samples;
  for (const Octets& frame : frames) samples.push_back({frame});
  expect_parity(samples);
}

TEST(Cdp, Addresses) {
  const Octets ipv4 = hex("0101cc 0004 c0000201");
  const Octets ipv6 = hex("0208 aaaa0300000086dd 0010 20010db8000000000000000000000001");
  expect_parity(cut_anywhere({cdp(field(2, hex("00000002") + ipv4 + ipv6)),
                              cdp(field(2, hex("00000001") + ipv4 + hex("00"))),
                              cdp(field(2, hex("00000001 0101fe 0003 010203"))),
                              cdp(field(2, hex("00000001 0101cc 0005 010203"))),
                              cdp(field(22, hex("00000009") + ipv4))}));
}

TEST(Udld, MessagesAndFields) {
  expect_text(udld({}), "UDLDv1, Code Probe message (1), Flags [RT, RSY] (0x03), length 4");
  expect_parity(cut_anywhere(
      {udld(field(1, ascii("dev")) + field(2, ascii("port")) +
            field(3, hex("00000001 0003 616263")) + field(4, hex("07")) + field(5, hex("05")) +
            field(6, ascii("name")) + field(7, hex("00000005"))),
       udld(field(4, hex("0707"))), udld(field(8, ascii("x"))), udld(field(0, {})),
       udld(hex("0001 0003")), udld(hex("0001 0009 61")), cisco(0x0111, hex("5ffc 0000"))}));
}

TEST(Vtp, Advertisements) {
  expect_text(vtp("01 01 00 03", {}), "VTPv1, Message Summary advertisement (0x01), length 36");
  const Octets vlan = hex("14 00 01 04 0005 05dc 00000006 61626364 03010002");
  expect_parity(cut_anywhere(
      {vtp("01 01 02 03", hex("00000005 c0000201 323430313032303330343035") + Octets(16, 7)),
       vtp("01 02 01 03", hex("00000007") + vlan), vtp("01 03 00 03", hex("00000005")),
       vtp("01 04 00 03", {}), vtp("01 09 00 21", {}),
       vtp("01 02 01 03", hex("00000007 0b 00 01 04 0005 05dc 00000006 61626364")),
       vtp("01 02 01 03", hex("00000007 10 00 01 28 0005 05dc 00000006 61626364"))}));
  std::vector<Sample> samples;
  for (unsigned type = 0; type < 12; ++type) {
    for (const auto* value : {"01 0001", "01 0002", "02 0001 0002", "01"}) {
      const Octets rest = Octets{static_cast<std::uint8_t>(type)} + hex(value);
      samples.push_back({vtp("01 02 01 03",
                             hex("00000007") + Octets{static_cast<std::uint8_t>(16 + rest.size())} +
                                 hex("01 02 04 0005 05dc 00000006 61626364") + rest)});
    }
  }
  expect_parity(samples);
}

TEST(Dtp, Fields) {
  expect_text(dtp(field(1, ascii("dom"))), "DTPv1, length 8\n\tDomain (0x0001) TLV, length 7, dom",
              1);
  expect_parity(
      cut_anywhere({dtp(field(1, hex("646f6d00")) + field(2, hex("81")) + field(3, hex("a5")) +
                        field(4, hex("020000000001")) + field(5, hex("00"))),
                    dtp(field(2, {})), dtp(field(4, hex("00"))), dtp(hex("0001 0003")),
                    dtp(hex("0001 0009")), dtp(hex("00")), dtp(field(0, {})), cisco(0x2004, {})}));
}

}  // namespace
}  // namespace tapbond::test
