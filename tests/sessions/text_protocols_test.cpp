// What the logs of FTP and SMTP tell.
#include <gtest/gtest.h>

#include "stream.h"

namespace tapbond::test {
namespace {

TEST(Ftp, FilesAndConnectionsForData) {
  SessionLog log;
  Stream stream(log, 21);
  stream.server("220-Welcome\r\n220 ready\r\n");
  stream.client("USER me\r\n");
  stream.server("331 and\r\n");
  stream.client("PASS secret\r\n");
  stream.server("230 in\r\n");
  stream.client("CWD /pub/a\r\n");
  stream.server("250 there\r\n");
  stream.client("PASV\r\n");
  stream.server("227 Entering (192,0,2,2,4,1)\r\n");
  stream.client("retr ../file\r\n");
  stream.server("150 Opening (1234 bytes)\r\n");
  stream.server("226 done\r\n");
  stream.client("PORT 192,0,2,1,4,2\r\n");
  stream.server("200 fine\r\n");
  stream.client("XPWD\r\n");
  stream.server("257 \"/home\" it is\r\n");
  stream.client("STOR new\r\n");
  stream.server("150 Opening (17 connections)\r\n");
  const auto lines = log.lines("ftp");
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0]["command"], "PASV");
  EXPECT_EQ(lines[0]["user"], "me");
  EXPECT_EQ(lines[0]["password"], "<hidden>");
  EXPECT_EQ(lines[0]["data_channel.passive"], true);
  EXPECT_EQ(lines[0]["data_channel.orig_h"], "192.0.2.1");
  EXPECT_EQ(lines[0]["data_channel.resp_h"], "192.0.2.2");
  EXPECT_EQ(lines[0]["data_channel.resp_p"], 1025);
  EXPECT_EQ(lines[1]["command"], "RETR");
  EXPECT_EQ(lines[1]["arg"], "ftp://192.0.2.2/pub/file");
  EXPECT_EQ(lines[1]["file_size"], 1234);
  EXPECT_EQ(lines[1]["reply_code"], 226);
  EXPECT_EQ(lines[1]["reply_msg"], "done");
  EXPECT_EQ(lines[2]["data_channel.passive"], false);
  EXPECT_EQ(lines[2]["data_channel.resp_p"], 1026);
  EXPECT_EQ(lines[3]["arg"], "ftp://192.0.2.2/home/new");
  EXPECT_FALSE(lines[3].contains("file_size"));
  EXPECT_FALSE(lines[3].contains("reply_code"));
}

TEST(Ftp, WhatWaitsAtAGapIsLogged) {
  SessionLog log;
  Stream stream(log, 21);
  stream.server("220 ready\r\n");
  stream.client("USER me\r\n");
  stream.server("331 and\r\n");
  stream.client("RETR file\r\n");
  stream.server_loses(100);
  stream.server("226 done\r\n");
  stream.client("QUIT\r\n");
  const auto line = log.line("ftp");
  EXPECT_EQ(line["command"], "RETR");
  EXPECT_FALSE(line.contains("reply_code"));
}

TEST(Smtp, WhatWaitsAtAGapIsLogged) {
  SessionLog log;
  Stream stream(log, 25);
  stream.server("220 ready\r\n");
  stream.client("EHLO me\r\n");
  stream.server("250 fine\r\n");
  stream.client("MAIL FROM:<a@example.org>\r\n");
  stream.server("250 fine\r\n");
  stream.client_loses(100);
  stream.client("DATA\r\n");
  stream.server("354 go on\r\n");
  EXPECT_EQ(log.line("smtp")["mailfrom"], "a@example.org");
}

TEST(Ftp, WhoeverBeginsLikeItAndIsNot) {
  SessionLog log;
  Stream stream(log);
  stream.server("+OK ready\r\n");
  stream.client("USER me\r\n");
  stream.server("+OK\r\n");
  stream.client("PORT 1,2,3,4,5,6\r\n");
  EXPECT_TRUE(log.lines("ftp").empty());
}

