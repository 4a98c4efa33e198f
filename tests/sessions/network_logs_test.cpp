// What the logs of ARP and of ICMP's errors tell.
#include <gtest/gtest.h>

#include "session_log.h"

namespace tapbond::test {
namespace {

Octets arp(unsigned operation, const Octets& hardware, const Octets& sender) {
  return ethernet(0x0806, hex("0001 0800 06 04") + u16(operation) + hardware + sender +
                              Octets(6, 0) + hex("c0000202"));
}

TEST(Arp, AddressesThatAppearAndMove) {
  SessionLog log;
  const Octets first = hex("0200000000aa");
  const Octets second = hex("0200000000bb");
  log.look(arp(1, first, hex("c0000201")));
  log.look(arp(1, first, hex("c0000201")));
  log.look(arp(1, second, Octets(4, 0)));
  log.look(arp(2, second, hex("c0000201")));
  const auto lines = log.lines("arp");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0]["event"], "new");
  EXPECT_EQ(lines[0]["addr"], "192.0.2.1");
  EXPECT_EQ(lines[0]["mac"], "02:00:00:00:00:aa");
  EXPECT_EQ(lines[0]["operation"], "request");
  EXPECT_EQ(lines[0]["asked_for"], "192.0.2.2");
  EXPECT_FALSE(lines[0].contains("former_mac"));
  EXPECT_EQ(lines[1]["event"], "moved");
  EXPECT_EQ(lines[1]["mac"], "02:00:00:00:00:bb");
  EXPECT_EQ(lines[1]["former_mac"], "02:00:00:00:00:aa");
}

TEST(Arp, CutOnesAreNoNews) {
  SessionLog log;
  const Octets frame = arp(1, hex("0200000000aa"), hex("c0000201"));
  for (std::size_t size = 14; size < frame.size(); ++size) log.look_cut(frame, size);
  EXPECT_TRUE(log.lines("arp").empty());
}

// Message, with an option that has a hardware address.
Octets neighbor(unsigned type, const Octets& body, const Octets& hardware) {
  const unsigned option = type == 136 ? 2 : 1;
  const Octets message = Octets(1, static_cast<std::uint8_t>(type)) + Octets(1, 0) + u16(0) + body +
                         Octets(1, static_cast<std::uint8_t>(option)) + Octets(1, 1) + hardware;
  return ipv6(58, message);
}

void set_hop_limit(Octets& frame, std::uint8_t limit) { frame[14 + 7] = limit; }

TEST(Arp, NeighborsOfIpv6AppearAndMove) {
  SessionLog log(
      {.most_conversations = 10, .reassembly_bytes = 1 << 20, .verify_checksums = false});
  const Octets target = hex("20010db8 00000000 00000000 00000077");
  const Octets first = hex("0200000000aa");
  const Octets second = hex("0200000000bb");
  for (const bool routed : {true, false}) {
    Octets asks = neighbor(135, u32(0) + target, first);
    Octets tells = neighbor(136, u32(0x60000000) + target, first);
    Octets moved = neighbor(136, u32(0x60000000) + target, second);
    Octets router = neighbor(134, u32(0x40000708) + u32(0) + u32(0), second);
    for (Octets* each : {&asks, &tells, &moved, &router}) {
      set_hop_limit(*each, routed ? 254 : 255);
      log.look(*each);
    }
  }
  const auto lines = log.lines("arp");
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0]["event"], "new");
  EXPECT_EQ(lines[0]["operation"], "neighbor solicitation");
  EXPECT_EQ(lines[0]["mac"], "02:00:00:00:00:aa");
  EXPECT_EQ(lines[0]["asked_for"], "2001:db8::77");
  EXPECT_NE(lines[0]["addr"], "2001:db8::77");
  EXPECT_EQ(lines[1]["event"], "new");
  EXPECT_EQ(lines[1]["addr"], "2001:db8::77");
  EXPECT_EQ(lines[1]["operation"], "neighbor advertisement");
  EXPECT_EQ(lines[2]["event"], "moved");
  EXPECT_EQ(lines[2]["former_mac"], "02:00:00:00:00:aa");
  EXPECT_EQ(lines[3]["operation"], "router advertisement");
  EXPECT_EQ(lines[3]["addr"], lines[0]["addr"]);
  EXPECT_EQ(lines[3]["event"], "moved");
  EXPECT_FALSE(lines[3].contains("asked_for"));
}

TEST(Arp, NeighborsWithWrongChecksumsAreNoNews) {
  SessionLog log;
  Octets frame = neighbor(135, u32(0) + Octets(16, 1), hex("0200000000aa"));
  set_hop_limit(frame, 255);
  log.look(frame);
  for (std::size_t size = 14; size < frame.size(); ++size) log.look_cut(frame, size);
  EXPECT_TRUE(log.lines("arp").empty());
}

TEST(IcmpErrors, NameTheConversationThatTheyAreAbout) {
  SessionLog log(
      {.most_conversations = 10, .reassembly_bytes = 1 << 20, .verify_checksums = false});
  const Octets question = udp4(40000, 9999, ascii("question"));
  log.look(question);
  log.look(ipv4(1,
                hex("0304 0000 0000 0578") + Octets(question.begin() + 14, question.begin() + 42),
                {}, Hosts().reversed()));
  log.look(ipv4(1, hex("0800 f7ff 0000 0000")));
  const auto line = log.line("icmp");
  EXPECT_EQ(line["error"], "unreachable");
  EXPECT_EQ(line["code"], 4);
  EXPECT_EQ(line["mtu"], 1400);
  EXPECT_EQ(line["about_proto"], 17);
  EXPECT_EQ(line["about_orig_h"], "192.0.2.1");
  EXPECT_EQ(line["about_orig_p"], 40000);
  EXPECT_EQ(line["about_resp_p"], 9999);
  EXPECT_EQ(line["about_uid"], log.lines()[0]["uid"]);
}

}  // namespace
}  // namespace tapbond::test
