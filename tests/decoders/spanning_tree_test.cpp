// The spanning tree protocols: of one tree, of many, and of Cisco's one per VLAN.
#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets frame(const Octets& header, const Octets& message) {
  const Octets content = header + message;
  return hex("0180c2000000 020000000001") + u16(static_cast<unsigned>(content.size())) + content;
}

Octets ieee(const Octets& message) { return frame(hex("424203"), message); }
Octets snap(const char* organisation_and_protocol, const Octets& message) {
  return frame(hex("aaaa03") + hex(organisation_and_protocol), message);
}

Octets bpdu(unsigned version, unsigned type, unsigned flags, const Octets& more = {}) {
  return Octets{0, 0, static_cast<std::uint8_t>(version), static_cast<std::uint8_t>(type),
                static_cast<std::uint8_t>(flags)} +
         hex("8001001f6d96ec00 00000004 8005001f6d96ec01 8004 0100 1400 0200 0f00") + more;
}

// What follows in a message of many trees: of the region, and of `count` of its trees.
Octets region(unsigned count, int claimed_beyond = 0) {
  Octets name = ascii("campus");
  name.resize(32);
  Octets rest =
      hex("00") + u16(static_cast<unsigned>(64 + 16 * static_cast<int>(count) + claimed_beyond)) +
      hex("00") + name + hex("0003 000102030405060708090a0b0c0d0e0f 00030d40 7000001f6d96ec0a 14");
  for (unsigned i = 0; i < count; ++i) {
    rest = rest + Octets{static_cast<std::uint8_t>(0x7c + i), 0x80, static_cast<std::uint8_t>(i)} +
           hex("001f6d96ec00 00004e20 80 80 13");
  }
  return rest;
}

TEST(SpanningTree, ManyTrees) {
  expect_text(ieee(bpdu(3, 2, 0x7c, region(1))),
              "STP 802.1s, Rapid STP, CIST Flags [Learn, Forward, Agreement], length 118\n"
              "\tport-role Designated, CIST root-id 8001.00:1f:6d:96:ec:00, CIST ext-pathcost 4\n"
              "\tCIST regional-root-id 8005.00:1f:6d:96:ec:01, CIST port-id 8004,\n"
              "\tmessage-age 1.00s, max-age 20.00s, hello-time 2.00s, forwarding-delay 15.00s\n"
              "\tv3len 80, MCID Name campus, rev 3,\n"
              "\t\tdigest 000102030405060708090a0b0c0d0e0f, CIST int-root-pathcost 200000,\n"
              "\tCIST bridge-id 7000.00:1f:6d:96:ec:0a, CIST remaining-hops 20\n"
              "\tMSTI 0, Flags [Learn, Forward, Agreement], port-role Designated\n"
              "\t\tMSTI regional-root-id 8000.00:1f:6d:96:ec:00, pathcost 20000\n"
              "\t\tMSTI bridge-prio 8, port-prio 8, hops 19",
              1);
}

TEST(SpanningTree, OneTreePerVlan) {
  expect_text(
      snap("00000c 010b", bpdu(2, 2, 0x3c, hex("00 0000000002 0005"))),
      "STP 802.1w, Rapid STP, Flags [Learn, Forward], bridge-id 8005.00:1f:6d:96:ec:01.8004, "
      "length 43");
  expect_parity({{snap("00000c 010c", bpdu(0, 0, 1, hex("00")))},
                 {snap("0080c2 000e", bpdu(0, 0, 1))},
                 {snap("00000c 010b", hex("00000080"))}});
}

TEST(SpanningTree, VersionsTypesAndFlags) {
  std::vector<Sample> samples;
  for (const unsigned version : {0u, 2u, 3u, 5u}) {
    for (const unsigned type : {0u, 1u, 2u, 0x80u}) {
      for (unsigned flags = 1; flags < 0x100; flags = flags * 3 + 1) {
        samples.push_back({ieee(bpdu(version, type, flags, region(0)))});
      }
      samples.push_back({ieee(bpdu(version, type, 0x3c))});
    }
  }
  for (const int beyond : {-64, -1, 1, 200}) {
    samples.push_back({ieee(bpdu(3, 2, 0x7c, region(1, beyond)))});
  }
  samples.push_back({ieee(hex("000102"))});
  samples.push_back({ieee(hex("00010200"))});
  expect_parity(samples);
}

TEST(SpanningTree, CutAnywhere) {
  std::vector<Sample> samples;
  for (const Octets& whole : {ieee(bpdu(3, 2, 0x7c, region(2))), ieee(bpdu(2, 2, 0x3c, hex("00"))),
                              ieee(bpdu(0, 0, 0))}) {
    for (std::uint32_t captured = 18; captured <= whole.size(); ++captured) {
      samples.push_back({whole, 1, captured});
    }
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