TEST(Ftp, GoesOnEncrypted) {
  SessionLog log;
  Stream stream(log, 21);
  stream.server("220 ready\r\n");
  stream.client("AUTH TLS\r\n");
  stream.server("234 now\r\n");
  stream.client(hex("1603010005 01000001 00"));
  EXPECT_EQ(log.line("ssl")["ssl_history"], "C");
}

TEST(Smtp, MessagesOneAfterTheOther) {
  SessionLog log;
  Stream stream(log, 25);
  stream.server("220 mail ESMTP\r\n");
  stream.client("EHLO here\r\n");
  stream.server("250-mail\r\n250 PIPELINING\r\n");
  stream.client(
      "MAIL FROM:<me@example.org> SIZE=5\r\nRCPT TO:<a@example.net>\r\nrcpt to: "
      "b@example.net\r\nDATA\r\n");
  stream.server("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n");
  stream.client(
      "Date: today\r\nFrom: \"Me, myself\" <me@example.org>\r\nSubject: a long\r\n one\r\n");
  stream.client(
      "To: a@example.net, \"B, b\" <b@example.net>\r\nReceived: x\r\nReceived: y\r\n\r\nSubject: "
      "none\r\n.\r\n");
  stream.server("250 queued\r\n");
  stream.client("MAIL FROM:<>\r\n");
  stream.server("550 no\r\n");
  const auto lines = log.lines("smtp");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0]["trans_depth"], 1);
  EXPECT_EQ(lines[0]["helo"], "here");
  EXPECT_EQ(lines[0]["mailfrom"], "me@example.org");
  EXPECT_EQ(lines[0]["rcptto"], nlohmann::json({"a@example.net", "b@example.net"}));
  EXPECT_EQ(lines[0]["date"], "today");
  EXPECT_EQ(lines[0]["from"], "\"Me, myself\" <me@example.org>");
  EXPECT_EQ(lines[0]["to"], nlohmann::json({"a@example.net", "\"B, b\" <b@example.net>"}));
  EXPECT_EQ(lines[0]["subject"], "a long one");
  EXPECT_EQ(lines[0]["first_received"], "y");
  EXPECT_EQ(lines[0]["second_received"], "x");
  EXPECT_EQ(lines[0]["last_reply"], "250 queued");
  EXPECT_EQ(lines[0]["tls"], false);
  EXPECT_EQ(lines[1]["trans_depth"], 2);
  EXPECT_EQ(lines[1]["last_reply"], "550 no");
}

TEST(Smtp, PathOverTheHostsThatReceivedIt) {
  SessionLog log;
  Stream stream(log, 25);
  stream.server("220 mail ESMTP\r\n");
  stream.client("EHLO here\r\n");
  stream.server("250 ok\r\n");
  stream.client("MAIL FROM:<me@example.org>\r\nRCPT TO:<a@example.net>\r\nDATA\r\n");
  stream.server("250 ok\r\n250 ok\r\n354 go\r\n");
  stream.client(
      "Received: from a ([192.0.2.1]) by b (192.0.2.2) with version 8.1.2.3;\r\n"
      "Received: from c (helo 2001:DB8::0:1 )\r\n\tby [192.0.2.300]\r\n"
      "Received: from d [2001:db8::1]\r\n"
      "Received: from 192.0.2.9\r\n\r\nReceived: from [192.0.2.8]\r\n.\r\n");
  stream.server("250 queued\r\n");
  const auto conn = log.line("conn");
  EXPECT_EQ(log.line("smtp")["path"],
            nlohmann::json({conn["id.resp_h"], conn["id.orig_h"], "192.0.2.2", "2001:db8::1"}));
}

TEST(Smtp, GoesOnEncrypted) {
  SessionLog log;
  Stream stream(log, 25);
  stream.server("220 mail ESMTP\r\n");
  stream.client("EHLO here\r\n");
  stream.server("250 STARTTLS\r\n");
  stream.client("STARTTLS\r\n");
  stream.server("220 go\r\n");
  stream.client(hex("1603010005 01000001 00"));
  EXPECT_EQ(log.line("smtp")["tls"], true);
  EXPECT_EQ(log.line("ssl")["ssl_history"], "C");
}

}  // namespace
}  // namespace tapbond::test
