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
