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
                               message(11, sized(3, sized(3, certificate("www.example.org")) +
                                                        sized(3, certificate("above")))) +
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
  // As sha256sum has them.
  EXPECT_EQ(line["cert_chain_fps"],
            (std::vector<std::string>{
                "8a1d6f2536ee3fc18b0b3af085331af933f2fa15ac97f9425e18c401ae633124",
                "bdcd67430102e3c8c773b51ba3cfecba60c9a17f5d87bb45a3c31164c5232786"}));
  EXPECT_FALSE(line.contains("client_cert_chain_fps"));
  EXPECT_EQ(line["subject"], "CN=www.example.org,C=AT");
  EXPECT_EQ(line["issuer"], "CN=An issuer\\, \\C3\\A9,C=AT");
  EXPECT_EQ(line["uid"], log.line()["uid"]);
  EXPECT_EQ(line["community_id"], log.line()["community_id"]);
}

// A part of a message in a record of its own, in datagrams.
Octets part(unsigned type, unsigned number, const Octets& body, std::size_t from,
            std::size_t size) {
  const auto begin = body.begin() + static_cast<std::ptrdiff_t>(from);
  const Octets bytes(begin, begin + static_cast<std::ptrdiff_t>(size));
  const auto in_three = [](std::size_t value) {
    const Octets all = u32(static_cast<std::uint32_t>(value));
    return Octets(all.begin() + 1, all.end());
  };
  return hex("16 fefd 0000 000000000000") +
         sized(2, Octets(1, static_cast<std::uint8_t>(type)) + in_three(body.size()) + u16(number) +
                      in_three(from) + in_three(size) + bytes);
}
Octets whole(unsigned type, unsigned number, const Octets& body) {
  return part(type, number, body, 0, body.size());
}

TEST(Dtls, HandshakeInDatagrams) {
  const Hosts back = Hosts().reversed();
  const Octets asks = hex("fefd") + Octets(32, 7) + hex("00") + hex("02 abcd") +
                      hex("0002 c02b 0100") + sized(2, name_extension("dtls.example"));
  const Octets chooses = hex("fefd") + Octets(32, 9) + hex("00") + u16(0xc02b) + hex("00");
  const Octets names = sized(3, sized(3, certificate("dtls.example")));
  const Octets change = hex("14 fefd 0000 000000000003 0001 01");
  const Octets secret = hex("16 fefd 0001 000000000000 0004 deadbeef");
  SessionLog log;
  log.look(udp4(40000, 9999, whole(1, 0, asks)));
  log.look(udp4(9999, 40000, whole(3, 0, hex("fefd 02 abcd")), back));
  for (int twice = 0; twice < 2; ++twice) log.look(udp4(40000, 9999, whole(1, 1, asks)));
  log.look(udp4(9999, 40000, whole(2, 1, chooses) + part(11, 2, names, 0, 20), back));
  log.look(udp4(9999, 40000, part(11, 2, names, 20, names.size() - 20) + whole(14, 3, {}), back));
  log.look(udp4(9999, 40000, hex("80 64 0001") + Octets(40, 9), back));  // RTP
  log.look(udp4(40000, 9999, whole(16, 2, Octets(4, 1)) + change + secret));
  log.look(udp4(9999, 40000, change + secret, back));
  const auto line = log.line("ssl");
  EXPECT_EQ(line["version"], "DTLSv12");
  EXPECT_EQ(line["cipher"], "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
  EXPECT_EQ(line["server_name"], "dtls.example");
  EXPECT_EQ(line["ssl_history"], "CvCsxnGIi");
  EXPECT_EQ(line["established"], true);
  EXPECT_EQ(line["subject"], "CN=dtls.example,C=AT");
  EXPECT_EQ(log.line()["service"], "dtls");
}

TEST(Dtls, CutDatagramsAreNoHandshake) {
  const Octets asks = hex("fefd") + Octets(32, 7) + hex("00 00 0002 c02b 0100");
  const Octets datagram = whole(1, 0, asks);
  for (std::size_t size = 27; size < datagram.size(); ++size) {
    SessionLog log;
    log.look(udp4(40000, 9999,
                  Octets(datagram.begin(), datagram.begin() + static_cast<std::ptrdiff_t>(size))));
    EXPECT_TRUE(log.lines("ssl").empty()) << size;
    EXPECT_EQ(log.line("weird")["name"], "SSL_unparsable") << size;
  }
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
  EXPECT_EQ(log.line("weird")["name"], "SSL_unparsable");
  EXPECT_EQ(log.sessions().weird().at("SSL_unparsable"), 2U);
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
