// Which protocols are found, and what the log of DNS tells.
#include <gtest/gtest.h>

#include "sensor/sessions/ftp_data.h"
#include "stream.h"

namespace tapbond::test {
namespace {

constexpr unsigned kAck = 16;
const Hosts kThere;
const Hosts kBack = kThere.reversed();

// What each end says first, on ports that say nothing.
std::string service_of(const Octets& client, const Octets& server, unsigned port = 9999) {
  SessionLog log;
  log.look(tcp4({.destination = port, .sequence = 1000, .flags = 2}));
  log.look(tcp4(
      {.source = port, .destination = 40000, .sequence = 5000, .acknowledged = 1001, .flags = 18},
      kBack));
  // Servers that greet come first.
  if (!server.empty())
    log.look(tcp4({.source = port,
                   .destination = 40000,
                   .sequence = 5001,
                   .acknowledged = 1001,
                   .flags = kAck,
                   .payload = server},
                  kBack));
  if (!client.empty())
    log.look(tcp4({.destination = port,
                   .sequence = 1001,
                   .acknowledged = 5001,
                   .flags = kAck,
                   .payload = client}));
  const auto line = log.line();
  return line.value("service", "");
}

TEST(Services, ByWhatIsSaid) {
  EXPECT_EQ(service_of(ascii("GET / HTTP/1.1\r\n\r\n"), ascii("HTTP/1.1 200 OK\r\n\r\n")), "http");
  EXPECT_EQ(service_of(ascii("SSH-2.0-OpenSSH_9\r\n"), ascii("SSH-2.0-OpenSSH_9\r\n")), "ssh");
  EXPECT_EQ(service_of(ascii("EHLO there\r\n"), ascii("220 mail ESMTP\r\n")), "smtp");
  EXPECT_EQ(service_of(ascii("USER anonymous\r\n"), ascii("220 ready\r\n")), "ftp");
  EXPECT_EQ(service_of(hex("1603010040 01 000000 0303"), hex("1603030040 02")), "ssl");
  EXPECT_EQ(service_of(hex("1603010040 01 000000 0303"), hex("1503030002 0228")), "ssl");
  EXPECT_EQ(service_of(hex("1603010040 01 000000 0303"), {}), "ssl");
  EXPECT_EQ(service_of(hex("1603010040 01 000000 0303"), ascii("HTTP?")), "");
  EXPECT_EQ(service_of(ascii("USER me\r\n"), ascii("+OK ready\r\n")), "pop3");
  EXPECT_EQ(service_of(ascii("PORT 10,0,0,1,4,1\r\n"), ascii("220 ready\r\n")), "ftp");
  EXPECT_EQ(service_of(ascii("AUTH secret\r\n"), ascii("+OK\r\n"), 6379), "redis");
  EXPECT_EQ(service_of(ascii("NICK me\r\n"), ascii(":there 001 me\r\n")), "irc");
  EXPECT_EQ(service_of(ascii("NICK me\r\n"), {}), "");
  EXPECT_EQ(service_of(ascii("PRIVMSG you :hello\r\n"), {}, 6667), "irc");
  EXPECT_EQ(service_of(hex("300c 0201 01 6007 0201 03 0400 8000"), {}, 389), "ldap_tcp");
  EXPECT_EQ(service_of(hex("300c 0201 01 6007 0201 03 0400 8000"), {}), "");
  EXPECT_EQ(service_of(hex("0564 05c0"), hex("0564 0500")), "dnp3_tcp");
  EXPECT_EQ(service_of(ascii("whatever"), ascii("else")), "");
  EXPECT_EQ(service_of({}, {}), "");
}

TEST(Services, OfThoseWhoLogInMayBeSilentForAnHour) {
  for (const bool ssh : {true, false}) {
    SessionLog log;
    const Octets says = ascii(ssh ? "SSH-2.0-there\r\n" : "what is this?\r\n");
    log.look(tcp4({.destination = 9999, .sequence = 1001, .flags = kAck, .payload = says}));
    log.sessions().advance(log.now() + 301 * kSecond);
    EXPECT_EQ(log.sessions().open(), ssh ? 1U : 0U);
    log.sessions().advance(log.now() + 3600 * kSecond);
    EXPECT_EQ(log.sessions().open(), 0U);
  }
}

TEST(Services, DatagramsByPortAndForm) {
  SessionLog log;
  log.look(udp4(123, 123, Octets(1, 0x23) + Octets(47, 0)));
  log.look(udp4(40000, 123, ascii("no time")));
  const auto lines = log.lines();
  EXPECT_EQ(lines[0]["service"], "ntp");
  EXPECT_FALSE(lines[1].contains("service"));
}

// Between ports that are the same nothing but the message tells who asked.
TEST(Services, AnswersThatComeFirstAreTurnedAround) {
  struct Case {
    unsigned port;
    Octets message;
    bool turned;
  };
  const Octets answer = hex("1234 8180 0001 0000 0000 0000") + hex("0161 00 0001 0001");
  const Octets question = hex("1234 0100 0001 0000 0000 0000") + hex("0161 00 0001 0001");
  const Case cases[] = {
      {53, answer, true},
      {53, question, false},
      {123, Octets(1, 0x24) + Octets(47, 0), true},
      {123, Octets(1, 0x23) + Octets(47, 0), false},
  };
  for (const Case& each : cases) {
    SessionLog log;
    log.look(udp4(each.port, each.port, each.message, kBack));
    const auto line = log.line();
    EXPECT_EQ(line["id.orig_h"], each.turned ? "192.0.2.1" : "192.0.2.2") << each.port;
    EXPECT_EQ(line["history"], each.turned ? "D^" : "D") << each.port;
  }
}

// A datagram of QUIC with a name of eight bytes for its server.
Octets quic(unsigned first, std::uint32_t version, std::size_t size) {
  const Octets begin = Octets(1, static_cast<std::uint8_t>(first)) + u32(version) + Octets(1, 8);
  return begin + Octets(size - begin.size(), 0x5a);
}

std::string service_of_datagrams(const Octets& client, const Octets& server) {
  SessionLog log;
  log.look(udp4(40000, 9999, client));
  log.look(udp4(9999, 40000, server, kBack));
  return log.line().value("service", "");
}

TEST(Services, QuicByItsFirstDatagramAndTlsByTheAnswer) {
  constexpr std::uint32_t kVersion2 = 0x6b3343cf;
  EXPECT_EQ(service_of_datagrams(quic(0xc3, 1, 1200), quic(0xc1, 1, 1200)), "quic,ssl");
  EXPECT_EQ(service_of_datagrams(quic(0xd3, kVersion2, 1200), quic(0xf1, kVersion2, 80)),
            "quic,ssl");
  EXPECT_EQ(service_of_datagrams(quic(0xc3, 1, 1200), quic(0xf0, 1, 80)), "quic");  // a retry
  EXPECT_EQ(service_of_datagrams(quic(0xc3, 1, 1199), quic(0xc1, 1, 1200)), "");
  EXPECT_EQ(service_of_datagrams(quic(0xd3, 1, 1200), quic(0xc1, 1, 1200)), "");
  EXPECT_EQ(service_of_datagrams(quic(0xc3, 7, 1200), quic(0xc1, 7, 1200)), "");
}

TEST(Services, DtlsByTheServersHello) {
  const Octets hello = hex("16 fefd 0000 000000000000 0001") + hex("01");
  EXPECT_EQ(service_of_datagrams(hello, hex("16 fefd 0000 000000000000 0001") + hex("02")), "dtls");
  EXPECT_EQ(service_of_datagrams(hello, hex("16 fefd 0000 000000000000 0001") + hex("03")), "");
}

TEST(Services, WebSocketBehindTheAnswerToItsRequest) {
  const Octets request =
      ascii("GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n");
  const auto service = [&](std::string_view answer) {
    SessionLog log;
    log.look(tcp4({.flags = 2}));
    log.look(tcp4({.source = 443, .destination = 40000, .acknowledged = 1001, .flags = 18}, kBack));
    log.look(tcp4({.sequence = 1001, .acknowledged = 1001, .flags = kAck, .payload = request}));
    log.look(tcp4({.source = 443,
                   .destination = 40000,
                   .sequence = 1001,
                   .acknowledged = static_cast<std::uint32_t>(1001 + request.size()),
                   .flags = kAck,
                   .payload = ascii(answer)},
                  kBack));
    return log.line().value("service", "");
  };
  EXPECT_EQ(service("HTTP/1.1 101 Switching\r\n\r\n\x81\x01x"), "http,websocket");
  EXPECT_EQ(service("HTTP/1.1 101 Switching\r\n\r\n"), "http");
  EXPECT_EQ(service("HTTP/1.1 200 OK\r\n\r\nx"), "http");
}

TEST(FtpData, IsAnnouncedInFourWays) {
  using sessions::Address;
  using sessions::Endpoint;
  const Address sender(Octets{192, 0, 2, 1});
  Endpoint data;
  ASSERT_TRUE(sessions::read_ftp_data("227 Entering (10,0,0,1,4,1).\r\n", true, sender, data));
  EXPECT_EQ(data, (Endpoint{Address(Octets{10, 0, 0, 1}), 1025}));
  ASSERT_TRUE(sessions::read_ftp_data("229 Entering (|||6446|)\r\n", true, sender, data));
  EXPECT_EQ(data, (Endpoint{sender, 6446}));
  ASSERT_TRUE(sessions::read_ftp_data("PORT 10,0,0,2,1,2\r\n", false, sender, data));
  EXPECT_EQ(data, (Endpoint{Address(Octets{10, 0, 0, 2}), 258}));
  ASSERT_TRUE(sessions::read_ftp_data("EPRT |1|10.0.0.3|77|\r\n", false, sender, data));
  EXPECT_EQ(data, (Endpoint{Address(Octets{10, 0, 0, 3}), 77}));
  for (const char* wrong :
       {"PORT 1,2,3", "PORT 300,1,1,1,1,1", "EPRT |1|x|77|", "EPRT ", "EPRT |1|"})
    EXPECT_FALSE(sessions::read_ftp_data(wrong, false, sender, data)) << wrong;
  EXPECT_FALSE(sessions::read_ftp_data("229 (", true, sender, data));
}

const Octets kQuestion = hex("1234 0100 0001 0000 0000 0000") + hex("03777777 07") +
                         ascii("example") + hex("03") + ascii("com") + hex("00 0001 0001");
const Octets kAnswer = hex("1234 8180 0001 0001 0000 0000") + hex("03777777 07") +
                       ascii("example") + hex("03") + ascii("com") + hex("00 0001 0001") +
                       hex("c00c 0001 0001 0000003c 0004 c0000263");

TEST(Dns, QuestionWithItsAnswer) {
  SessionLog log;
  log.look(udp4(40000, 53, kQuestion));
  log.look(udp4(53, 40000, kAnswer, kBack));
  const auto line = log.line("dns");
  EXPECT_EQ(line["query"], "www.example.com");
  EXPECT_EQ(line["qtype_name"], "A");
  EXPECT_EQ(line["rcode_name"], "NOERROR");
  EXPECT_EQ(line["answers"], nlohmann::json({"192.0.2.99"}));
  EXPECT_EQ(line["TTLs"], nlohmann::json({60.0}));
  EXPECT_DOUBLE_EQ(line["rtt"], 0.001);
  EXPECT_EQ(line["trans_id"], 0x1234);
  EXPECT_EQ(line["RA"], true);
  EXPECT_EQ(line["uid"], log.line()["uid"]);
  EXPECT_EQ(log.line()["service"], "dns");
}

TEST(Dns, InAStreamByTheLengthBeforeEachMessage) {
  const Octets question = u16(static_cast<unsigned>(kQuestion.size())) + kQuestion;
  const Octets answer = u16(static_cast<unsigned>(kAnswer.size())) + kAnswer;
  SessionLog log;
  Stream stream(log, 53);
  // In pieces, so that nothing hangs on where segments end, and two answers at once.
  stream.client(Octets(question.begin(), question.begin() + 1));
  stream.client(Octets(question.begin() + 1, question.end() - 3));
  stream.client(Octets(question.end() - 3, question.end()) + question);
  stream.server(answer + answer);
  const auto lines = log.lines("dns");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1]["proto"], "tcp");
  EXPECT_EQ(lines[1]["query"], "www.example.com");
  EXPECT_EQ(lines[1]["answers"], nlohmann::json({"192.0.2.99"}));
  EXPECT_EQ(log.line()["service"], "dns");
}

