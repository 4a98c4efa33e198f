// What becomes of TCP conversations, in the words of Zeek's conn log.
#include <gtest/gtest.h>

#include <algorithm>

#include "session_log.h"

namespace tapbond::test {
namespace {

constexpr unsigned kFin = 1;
constexpr unsigned kSyn = 2;
constexpr unsigned kRst = 4;
constexpr unsigned kAck = 16;
constexpr unsigned kUrg = 32;

constexpr std::uint32_t kClientBegins = 4'294'967'290;  // and soon anew
constexpr std::uint32_t kServerBegins = 5000;

// Segments between a client at port 40000 and a server, written as who sends (C or S), flags,
// payload.
class Talk {
 public:
  explicit Talk(SessionLog& log, unsigned port = 9999) : log_(log), port_(port) {}

  void client(unsigned flags, const std::string& payload = {}) {
    send(client_, server_, flags, payload);
  }
  void server(unsigned flags, const std::string& payload = {}) {
    send(server_, client_, flags, payload);
  }
  // Without a byte of room for what the server sends.
  void client_is_full() {
    window_ = 0;
    client(kAck);
    window_ = 512;
  }
  // Bytes that were sent, and not captured.
  void server_loses(std::uint32_t bytes) { server_ += bytes; }
  void client_repeats(const std::string& payload) {
    client_ -= static_cast<std::uint32_t>(payload.size());
    client(kAck, payload);
  }
  void shake_hands() {
    client(kSyn);
    server(kSyn | kAck);
    client(kAck);
  }
  void wait(std::int64_t time) { later_ = time; }

 private:
  void send(std::uint32_t& from, std::uint32_t to, unsigned flags, const std::string& payload) {
    const bool by_client = &from == &client_;
    Segment segment{.source = by_client ? 40000 : port_,
                    .destination = by_client ? port_ : 40000,
                    .sequence = from,
                    .acknowledged = (flags & kAck) != 0 ? to : 0,
                    .flags = flags,
                    .payload = ascii(payload),
                    .window = window_};
    const Hosts hosts;
    log_.look(tcp4(segment, by_client ? hosts : hosts.reversed()), later_, by_client ? 0 : 1);
    later_ = kMillisecond;
    from += static_cast<std::uint32_t>(payload.size()) + ((flags & (kSyn | kFin)) != 0 ? 1 : 0);
  }

