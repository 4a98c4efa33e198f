// What the log of Secure Shell tells.
#include <gtest/gtest.h>

#include "decoders/messages/ssh_message.h"
#include "stream.h"

namespace tapbond::test {
namespace {

Octets offer(const std::vector<std::string_view>& lists) {
  Octets packet = hex("04 14") + Octets(16, 0xcc);
  for (const std::string_view list : lists)
    packet = packet + u32(static_cast<std::uint32_t>(list.size())) + ascii(list);
  packet = packet + Octets(2 * 4 + 1 + 4 + 4, 0);  // languages, and padding
  return u32(static_cast<std::uint32_t>(packet.size())) + packet;
}

const Octets kClient = offer({"kex-new,kex-old", "ed25519,rsa", "aes,des", "aes,des", "sha2",
                              "sha2", "none,zlib", "none,zlib"});
const Octets kServer = offer(
    {"kex-old", "rsa,ed25519", "des,aes", "des", "sha2,md5", "sha2,md5", "zlib,none", "zlib,none"});

TEST(Ssh, VersionsAndWhatIsAgreedOn) {
  SessionLog log;
  Stream stream(log);
  stream.client("SSH-2.0-Client_1\r\n");
  stream.server("Welcome\r\nSSH-2.0-Server_1 comment\r\n");
  stream.client(Octets(kClient.begin(), kClient.begin() + 3));
  stream.client(Octets(kClient.begin() + 3, kClient.end()));
  stream.server(kServer);
  const auto line = log.line("ssh");
  EXPECT_EQ(line["version"], 2);
  EXPECT_EQ(line["client"], "SSH-2.0-Client_1");
  EXPECT_EQ(line["server"], "SSH-2.0-Server_1 comment");
  EXPECT_EQ(line["cipher_alg"], "To server: aes, to client: des");
  EXPECT_EQ(line["mac_alg"], "sha2");
  EXPECT_EQ(line["compression_alg"], "none");
  EXPECT_EQ(line["kex_alg"], "kex-old");
  EXPECT_EQ(line["host_key_alg"], "ed25519");
  EXPECT_FALSE(line.contains("direction"));
}

TEST(Ssh, NothingInCommonIsSaid) {
  SessionLog log;
  Stream stream(log);
  stream.client("SSH-2.0-Client_1\r\n");
  stream.server("SSH-2.0-Server_1\r\n");
  stream.client(kClient);
  stream.server(offer({"kex-other", "rsa", "aes", "aes", "md5", "md5", "none", "none"}));
  const auto line = log.line("ssh");
  EXPECT_EQ(line["kex_alg"], "Algorithm negotiation failed");
  EXPECT_EQ(line["mac_alg"], "Algorithm negotiation failed");
  EXPECT_EQ(line["cipher_alg"], "aes");
}

// RFC 4253, 4.2: a server may say something else first.
TEST(Ssh, WhatAServerSaysBeforeItsVersion) {
  for (const std::size_t size : {10U, 100U, 500U}) {
    SessionLog log;
    Stream stream(log);
    stream.server(std::string(size, '.') + "\r\n");
    stream.server("SSH-2.0-Server_1\r\n");
    stream.client("SSH-2.0-Client_1\r\n");
    stream.client(kClient);
    stream.server(kServer);
    const auto line = log.line("ssh");
    EXPECT_EQ(line["client"], "SSH-2.0-Client_1") << size;
    if (size < 500) {
      EXPECT_EQ(line["server"], "SSH-2.0-Server_1") << size;
      EXPECT_EQ(line["mac_alg"], "sha2") << size;
    } else {
      EXPECT_FALSE(line.contains("server")) << "so much is not kept";
    }
  }
}

TEST(Ssh, OldVersions) {
  for (const auto& [client, server, version] :
       {std::tuple("SSH-1.5-a\n", "SSH-1.99-b\n", 1), std::tuple("SSH-2.0-a\n", "SSH-1.99-b\n", 2),
        std::tuple("SSH-2.0-a\n", "SSH-1.5-b\n", 0)}) {
    SessionLog log;
    Stream stream(log);
    stream.client(client);
    stream.server(server);
    EXPECT_EQ(log.line("ssh")["version"], version) << client << server;
  }
}

TEST(Ssh, AnOfferThatIsNoneIsToldOnce) {
  SessionLog log;
  Stream stream(log);
  stream.client("SSH-2.0-a\r\n");
  stream.client(hex("00000004 01020304"));
  stream.server("SSH-2.0-b\r\n");
  EXPECT_EQ(log.line("weird")["name"], "SSH_unparsable");
  EXPECT_EQ(log.line("ssh")["client"], "SSH-2.0-a");
}

TEST(Ssh, AsTsharkReadsIt) {
  SessionLog log;
  Stream stream(log, 22);
  stream.client("SSH-2.0-Client_1\r\n");
  stream.server("SSH-2.0-Server_1 comment\r\n");
  const auto line = log.line("ssh");
  EXPECT_EQ(log.judged("ssh.protocol"), (std::vector<std::string>{line["client"], line["server"]}));
}

TEST(SshMessage, CutOffersAreRefused) {
  for (std::size_t size = 4; size < kClient.size() - 17; ++size) {
    const Octets cut(kClient.begin() + 4, kClient.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(messages::read_ssh_offer(cut)) << size;
  }
  EXPECT_TRUE(messages::read_ssh_offer(std::span(kClient).subspan(4)));
}

}  // namespace
}  // namespace tapbond::test