TEST(Dns, InAStreamBehindAGapNothingIsRead) {
  SessionLog log;
  Stream stream(log, 53);
  stream.client(u16(static_cast<unsigned>(kQuestion.size())) + kQuestion);
  stream.server_loses(20);
  stream.server(u16(static_cast<unsigned>(kAnswer.size())) + kAnswer);
  stream.client(Octets());
  const auto line = log.line("dns");
  EXPECT_FALSE(line.contains("rcode"));
  EXPECT_EQ(log.line()["missed_bytes"], 20);
}

// A reply that passes on nothing refuses, whatever its code says; one that names who knows better
// does not.
TEST(Dns, RefusedIsWhatIsAnsweredWithNothing) {
  const auto rejected = [](const Octets& answer) {
    SessionLog log;
    log.look(udp4(40000, 53, kQuestion));
    log.look(udp4(53, 40000, answer, kBack));
    return log.line("dns")["rejected"];
  };
  const Octets asked(kQuestion.begin() + 12, kQuestion.end());
  const Octets authority = hex("c010 0006 0001 0000003c 0016 c010 c010") + Octets(20, 0);
  EXPECT_EQ(rejected(kAnswer), false);
  EXPECT_EQ(rejected(hex("1234 8183 0001 0000 0000 0000") + asked), true);  // no such name
  EXPECT_EQ(rejected(hex("1234 8180 0001 0000 0000 0000") + asked), true);  // no such record
  EXPECT_EQ(rejected(hex("1234 8183 0001 0000 0001 0000") + asked + authority), false);
  EXPECT_EQ(rejected(hex("1234 8185 0000 0000 0000 0000")), true);
  EXPECT_EQ(rejected(hex("1234 8180 0000 0000 0000 0000")), false);
}

