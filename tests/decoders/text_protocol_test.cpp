#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets segment(unsigned port, std::string_view text) {
  return tcp4({40000, port, 1, 1, 0x18, {}, ascii(text)});
}

TEST(Http, RequestLine) {
  expect_text(segment(80, "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"),
              "IP 192.0.2.1.40000 > 192.0.2.2.80: Flags [P.], seq 1:38, ack 1, win 512, length 37: "
              "HTTP: GET / HTTP/1.1");
}

TEST(TextProtocols, WhatIsShownAndWhatIsNot) {
  const char* const kTexts[] = {"GET / HTTP/1.1\r\nHost: example.org\r\n\r\nbody",
                                "HTTP/1.0 404 Not found\r\n\r\n",
                                "get lower case\r\n",
                                "neither a request nor a response\r\n",
                                "HTTP/1.1 20 short code\r\n",
                                "POST without an end",
                                "DELETE bare\rreturn\r\n",
                                "PUT line feed alone\nsecond\n",
                                "HEAD trailing return\r",
                                "OPTIONS rtsp://example.org RTSP/1.0\r\nCSeq: 1\r\n",
                                "220 mail.example.org ready\r\n",
                                "tabs\tand\x01 control\r\n",
                                "\xff\xfe binary",
                                "SSH-2.0-OpenSSH_9.2\r\n",
                                "SSH-2.0-two\nlines\n",
                                "\r\n"};
  std::vector<Sample> samples;
  for (const char* text : kTexts) {
    for (unsigned port : {80u, 8080u, 554u, 25u, 21u, 43u, 22u}) {
      samples.push_back({segment(port, text)});
    }
    samples.push_back({udp4(40000, 5060, ascii(text))});
  }
  expect_parity(samples);
}

TEST(TextProtocols, CutOffAnywhere) {
  const Octets frame = segment(80, "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n");
  for (std::uint32_t captured = 54; captured < frame.size(); captured += 4) {
    const std::vector<Sample> samples{{frame, 1, captured}};
    TextOptions options;
    options.verbosity = captured % 8 < 4 ? 1 : 0;
    EXPECT_EQ(printed(samples, options), printed_by_tcpdump(samples, options)) << captured;
  }
}

TEST(Resp, ValuesAndFaults) {
  std::vector<Sample> samples;
  for (const char* text :
       {"*2\r\n$3\r\nGET\r\n$1\r\nk\r\n", "+OK\r\n", "-ERR no\r\n", ":42\r\n", "$-1\r\n",
        "$0\r\n\r\n", "*0\r\n", "*-1\r\n", "$-2\r\n", "$99999999999\r\n", "$x\r\n", "PING\r\n",
        "PING", "$5\r\nab", "*3\r\n+a\r\n", "*1\r\n*1\r\n*1\r\n:1\r\n", "$3\r\na\r\nb\r\n"}) {
    samples.push_back({segment(6379, text)});
  }
  expect_parity(samples);
}

TEST(Telnet, Commands) {
  std::vector<Sample> samples;
  for (const char* bytes : {"fffb01", "fffd18fffe1f", "fffa1801fff0", "fffa180061626364fff0",
                            "fffa2500 0102 fff0", "fffa26 0001 02 fff0", "fff6", "ffff", "fff9ff",
                            "ff", "fffb", "fffa18", "ff01", "61fffb01"}) {
    samples.push_back({tcp4({40000, 23, 1, 1, 0x18, {}, hex(bytes)})});
  }
  expect_parity(samples);
}

TEST(Syslog, FacilityAndSeverity) {
  expect_text(udp4(40000, 514, ascii("<165>1 2024-01-01T00:00:00Z host app - hello")),
              "IP 192.0.2.1.40000 > 192.0.2.2.514: SYSLOG local4.notice, length: 44");
  expect_parity({{udp4(40000, 514, ascii("<0>x"))},
                 {udp4(40000, 514, ascii("<191>tab\tand \x1b[31mcolour"))},
                 {udp4(40000, 514, ascii("<1911>x"))},
                 {udp4(40000, 514, ascii("no priority"))},
                 {udp4(40000, 514, ascii("<16"))}});
}

}  // namespace
}  // namespace tapbond::test
