// What the log of TLS tells of handshakes.
#include <gtest/gtest.h>

#include "decoders/messages/certificate.h"
#include "decoders/messages/tls_message.h"
#include "stream.h"

namespace tapbond::test {
namespace {

Octets sized(int bytes, const Octets& content) {
  Octets size = u32(static_cast<std::uint32_t>(content.size()));
  return Octets(size.end() - bytes, size.end()) + content;
}

Octets record(unsigned type, const Octets& content) {
  return Octets{static_cast<std::uint8_t>(type), 3, 3} + sized(2, content);
}

Octets message(unsigned type, const Octets& body) {
  return Octets{static_cast<std::uint8_t>(type)} + sized(3, body);
}

Octets extension(unsigned number, const Octets& content) { return u16(number) + sized(2, content); }

Octets client_hello(const Octets& extensions, const Octets& session = {}) {
  return message(1, hex("0303") + Octets(32, 7) + sized(1, session) + hex("0004 c02f1301 0100") +
                        sized(2, extensions));
}

Octets server_hello(unsigned cipher, const Octets& extensions, const Octets& session = {}) {
  return message(2, hex("0303") + Octets(32, 9) + sized(1, session) + u16(cipher) + hex("00") +
                        sized(2, extensions));
}

Octets name_extension(std::string_view name) {
  return extension(0, sized(2, hex("00") + sized(2, ascii(name))));
}

Octets der(unsigned tag, const Octets& content) {
  return Octets{static_cast<std::uint8_t>(tag)} + sized(1, content);
}

Octets attribute(const Octets& id, std::string_view value) {
  return der(0x31, der(0x30, der(6, id) + der(12, ascii(value))));
}

Octets certificate(std::string_view name) {
  const Octets country = attribute(hex("550406"), "AT");
  const Octets issuer = der(0x30, country + attribute(hex("550403"), "An issuer, \xc3\xa9"));
  const Octets subject = der(0x30, country + attribute(hex("550403"), name));
  const Octets algorithm = der(0x30, der(6, hex("2a864886f70d01010b")));
  return der(0x30, der(0x30, der(0xa0, der(2, hex("02"))) + der(2, hex("01")) + algorithm + issuer +
                                 der(0x30, {}) + subject));
}

const Octets kChange = record(20, hex("01"));
const Octets kSecret = record(22, Octets(40, 0xee));
const Octets kSecretData = record(23, Octets(40, 0xee));

TEST(Ssl, HandshakeOfTls12) {
  SessionLog log;
  Stream stream(log);
  const Octets hello = record(22, client_hello(name_extension("www.example.org")));
  // In two pieces, so that nothing hangs on where segments end.
  stream.client(Octets(hello.begin(), hello.begin() + 8));
  stream.client(Octets(hello.begin() + 8, hello.end()));
  stream.server(record(22, server_hello(0xc02f, extension(16, hex("0003 02") + ascii("h2"))) +
                               message(11, sized(3, sized(3, certificate("www.example.org")))) +
                               message(12, hex("03 001d 20") + Octets(32, 1)) + message(14, {})));
  stream.client(record(22, message(16, Octets(33, 2))) + kChange + kSecret);
  stream.server(kChange + kSecret);
  stream.client(kSecretData);
  const auto line = log.line("ssl");
  EXPECT_EQ(line["version"], "TLSv12");
  EXPECT_EQ(line["cipher"], "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  EXPECT_EQ(line["curve"], "x25519");
  EXPECT_EQ(line["server_name"], "www.example.org");
  EXPECT_EQ(line["resumed"], false);
  EXPECT_EQ(line["next_protocol"], "h2");
  EXPECT_EQ(line["established"], true);
  EXPECT_EQ(line["ssl_history"], "CsxknGIi");
  EXPECT_EQ(line["subject"], "CN=www.example.org,C=AT");
  EXPECT_EQ(line["issuer"], "CN=An issuer\\, \\C3\\A9,C=AT");
  EXPECT_EQ(line["uid"], log.line()["uid"]);
  EXPECT_EQ(line["community_id"], log.line()["community_id"]);
}

TEST(Ssl, HandshakeOfTls13) {
  SessionLog log;
  Stream stream(log);
  stream.client(record(22, client_hello(name_extension("a.example"))));
  stream.server(record(22, server_hello(0x1301, extension(43, hex("0304")) +
                                                    extension(51, hex("001d 0001 00")))) +
                kChange + kSecretData);
  stream.client(kChange + kSecretData);
  const auto line = log.line("ssl");
  EXPECT_EQ(line["version"], "TLSv13");
  EXPECT_EQ(line["curve"], "x25519");
  EXPECT_EQ(line["ssl_history"], "CsiI");
  EXPECT_EQ(line["established"], true);
  EXPECT_FALSE(line.contains("subject"));
}

TEST(Ssl, ResumedByItsSession) {
  SessionLog log;
  Stream stream(log);
  const Octets session(32, 5);
  stream.client(record(22, client_hello({}, session)));
  stream.server(record(22, server_hello(0x002f, {}, session)) + kChange + kSecret);
  stream.client(kChange + kSecret);
  EXPECT_EQ(log.line("ssl")["resumed"], true);
  EXPECT_EQ(log.line("ssl")["ssl_history"], "CsiI");
}

TEST(Ssl, RefusedWithAnAlert) {
  SessionLog log;
  Stream stream(log);
  stream.client(record(22, client_hello(name_extension("a\"\x1b.example"))));
  stream.server(record(21, hex("0228")));
  const auto line = log.line("ssl");
  EXPECT_EQ(line["established"], false);
  EXPECT_EQ(line["last_alert"], "handshake_failure");
  EXPECT_EQ(line["ssl_history"], "Cl");
  EXPECT_EQ(line["server_name"], "a\"\x1b.example");
}

TEST(Ssl, AskedForAndBegunInAnotherProtocol) {
  SessionLog log;
  Stream stream(log);
  stream.client(record(22, Octets{1, 0, 0, 3, 1, 2, 3}));
  stream.server(ascii("no record at all"));
  EXPECT_EQ(log.lines("weird").size(), 2U);
  EXPECT_EQ(log.line("ssl")["ssl_history"], "C");
}

TEST(Ssl, AsTsharkReadsIt) {
  SessionLog log;
  Stream stream(log, 443);
  stream.client(record(22, client_hello(name_extension("www.example.org"))));
  stream.server(record(22, server_hello(0xc02f, extension(16, hex("0003 02") + ascii("h2"))) +
                               message(11, sized(3, sized(3, certificate("www.example.org"))))));
  const auto line = log.line("ssl");
  EXPECT_EQ(log.judged("tls.handshake.extensions_server_name"),
            std::vector<std::string>{line["server_name"]});
  EXPECT_EQ(log.judged("tls.handshake.extensions_alpn_str"),
            std::vector<std::string>{line["next_protocol"]});
}

TEST(Certificate, WhatIsNoneIsRefused) {
  const Octets whole = certificate("name");
  ASSERT_TRUE(messages::read_certificate_names(whole));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(messages::read_certificate_names(std::span(whole).first(size))) << size;
}

TEST(TlsMessage, CutOnesAreRefused) {
  const Octets hello = client_hello(name_extension("www.example.org"));
  const auto body = std::span(hello).subspan(4);
  ASSERT_EQ(messages::read_client_hello(body)->server_name, "www.example.org");
  for (std::size_t size = 0; size < body.size(); ++size) {
    const Octets cut(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size));
    const auto read = messages::read_client_hello(cut);
    EXPECT_TRUE(!read || read->server_name.empty()) << size;
  }
}

}  // namespace
}  // namespace tapbond::test
