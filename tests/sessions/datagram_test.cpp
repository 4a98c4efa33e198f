// Conversations without a connection, fragments and tunnels.
#include <gtest/gtest.h>

#include <algorithm>

#include "session_log.h"

namespace tapbond::test {
namespace {

const Hosts kThere;
const Hosts kBack = kThere.reversed();

// Without its Ethernet header.
Octets packet_of(const Octets& frame) { return {frame.begin() + 14, frame.end()}; }

TEST(Datagrams, QuestionAndAnswer) {
  SessionLog log;
  log.look(udp4(40000, 9999, ascii("question")));
  log.look(udp4(9999, 40000, ascii("the answer"), kBack));
  const auto line = log.line();
  EXPECT_EQ(line["proto"], "udp");
  EXPECT_EQ(line["conn_state"], "SF");
  EXPECT_EQ(line["history"], "Dd");
  EXPECT_EQ(line["orig_bytes"], 8);
  EXPECT_EQ(line["resp_bytes"], 10);
  EXPECT_EQ(line["resp_ip_bytes"], 38);
  EXPECT_EQ(line["ip_proto"], 17);
}

TEST(Datagrams, SilenceOfAMinuteIsTheEnd) {
  SessionLog log;
  log.look(udp4(40000, 9999, ascii("one")));
  log.look(udp4(40000, 9999, ascii("two")), 59 * kSecond);
  log.look(udp4(40000, 9999, ascii("three")), 60 * kSecond);
  EXPECT_EQ(log.lines().size(), 2U);
}

TEST(Datagrams, SingleOneHasNoDuration) {
  SessionLog log;
  log.look(udp4(40000, 9999, ascii("one")));
  const auto line = log.line();
  EXPECT_FALSE(line.contains("duration"));
  EXPECT_FALSE(line.contains("orig_bytes"));
  EXPECT_EQ(line["conn_state"], "S0");
}

TEST(Icmp, EchoAndReplyAreOne) {
  SessionLog log;
  log.look(ipv4(1, hex("0800 f7ff 0000 0000")));
  log.look(ipv4(1, hex("0000 ffff 0000 0000"), {}, kBack));
  const auto line = log.line();
  EXPECT_EQ(line["proto"], "icmp");
  EXPECT_EQ(line["id.orig_p"], 8);
  EXPECT_EQ(line["id.resp_p"], 0);
  EXPECT_EQ(line["resp_pkts"], 1);
  EXPECT_FALSE(line.contains("history"));
}

// The type stands for the port of who asks, and the type of what answers for the other one.
TEST(Icmp, QuestionsAndTheirAnswersAreOne) {
  struct Pair {
    std::uint8_t question;
    std::uint8_t answer;
  };
  constexpr Pair kIpv4[] = {{8, 0}, {13, 14}, {15, 16}, {10, 9}, {17, 18}};
  constexpr Pair kIpv6[] = {{128, 129}, {130, 131}, {133, 134}, {135, 136}, {139, 140}, {144, 145}};
  const auto expect_one = [](const Pair& pair, const Octets& question, const Octets& answer) {
    SessionLog log({.most_conversations = 10, .reassembly_bytes = 0, .verify_checksums = false});
    log.look(question);
    log.look(answer);
    const auto line = log.line();
    EXPECT_EQ(line["id.orig_p"], pair.question);
    EXPECT_EQ(line["id.resp_p"], pair.answer);
    EXPECT_EQ(line["orig_pkts"], 1);
    EXPECT_EQ(line["resp_pkts"], 1);
  };
  const auto message = [](std::uint8_t type) { return Octets{type, 0, 0, 0, 0, 0, 0, 0}; };
  for (const Pair& pair : kIpv4) {
    expect_one(pair, ipv4(1, message(pair.question)), ipv4(1, message(pair.answer), {}, kBack));
  }
  for (const Pair& pair : kIpv6) {
    // The same packet, with its addresses exchanged.
    Octets answer = ipv6(58, message(pair.answer));
    std::swap_ranges(answer.begin() + 14 + 8, answer.begin() + 14 + 24, answer.begin() + 14 + 24);
    expect_one(pair, ipv6(58, message(pair.question)), answer);
  }
}

// Nothing answers them: the code stands for the other port, and each direction is by itself.
TEST(Icmp, OthersGoOneWay) {
  SessionLog log({.most_conversations = 10, .reassembly_bytes = 0, .verify_checksums = false});
  const Octets redirect{5, 1, 0, 0, 0, 0, 0, 0};
  log.look(ipv4(1, redirect));
  log.look(ipv4(1, redirect, {}, kBack));
  const auto lines = log.lines();
  ASSERT_EQ(lines.size(), 2U);
  for (const auto& line : lines) {
    EXPECT_EQ(line["id.orig_p"], 5);
    EXPECT_EQ(line["id.resp_p"], 1);
  }
}

TEST(Icmp, SilenceOfAMinuteIsTheEnd) {
  SessionLog log;
  log.look(ipv4(1, hex("0800 f7ff 0000 0000")));
  log.sessions().advance(log.now() + 60 * kSecond - 1);
  EXPECT_EQ(log.sessions().open(), 1U);
  log.sessions().advance(log.now() + 60 * kSecond);
  EXPECT_EQ(log.sessions().open(), 0U);
}

TEST(OtherProtocols, AreConversationsByTheirAddresses) {
  SessionLog log;
  log.look(ipv4(112, ascii("whatever")));
  const auto line = log.line();
  EXPECT_EQ(line["proto"], "unknown_transport");
  EXPECT_EQ(line["ip_proto"], 112);
}

TEST(Fragments, CountAsTheOnePacketTheyWere) {
  SessionLog log;
  const Octets whole = packet_of(udp4(40000, 9999, ascii(std::string(100, 'x'))));
  const Octets payload(whole.begin() + 20, whole.end());
  log.look(ipv4_fragment(17, 64, false, Octets(payload.begin() + 64, payload.end())));
  log.look(ipv4_fragment(17, 0, true, Octets(payload.begin(), payload.begin() + 64)));
  const auto line = log.line();
  EXPECT_EQ(line["orig_pkts"], 1);
  EXPECT_EQ(line["orig_ip_bytes"], 128);
}

TEST(Fragments, ThatNeverEndAreForgotten) {
  SessionLog log;
  for (unsigned i = 0; i < 20'000; ++i)
    log.look(ipv4_fragment(17, 8 * (i % 8000), true, Octets(8, 0)));
  EXPECT_TRUE(log.lines().empty());
}

TEST(Tunnels, VxlanIsAConversationAndHasSome) {
  SessionLog log;
  const Octets inner = udp4(5000, 9999, ascii("inside"), {0x0a000001, 0x0a000002});
  log.look(udp4(40000, 4789, hex("08000000 00002a00") + inner));
  const auto lines = log.lines();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0]["service"], "vxlan");
  EXPECT_EQ(lines[1]["id.orig_h"], "10.0.0.1");
  EXPECT_EQ(lines[1]["tunnel_parents"], nlohmann::json::array({lines[0]["uid"]}));
}

TEST(Tunnels, OfIpHaveANameForBothDirections) {
  SessionLog log;
  const Hosts inside{0x0a000001, 0x0a000002};
  log.look(ipv4(4, packet_of(udp4(5000, 9999, ascii("there"), inside))));
  log.look(ipv4(4, packet_of(udp4(9999, 5000, ascii("back"), inside.reversed())), {}, kBack));
  const auto line = log.line();
  EXPECT_EQ(line["conn_state"], "SF");
  EXPECT_EQ(line["tunnel_parents"].size(), 1U);
}

TEST(Tunnels, DeeperThanTwoAreNotLookedInto) {
  SessionLog log;
  Octets packet = packet_of(udp4(5000, 9999, ascii("deep")));
  for (int i = 0; i < 3; ++i) packet = packet_of(ipv4(4, packet));
  log.look(ethernet(0x0800, packet));
  EXPECT_TRUE(log.lines().empty());
  EXPECT_EQ(log.line("weird")["name"], "exceeded_tunnel_max_depth");
}

TEST(Table, TheOneThatWasSilentLongestMakesRoom) {
  SessionLog log({.most_conversations = 10, .reassembly_bytes = 1 << 20, .verify_checksums = true});
  for (unsigned port = 1; port <= 100; ++port) log.look(udp4(port, 9999, ascii("x")));
  EXPECT_EQ(log.sessions().open(), 10U);
  EXPECT_EQ(log.sessions().pushed_out(), 90U);
  const auto lines = log.lines();
  ASSERT_EQ(lines.size(), 100U);
  EXPECT_EQ(lines.front()["id.orig_p"], 1);
}

}  // namespace
}  // namespace tapbond::test
