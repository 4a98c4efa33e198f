// What the log of HTTP tells of requests and their replies.
#include <gtest/gtest.h>

#include "decoders/messages/http_head.h"
#include "stream.h"

namespace tapbond::test {
namespace {

constexpr std::string_view kRequest =
    "GET /a%20page?x=1 HTTP/1.1\r\nHost: www.example.org:8080\r\nuser-agent: Test/1.0\r\n"
    "Referer: http://example.org/\r\nAuthorization: Basic bWU6c2VjcmV0\r\nVia: 1.0 proxy\r\n\r\n";

TEST(Http, RequestAndItsReply) {
  SessionLog log;
  Stream stream(log);
  // In two pieces, so that nothing hangs on where segments end.
  stream.client(kRequest.substr(0, 30));
  stream.client(kRequest.substr(30));
  stream.server("HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhel");
  stream.server("lo");
  const auto line = log.line("http");
  EXPECT_EQ(line["trans_depth"], 1);
  EXPECT_EQ(line["method"], "GET");
  EXPECT_EQ(line["host"], "www.example.org:8080");
  EXPECT_EQ(line["uri"], "/a page?x=1");
  EXPECT_EQ(line["referrer"], "http://example.org/");
  EXPECT_EQ(line["version"], "1.1");
  EXPECT_EQ(line["user_agent"], "Test/1.0");
  EXPECT_EQ(line["username"], "me");
  EXPECT_EQ(line["proxied"], nlohmann::json({"VIA -> 1.0 proxy"}));
  EXPECT_EQ(line["tags"], nlohmann::json::array());
  EXPECT_EQ(line["request_body_len"], 0);
  EXPECT_EQ(line["response_body_len"], 5);
  EXPECT_EQ(line["status_code"], 404);
  EXPECT_EQ(line["status_msg"], "Not Found");
  EXPECT_FALSE(line.contains("info_code"));
  EXPECT_EQ(log.text("http").find("secret"), std::string::npos);
}

TEST(Http, SeveralRequestsAtOnce) {
  SessionLog log;
  Stream stream(log);
  stream.client(
      "HEAD /1 HTTP/1.1\r\n\r\nPOST /2 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /3 "
      "HTTP/1.0\r\n\r\n");
  stream.server("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
  stream.server(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  stream.server(
      "4;x=y\r\nbody\r\n2\r\n..\r\n0\r\nTrailer: x\r\n\r\nHTTP/1.0 200 OK\r\n\r\nto the end");
  stream.server_ends();
  const auto lines = log.lines("http");
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0]["uri"], "/1");
  EXPECT_EQ(lines[0]["response_body_len"], 0);
  EXPECT_EQ(lines[1]["uri"], "/2");
  EXPECT_EQ(lines[1]["request_body_len"], 3);
  EXPECT_EQ(lines[1]["response_body_len"], 6);
  EXPECT_EQ(lines[1]["info_code"], 100);
  EXPECT_EQ(lines[1]["status_code"], 200);
  EXPECT_EQ(lines[2]["trans_depth"], 3);
  EXPECT_EQ(lines[2]["response_body_len"], 10);
}

TEST(Http, BytesThatAreMissingFromABodyCountInIt) {
  SessionLog log;
  Stream stream(log);
  stream.client("GET / HTTP/1.1\r\n\r\n");
  stream.server("HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n");
  stream.server_loses(2000);
  stream.server(std::string(1000, 'x'));
  stream.client(Octets());
  EXPECT_EQ(log.line("http")["response_body_len"], 3000);
}

TEST(Http, WithoutAReply) {
  SessionLog log;
  Stream stream(log);
  stream.client("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_FALSE(log.line("http").contains("status_code"));
}

TEST(Http, AnotherProtocolBehindAConnect) {
  SessionLog log;
  Stream stream(log);
  stream.client("CONNECT inside:80 HTTP/1.1\r\n\r\n");
  stream.server("HTTP/1.1 200 Connected\r\n\r\n");
  stream.client("SSH-2.0-client\r\n");
  stream.server("SSH-2.0-server\r\n");
  EXPECT_EQ(log.line("http")["uri"], "inside:80");
  EXPECT_EQ(log.line("ssh")["server"], "SSH-2.0-server");
}

TEST(Http, WhatBeginsLikeItAndIsNot) {
  SessionLog log;
  Stream stream(log);
  stream.client("GET something else\r\nmore\r\n");
  EXPECT_TRUE(log.lines("http").empty());
  EXPECT_TRUE(log.lines("weird").empty());
}

TEST(Http, AsTsharkReadsIt) {
  SessionLog log;
  Stream stream(log, 80);
  stream.client(kRequest);
  stream.server("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  const auto line = log.line("http");
  EXPECT_EQ(log.judged("http.host"), std::vector<std::string>{line["host"]});
  EXPECT_EQ(log.judged("http.user_agent"), std::vector<std::string>{line["user_agent"]});
  EXPECT_EQ(log.judged("http.referer"), std::vector<std::string>{line["referrer"]});
  EXPECT_EQ(log.judged("http.response.phrase"), std::vector<std::string>{line["status_msg"]});
}

TEST(HttpHead, WhatIsNoneIsRefused) {
  for (const char* line :
       {"", "GET", "GET /", " GET / HTTP/1.1", "GET / FTP/1.1", "G\xffT / HTTP/1.1"})
    EXPECT_FALSE(messages::read_http_request(line)) << line;
  for (const char* line : {"", "HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1 x", "HTTP/1.1 20 OK"})
    EXPECT_FALSE(messages::read_http_status(line)) << line;
  EXPECT_FALSE(messages::read_http_field("no colon"));
  EXPECT_EQ(messages::percent_decoded("%41%4%zz%"), "A%4%zz%");
  EXPECT_FALSE(messages::basic_user("Basic !"));
  EXPECT_FALSE(messages::basic_user("Digest bWU6c2VjcmV0"));
}

}  // namespace
}  // namespace tapbond::test