  SessionLog& log_;
  unsigned port_;
  std::uint32_t client_ = kClientBegins;
  std::uint32_t server_ = kServerBegins;
  unsigned window_ = 512;
  std::int64_t later_ = kMillisecond;
};

TEST(Tcp, WholeConversation) {
  SessionLog log;
  Talk talk(log);
  talk.shake_hands();
  talk.client(kAck, "a question");
  talk.server(kAck, "an answer that is longer");
  talk.client(kFin | kAck);
  talk.server(kFin | kAck);
  talk.client(kAck);
  const auto line = log.line();
  EXPECT_EQ(line["id.orig_h"], "192.0.2.1");
  EXPECT_EQ(line["id.orig_p"], 40000);
  EXPECT_EQ(line["id.resp_h"], "192.0.2.2");
  EXPECT_EQ(line["id.resp_p"], 9999);
  EXPECT_EQ(line["proto"], "tcp");
  EXPECT_EQ(line["conn_state"], "SF");
  EXPECT_EQ(line["history"], "ShADdFf");
  EXPECT_EQ(line["orig_bytes"], 10);
  EXPECT_EQ(line["resp_bytes"], 24);
  EXPECT_EQ(line["orig_pkts"], 5);
  EXPECT_EQ(line["orig_ip_bytes"], 5 * 40 + 10);
  EXPECT_EQ(line["resp_pkts"], 3);
  EXPECT_EQ(line["missed_bytes"], 0);
  // The last acknowledgement is not counted, as nothing can follow it.
  EXPECT_DOUBLE_EQ(line["duration"], 0.006);
  EXPECT_DOUBLE_EQ(line["handshake_rtt"], 0.002);
  EXPECT_EQ(line["orig_legs"], nlohmann::json({"client side"}));
  EXPECT_EQ(line["resp_legs"], nlohmann::json({"server side"}));
  EXPECT_TRUE(line["uid"].get<std::string>().starts_with("C"));
}

TEST(Tcp, States) {
  struct Case {
    const char* state;
    const char* history;
    void (*talk)(Talk&);
  };
  const Case cases[] = {
      {"S0", "S", [](Talk& t) { t.client(kSyn); }},
      {"S1", "ShA", [](Talk& t) { t.shake_hands(); }},
      {"REJ", "Sr",
       [](Talk& t) {
         t.client(kSyn);
         t.server(kRst | kAck);
       }},
      {"RSTO", "ShAR",
       [](Talk& t) {
         t.shake_hands();
         t.client(kRst | kAck);
       }},
      {"RSTR", "ShAr",
       [](Talk& t) {
         t.shake_hands();
         t.server(kRst | kAck);
       }},
      {"RSTOS0", "SR",
       [](Talk& t) {
         t.client(kSyn);
         t.client(kRst);
       }},
      {"SH", "SF",
       [](Talk& t) {
         t.client(kSyn);
         t.client(kFin);
       }},
      {"S2", "ShAF",
       [](Talk& t) {
         t.shake_hands();
         t.client(kFin | kAck);
       }},
      {"S3", "ShAf",
       [](Talk& t) {
         t.shake_hands();
         t.server(kFin | kAck);
       }},
      {"OTH", "Dd",
       [](Talk& t) {
         t.client(kAck, "from the middle");
         t.server(kAck, "of a conversation");
       }},
      {"OTH", "Q", [](Talk& t) { t.client(kSyn | kFin); }},
  };
  for (const Case& each : cases) {
    SessionLog log;
    Talk talk(log);
    each.talk(talk);
    const auto line = log.line();
    if (std::string(each.history) == "Q") {
      EXPECT_EQ(line["history"], "Q");
      continue;
    }
    EXPECT_EQ(line["conn_state"], each.state) << each.history;
    EXPECT_EQ(line["history"], each.history);
  }
}

TEST(Tcp, MissedBytesShowWhenTheyAreAcknowledged) {
  SessionLog log;
  Talk talk(log);
  talk.shake_hands();
  talk.server(kAck, "first");
  talk.server_loses(1000);
  talk.server(kAck, "third");
  talk.client(kAck);
  talk.client(kFin | kAck);
  talk.server(kFin | kAck);
  const auto line = log.line();
  EXPECT_EQ(line["missed_bytes"], 1000);
  EXPECT_EQ(line["resp_bytes"], 1010);
  EXPECT_EQ(line["history"], "ShAdgFf");
}

TEST(Tcp, RetransmissionsCountInPowersOfTen) {
  SessionLog log;
  Talk talk(log);
  talk.shake_hands();
  talk.client(kAck, "again");
  for (int i = 0; i < 12; ++i) talk.client_repeats("again");
  const auto line = log.line();
  EXPECT_EQ(line["history"], "ShADTT");
  EXPECT_EQ(line["orig_bytes"], 5);
}

TEST(Tcp, AnswerFromAServersPortComesFirst) {
  SessionLog log;
  Talk talk(log, 443);
  talk.server(kAck, "mid-stream");
  talk.client(kAck);
  const auto line = log.line();
  EXPECT_EQ(line["id.resp_p"], 443);
  EXPECT_EQ(line["history"], "^dA");
}

TEST(Tcp, SynBehindItsAnswer) {
  SessionLog log;
  const Hosts hosts;
  log.look(tcp4({.source = 9999,
                 .destination = 40000,
                 .sequence = 5000,
                 .acknowledged = 1001,
                 .flags = kSyn | kAck},
                hosts.reversed()));
  log.look(tcp4({.source = 40000, .destination = 9999, .sequence = 1000, .flags = kSyn}));
  log.look(tcp4({.source = 40000,
                 .destination = 9999,
                 .sequence = 1001,
                 .acknowledged = 5001,
                 .flags = kAck}));
  const auto line = log.line();
  EXPECT_EQ(line["id.orig_p"], 40000);
  EXPECT_EQ(line["conn_state"], "S1");
  EXPECT_EQ(line["orig_pkts"], 2);
}

// A probe with a SYN-ACK is answered by a RST or nothing; what goes on after one is a conversation
// of which the SYN was missed, whatever the ports are.
TEST(Tcp, AnswerToASynThatWasMissed) {
  SessionLog log;
  Talk talk(log);
  talk.server(kSyn | kAck);
  talk.client(kAck);
  talk.client(kAck, "question");
  talk.server(kAck, "answer");
  talk.client(kFin | kAck);
  talk.server(kFin | kAck);
  const auto line = log.line();
  EXPECT_EQ(line["history"], "^hADdFf");
  EXPECT_EQ(line["conn_state"], "SF");
  EXPECT_EQ(line["id.orig_p"], 40000);
  EXPECT_EQ(line["orig_pkts"], 3);
  EXPECT_EQ(line["resp_pkts"], 3);
  EXPECT_EQ(line["orig_legs"], nlohmann::json({"client side"}));
}

TEST(Tcp, AnswerToASynThatWasMissedOfOneSideAlone) {
  SessionLog log;
  Talk talk(log);
  talk.server(kSyn | kAck);
  talk.server(kAck, "the server speaks first");
  const auto line = log.line();
  EXPECT_EQ(line["history"], "^hd");
  EXPECT_EQ(line["conn_state"], "OTH");
  EXPECT_EQ(line["id.orig_p"], 40000);
  EXPECT_EQ(line["orig_pkts"], 0);
  EXPECT_EQ(line["resp_pkts"], 2);
}

TEST(Tcp, ProbeWithAnAnswerKeepsItsDirection) {
  SessionLog log;
  Talk talk(log);
  talk.server(kSyn | kAck);
  talk.client(kRst);
  const auto line = log.line();
  EXPECT_EQ(line["id.orig_p"], 9999);
  EXPECT_EQ(line["history"], "Hr");
  EXPECT_EQ(line["conn_state"], "REJ");
}

TEST(Tcp, LettersOfTheHistory) {
  struct Case {
    const char* history;
    void (*talk)(Talk&);
  };
  const Case cases[] = {
      {"ShAWd",
       [](Talk& t) {
         t.client_is_full();
         t.server(kAck, "a byte");
       }},
      {"ShAI", [](Talk& t) { t.client(kFin | kRst | kAck); }},
      {"ShAdfr",
       [](Talk& t) {
         t.server(kAck, "goodbye");
         t.server(kFin | kAck);
         t.server(kRst);
       }},
      {"ShAdgg",  // the first gap and the tenth
       [](Talk& t) {
         for (int i = 0; i < 11; ++i) {
           t.server(kAck, "part");
           t.server_loses(10);
           t.server(kAck, "part");
           t.client(kAck);
         }
       }},
  };
  for (const Case& each : cases) {
    SessionLog log;
    Talk talk(log);
    talk.shake_hands();
    each.talk(talk);
    const auto lines = log.lines();
    ASSERT_FALSE(lines.empty());
    EXPECT_EQ(lines[0]["history"], each.history);
  }
}

TEST(Tcp, LettersOfRepetitionCountInPowersOfTen) {
  SessionLog full;
  Talk talk(full);
  talk.shake_hands();
  for (int i = 0; i < 11; ++i) talk.client_is_full();
  EXPECT_EQ(full.line()["history"], "ShAWW");

  SessionLog broken;
  Octets frame = tcp4({.destination = 9999, .flags = kAck});
  frame.back() ^= 1;
  for (int i = 0; i < 101; ++i) broken.look(frame);
  EXPECT_EQ(broken.line()["history"], "CCC");
}

TEST(Tcp, OddSegmentsAreTold) {
  struct Case {
    const char* name;
    void (*talk)(SessionLog&, Talk&);
  };
  const Case cases[] = {
      {"SYN_seq_jump",
       [](SessionLog&, Talk& t) {
         t.client(kSyn);
         t.client(kSyn);
       }},
      {"active_connection_reuse",
       [](SessionLog&, Talk& t) {
         t.shake_hands();
         t.client(kSyn);
       }},
      {"premature_connection_reuse",
       [](SessionLog&, Talk& t) {
         t.shake_hands();
         t.client(kFin | kAck);
         t.server(kFin | kAck);
         t.client(kAck);
         t.client(kSyn);
       }},
      {"FIN_advanced_last_seq",
       [](SessionLog&, Talk& t) {
         t.shake_hands();
         t.client(kFin | kAck);
         t.client(kFin | kAck, "more");
       }},
      {"SYN_inside_connection",
       [](SessionLog& log, Talk& t) {
         t.shake_hands();
         t.client(kAck, "question");
         log.look(tcp4({.destination = 9999, .sequence = kClientBegins, .flags = kSyn}));
       }},
      {"possible_split_routing",
       [](SessionLog&, Talk& t) {
         t.client(kSyn);
         t.client(kAck);
       }},
      {"inappropriate_FIN",
       [](SessionLog&, Talk& t) {
         t.client(kSyn);
         t.client(kFin);
       }},
      {"repeated_SYN_with_ack",
       [](SessionLog&, Talk& t) {
         t.client(kSyn);
         t.client(kSyn | kAck);
       }},
      {"bad_SYN_ack",
       [](SessionLog& log, Talk& t) {
         t.client(kSyn);
         log.look(tcp4({.source = 9999,
                        .destination = 40000,
                        .sequence = kServerBegins,
                        .acknowledged = kClientBegins + 2,
                        .flags = kSyn | kAck},
                       Hosts().reversed()));
       }},
      {"TCP_ack_underflow_or_misorder",
       [](SessionLog& log, Talk& t) {
         t.shake_hands();
         log.look(tcp4({.destination = 9999,
                        .sequence = kClientBegins + 1,
                        .acknowledged = kServerBegins - 1,
                        .flags = kAck}));
       }},
      {"window_recision",
       [](SessionLog& log, Talk&) {
         log.look(tcp4({.acknowledged = 1, .flags = kAck, .window = 512}));
         log.look(tcp4({.acknowledged = 101, .flags = kAck, .window = 411}));
       }},
      {"SYN_with_data", [](SessionLog&, Talk& t) { t.client(kSyn, "early"); }},
      {"baroque_SYN", [](SessionLog&, Talk& t) { t.client(kSyn | kUrg); }},
      {"TCP_christmas", [](SessionLog&, Talk& t) { t.client(kSyn | kRst); }},
  };
  for (const Case& each : cases) {
    SessionLog log;
    Talk talk(log);
    each.talk(log, talk);
    std::vector<std::string> names;
    for (const auto& line : log.lines("weird")) names.push_back(line["name"]);
    EXPECT_EQ(std::count(names.begin(), names.end(), each.name), 1) << each.name;
  }
}

TEST(Tcp, StormsAreMany) {
  for (const auto& [flag, name] : {std::pair{kFin, "FIN_storm"}, std::pair{kRst, "RST_storm"}}) {
    for (const auto& [count, storms] : {std::pair{999, 0U}, std::pair{1000, 1U}}) {
      SessionLog log;
      Talk talk(log);
      talk.shake_hands();
      for (int i = 0; i < count; ++i) talk.client(flag | kAck);
      log.lines();
      EXPECT_EQ(log.sessions().weird().count(name), storms) << name << ' ' << count;
    }
  }
}

TEST(Tcp, StormsHaveNoPause) {
  SessionLog log;
  Talk talk(log);
  talk.shake_hands();
  for (int i = 0; i < 999; ++i) talk.client(kFin | kAck);
  log.look(tcp4({.destination = 9999, .sequence = kClientBegins + 1, .flags = kFin | kAck}),
           kSecond);
  log.lines();
  EXPECT_EQ(log.sessions().weird().count("FIN_storm"), 0U);
}

TEST(Tcp, WhatIsInOrderIsNotTold) {
  SessionLog log;
  Talk talk(log);
  talk.shake_hands();
  talk.client(kAck, "a question");
  talk.server(kAck, "an answer that is longer");
  talk.client_repeats("a question");
  talk.client(kFin | kAck);
  talk.server(kFin | kAck);
  talk.client(kAck);
  Talk of_every_day(log, 9998);
  of_every_day.client(kRst);
  EXPECT_TRUE(log.lines("weird").empty());
  EXPECT_EQ(log.sessions().weird().at("spontaneous_RST"), 1U);
}

TEST(Tcp, WhatIsOddIsToldOnceOfAConversation) {
  SessionLog log;
  for (const unsigned port : {9999U, 9998U}) {
    Talk talk(log, port);
    talk.client(kSyn);
    for (int i = 0; i < 3; ++i) talk.client(kAck, "too early");
  }
  std::vector<std::string> names;
  for (const auto& line : log.lines("weird")) names.push_back(line["name"]);
  EXPECT_EQ(std::count(names.begin(), names.end(), "data_before_established"), 2);
  EXPECT_EQ(log.sessions().weird().at("data_before_established"), 6U);
}

TEST(Tcp, AttemptIsOverAfterFiveSeconds) {
  SessionLog log;
  Talk talk(log);
  talk.client(kSyn);
  log.sessions().advance(log.now() + 5 * kSecond - 1);
  EXPECT_EQ(log.sessions().open(), 1U);
  log.sessions().advance(log.now() + 5 * kSecond);
  EXPECT_EQ(log.sessions().open(), 0U);
}

TEST(Tcp, IdleConversationIsOverAfterFiveMinutes) {
  SessionLog log;
  Talk talk(log);
  talk.shake_hands();
  log.sessions().advance(log.now() + 299 * kSecond);
  EXPECT_EQ(log.sessions().open(), 1U);
  log.sessions().advance(log.now() + 300 * kSecond);
  EXPECT_EQ(log.sessions().open(), 0U);
}

TEST(Tcp, LoginMayBeIdleForAnHour) {
  SessionLog log;
  Talk talk(log, 22);
  talk.shake_hands();
  log.sessions().advance(log.now() + 3599 * kSecond);
  EXPECT_EQ(log.sessions().open(), 1U);
  log.sessions().advance(log.now() + 3600 * kSecond);
  EXPECT_EQ(log.sessions().open(), 0U);
}

TEST(Tcp, ClosedConversationIsOverAfterFiveSeconds) {
  SessionLog log;
  Talk talk(log);
  talk.shake_hands();
  talk.client(kFin | kAck);
  talk.server(kFin | kAck);
  const std::int64_t closed = log.now();
  talk.client(kAck);
  log.sessions().advance(closed + 5 * kSecond - 1);
  EXPECT_EQ(log.sessions().open(), 1U);
  log.sessions().advance(closed + 5 * kSecond);
  EXPECT_EQ(log.sessions().open(), 0U);
}

// Of two ports of servers the lower one is the server's, but for who answers a SYN: that may be a
// probe.
TEST(Tcp, BetweenPortsOfServers) {
  struct Case {
    unsigned source;
    unsigned destination;
    unsigned flags;
    const char* history;
  };
  constexpr Case kCases[] = {{22, 443, kAck, "^a"},          {443, 22, kAck, "A"},
                             {22, 443, kSyn | kAck, "H"},    {443, 22, kSyn | kAck, "H"},
                             {22, 40000, kSyn | kAck, "^h"}, {22, 40000, kSyn, "S"}};
  for (const Case& each : kCases) {
    SessionLog log;
    log.look(tcp4({.source = each.source, .destination = each.destination, .flags = each.flags}));
    EXPECT_EQ(log.line()["history"], each.history) << each.source << ' ' << each.destination;
  }
}

TEST(Tcp, OnlyFromPortsOnZeeksListTheFirstPacketIsTakenForAnAnswer) {
  for (const unsigned port : {22U, 465U, 3389U, 79U, 110U, 3306U}) {
    SessionLog log;
    log.look(tcp4({.source = port, .destination = 40000, .flags = kAck}));
    const bool turned = port == 22 || port == 465 || port == 3389;
    EXPECT_EQ(log.line()["history"], turned ? "^a" : "A") << port;
    EXPECT_EQ(log.line()["id.resp_p"], turned ? port : 40000U);
  }
}

// Nothing but broken packets is let go six seconds after it was looked at, or at the first look by
// which five seconds of silence have passed.
TEST(Tcp, WhatIsDueIsJudgedByTheTimeThatIsReached) {
  SessionLog log;
  Octets broken = tcp4({.flags = kSyn});
  broken.back() ^= 1;
  log.look(broken);
  log.look(broken, 9 * kSecond);
  EXPECT_EQ(log.lines().size(), 2U);
}

TEST(Tcp, SamePortsAgainAreAnotherConversation) {
  SessionLog log;
  Talk first(log);
  first.shake_hands();
  first.client(kFin | kAck);
  first.server(kFin | kAck);
  first.client(kAck);
  Talk second(log);
  second.shake_hands();
  EXPECT_EQ(log.lines().size(), 2U);
}

TEST(Tcp, WrongChecksumIsToldAndNotCounted) {
  SessionLog log;
  Octets frame = tcp4({.flags = kSyn});
  frame.back() ^= 1;
  frame[14 + 20 + 16] ^= 1;
  log.look(frame);
  const auto line = log.line();
  EXPECT_EQ(line["history"], "C");
  EXPECT_EQ(line["orig_pkts"], 0);
  EXPECT_EQ(log.line("weird")["name"], "bad_TCP_checksum");
}

TEST(Tcp, CutSegmentsCountByTheirHeaders) {
  SessionLog log;
  const Octets frame = tcp4({.flags = kAck, .payload = ascii(std::string(500, 'x'))});
  log.look_cut(frame, 14 + 20 + 20);
  const auto line = log.line();
  EXPECT_EQ(line["orig_ip_bytes"], 540);
  EXPECT_EQ(line["history"], "D");
}

}  // namespace
}  // namespace tapbond::test