TEST(Dns, NamesOfNetbiosAreReadable) {
  const Octets head = hex("1234 0110 0001 0000 0000 0000");
  const auto question = [&](std::string_view name, unsigned type) {
    return head + hex("20") + ascii(name) + hex("00") + u16(type) + u16(1);
  };
  SessionLog log;
  log.look(udp4(137, 137, question("FHEPFCELEHFCEPFFFACACACACACACABN", 32)));
  log.look(udp4(137, 137, question("CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 33)));
  log.look(udp4(137, 137, question("no_name_of_it_but_as_long_as_one", 32)));
  const auto lines = log.lines("dns");
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0]["query"], "WORKGROUP");
  EXPECT_EQ(lines[0]["qtype_name"], "NB");
  EXPECT_EQ(lines[1]["query"], "*");
  EXPECT_EQ(lines[1]["qtype_name"], "NBSTAT");
  EXPECT_EQ(lines[2]["query"], "no_name_of_it_but_as_long_as_one");
}

TEST(Dns, QuestionWithoutAnAnswer) {
  SessionLog log;
  log.look(udp4(40000, 53, kQuestion));
  const auto line = log.line("dns");
  EXPECT_FALSE(line.contains("rcode"));
  EXPECT_FALSE(line.contains("answers"));
}

TEST(Dns, NineSecondsOfSilenceAreTheEndOfItWhenItIsLookedAtEveryTen) {
  SessionLog log;
  log.look(udp4(40000, 53, kQuestion));
  const std::int64_t begin = log.now();
  log.look(udp4(53, 40000, kAnswer, kBack), 2 * kSecond);
  log.sessions().advance(begin + 10 * kSecond);
  EXPECT_EQ(log.sessions().open(), 1U);
  log.sessions().advance(begin + 20 * kSecond);
  EXPECT_EQ(log.sessions().open(), 0U);

  log.look(udp4(40000, 53, kQuestion), 60 * kSecond);
  log.sessions().advance(log.now() + 10 * kSecond);
  EXPECT_EQ(log.sessions().open(), 0U);
}

TEST(Dns, WhatCannotBeReadIsToldAndCounted) {
  SessionLog log;
  log.look(udp4(40000, 53, Octets(kQuestion.begin(), kQuestion.end() - 6)));
  EXPECT_EQ(log.line("weird")["name"], "DNS_unparsable");
  EXPECT_EQ(log.line()["orig_pkts"], 1);
}

TEST(Dns, NamesThatNeverEndAreNotFollowed) {
  const Octets header = hex("1234 8180 0001 0001 0000 0000");
  const Octets question = hex("0161 00 0001 0001");
  const Octets fields = hex("0005 0001 0000003c");  // CNAME
  for (const Octets& message : {
           hex("1234 0100 0001 0000 0000 0000") + hex("c00c 0001 0001"),  // a pointer to itself
           hex("1234 0100 0001 0000 0000 0000") + hex("c00e c00c 0001 0001"),  // to each other
           hex("1234 0100 0001 0000 0000 0000") + hex("0161 c00c 0001 0001"),  // with a label
           header + question + hex("c013") + fields + hex("0001 00"),          // of an answer
           header + question + hex("c00c") + fields + hex("0002 c01f"),        // in its data
           header + question + hex("c00c") + fields + hex("0002 0161"),        // cut off
       }) {
    SessionLog log;
    log.look(udp4(53, 40000, message, kBack));
    EXPECT_EQ(log.line("weird")["name"], "DNS_unparsable");
    EXPECT_EQ(log.line()["resp_pkts"], 1);
  }
}

}  // namespace
}  // namespace tapbond::test
