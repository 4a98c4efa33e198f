// What the logs of protocols in datagrams tell: NTP, DHCP.
#include <gtest/gtest.h>

#include "session_log.h"

namespace tapbond::test {
namespace {

const Hosts kThere;
const Hosts kBack = kThere.reversed();

TEST(Ntp, TimesAndWhereTheyAreFrom) {
  SessionLog log;
  const Octets none(8, 0);
  const Octets time = hex("e8fe6f80 80000000");  // 2023-11-14 22:13:20.5
  log.look(
      udp4(40000, 123, hex("23 02 06 ec 00008000 00010000 c0000263") + none + time + none + time));
  log.look(udp4(123, 40000,
                hex("24 01 06 00 00000000 00000000") + ascii("GPS") + hex("00") + none + none +
                    none + none + hex("0104 0010") + Octets(12, 0) + Octets(24, 0),
                kBack));
  log.look(udp4(40000, 123, hex("26 02 0001 0000 0000 0000 0000")));
  const auto lines = log.lines("ntp");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0]["version"], 4);
  EXPECT_EQ(lines[0]["mode"], 3);
  EXPECT_EQ(lines[0]["stratum"], 2);
  EXPECT_EQ(lines[0]["poll"], 64.0);
  EXPECT_EQ(lines[0]["precision"], 1.0 / (1 << 20));
  EXPECT_EQ(lines[0]["root_delay"], 0.5);
  EXPECT_EQ(lines[0]["root_disp"], 1.0);
  EXPECT_EQ(lines[0]["ref_id"], "192.0.2.99");
  EXPECT_EQ(lines[0]["ref_time"], 0.0);
  EXPECT_EQ(lines[0]["org_time"], 1'700'000'000.5);
  EXPECT_EQ(lines[1]["ref_id"], "GPS");
  EXPECT_EQ(lines[1]["num_exts"], 1);
  EXPECT_EQ(lines[1]["uid"], lines[0]["uid"]);
}

Octets option(unsigned number, const Octets& value) {
  return Octets{static_cast<std::uint8_t>(number), static_cast<std::uint8_t>(value.size())} + value;
}

Octets dhcp(unsigned op, unsigned type, const Octets& assigned, const Octets& options) {
  return Octets{static_cast<std::uint8_t>(op)} + hex("01 06 00 12345678 0000 0000 00000000") +
         assigned + Octets(8, 0) + hex("0200000000aa") + Octets(10 + 64 + 128, 0) +
         hex("63825363") + option(53, Octets{static_cast<std::uint8_t>(type)}) + options +
         hex("ff");
}

TEST(Dhcp, TransactionOverTwoConversations) {
  SessionLog log;
  const Octets none(4, 0);
  const Hosts everywhere{0, 0xffffffff};
  const Hosts answer{0xc0000201, 0xffffffff};
  log.look(udp4(68, 67, dhcp(1, 1, none, option(12, ascii("laptop")) + option(50, hex("c0000232"))),
                everywhere));
  log.look(udp4(
      67, 68,
      dhcp(2, 2, hex("c0000232"), option(15, ascii("example.org")) + option(51, hex("00000e10"))),
      answer));
  log.look(udp4(68, 67,
                dhcp(1, 3, none,
                     option(81, hex("04ffff 06") + ascii("laptop") + hex("07") + ascii("example") +
                                    hex("00"))),
                everywhere));
  log.look(udp4(67, 68, dhcp(2, 5, hex("c0000232"), option(56, ascii("welcome"))), answer));
  const auto line = log.line("dhcp");
  EXPECT_EQ(line["uids"].size(), 2U);
  EXPECT_EQ(line["client_addr"], "192.0.2.50");
  EXPECT_EQ(line["server_addr"], "192.0.2.1");
  EXPECT_EQ(line["mac"], "02:00:00:00:00:aa");
  EXPECT_EQ(line["host_name"], "laptop");
  EXPECT_EQ(line["client_fqdn"], "laptop.example");
  EXPECT_EQ(line["domain"], "example.org");
  EXPECT_EQ(line["requested_addr"], "192.0.2.50");
  EXPECT_EQ(line["assigned_addr"], "192.0.2.50");
  EXPECT_EQ(line["lease_time"], 3600.0);
  EXPECT_EQ(line["server_message"], "welcome");
  EXPECT_EQ(line["msg_types"], nlohmann::json({"DISCOVER", "OFFER", "REQUEST", "ACK"}));
  EXPECT_DOUBLE_EQ(line["duration"], 0.003);
}

TEST(Dhcp, AsTsharkReadsIt) {
  SessionLog log;
  log.look(udp4(68, 67,
                dhcp(1, 3, Octets(4, 0), option(12, ascii("laptop")) + option(50, hex("c0000232"))),
                {0, 0xffffffff}));
  const auto line = log.line("dhcp");
  EXPECT_EQ(log.judged("dhcp.option.hostname"), std::vector<std::string>{line["host_name"]});
  EXPECT_EQ(log.judged("dhcp.option.requested_ip_address"),
            std::vector<std::string>{line["requested_addr"]});
  EXPECT_EQ(log.judged("dhcp.hw.mac_addr"), std::vector<std::string>{line["mac"]});
}

TEST(Dhcp, SilenceOfFiveSecondsEndsATransaction) {
  SessionLog log;
  for (int i = 0; i < 2; ++i)
    log.look(udp4(68, 67, dhcp(1, 1, Octets(4, 0), {}), {0, 0xffffffff}), 7 * kSecond);
  EXPECT_EQ(log.lines("dhcp").size(), 2U);
}

TEST(Dhcp, WhatCannotBeReadIsTold) {
  SessionLog log;
  const Octets whole = dhcp(1, 1, Octets(4, 0), {});
  log.look(udp4(68, 67, Octets(whole.begin(), whole.end() - 1) + hex("0c05 61")));
  EXPECT_EQ(log.line("weird")["name"], "DHCP_unparsable");
  EXPECT_TRUE(log.lines("dhcp").empty());
}

}  // namespace
}  // namespace tapbond::test
