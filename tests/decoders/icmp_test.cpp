#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets quoted() {
  const Octets frame = udp4(5000, 6000, ascii("hello"));
  return {frame.begin() + 14, frame.end()};
}

Octets quoted6() {
  const Octets frame = udp6(5000, 6000, ascii("hello"));
  return {frame.begin() + 14, frame.end()};
}

TEST(Icmp, Echo) {
  expect_text(ipv4(1, hex("0800 f7fd 0001 0001")),
              "IP 192.0.2.1 > 192.0.2.2: ICMP echo request, id 1, seq 1, length 8");
}

TEST(Icmp, PortUnreachableQuotesThePacket) {
  expect_text(ipv4(1, hex("0303 0000 00000000") + quoted()),
              "IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto ICMP (1), length 61)\n"
              "    192.0.2.1 > 192.0.2.2: ICMP 192.0.2.2 udp port 6000 unreachable, length 41 "
              "(wrong icmp cksum 0 (->811f)!)\n"
              "\tIP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto UDP (17), length 33)\n"
              "    192.0.2.1.5000 > 192.0.2.2.6000: UDP, length 5",
              1);
}

TEST(Icmp, EveryTypeAndCode) {
  std::vector<Sample> samples;
  for (unsigned type = 0; type < 41; ++type) {
    for (unsigned code = 0; code < (type == 3 ? 17u : 5u); ++code) {
      samples.push_back({ipv4(1, u16(type << 8 | code) + hex("0000 01020304") + quoted())});
    }
  }
  expect_parity(samples);
}

TEST(Icmp, MultiPartExtension) {
  Octets packet = quoted();
  packet.resize(128);
  expect_parity({{ipv4(1, hex("0b00 0000 00200000") + packet +
                              hex("2000 0000 0008 0101 00010140 0008 0201 01020304"))},
                 {ipv4(1, hex("0b00 0000 00000000") + packet +
                              hex("2000 dfff 0008 0101 00010140 0000 0000 00000000"))}});
}

TEST(Icmp6, NeighborSolicitation) {
  expect_text(icmpv6(hex("8700 0000 00000000 20010db8000000000000000000000002 0101 020000000001")),
              "IP6 2001:db8::1 > 2001:db8::2: ICMP6, neighbor solicitation, who has 2001:db8::2, "
              "length 32");
}

TEST(Icmp6, EveryTypeAndCode) {
  std::vector<Sample> samples;
  for (unsigned type : {1u, 2u, 3u, 4u, 5u, 128u, 129u, 133u, 141u, 144u, 146u, 200u}) {
    for (unsigned code = 0; code < 7; ++code) {
      samples.push_back({icmpv6(u16(type << 8 | code) + hex("0000 01020304") + quoted6())});
    }
  }
  expect_parity(samples);
}

TEST(Icmp6, NeighborDiscoveryOptions) {
  const char* const kOptions[] = {
      "0101 020000000001",
      "0201 020000000001",
      "0304 40e0 00015180 00003840 00000000 20010db8000000000000000000000000",
      "0501 0000 000005dc",
      "0701 0000 00001388",
      "0801 0000 00010708",
      "1802 4008 00000e10 20010db800000000",
      "1903 0000 00000e10 20010db8000000000000000000000035",
      "1f03 0000 00000e10 076578616d706c65 036f7267 00000000",
      "f101 000000000000",
      "0100"};
  std::vector<Sample> samples;
  for (const char* option : kOptions) {
    samples.push_back({icmpv6(hex("8600 0000 40c0 0708 00000000 00000000") + hex(option))});
    samples.push_back(
        {icmpv6(hex("8800 0000 60000000 20010db8000000000000000000000002") + hex(option))});
  }
  samples.push_back(
      {icmpv6(hex("8900 0000 00000000 20010db8000000000000000000000002"
                  "20010db8000000000000000000000003"))});
  expect_parity(samples);
}

TEST(Icmp6, ListenerDiscovery) {
  expect_parity({{icmpv6(hex("8200 0000 27100000 ff020000000000000000000000000001"))},
                 {icmpv6(hex("8200 0000 91100000 ff020000000000000000000000000001 0a9d 0001"
                             "20010db8000000000000000000000003"))},
                 {icmpv6(hex("8300 0000 00000000 ff020000000000000000000000000001"))},
                 {icmpv6(hex("8f00 0000 00000001 0400 0001 ff020000000000000000000000000001"
                             "20010db8000000000000000000000003"))},
                 {icmpv6(hex("8f00 0000 00000002 0400 0000 ff0200000000000000000000"))}});
}

TEST(Arp, RequestAndReply) {
  expect_text(ethernet(0x0806, hex("0001 0800 06 04 0001 020000000001 c0000201 000000000000 "
                                   "c0000202")),
              "ARP, Request who-has 192.0.2.2 tell 192.0.2.1, length 28");
  expect_text(
      ethernet(0x0806, hex("0001 0800 06 04 0002 020000000001 c0000201 020000000002 "
                           "c0000202")),
      "ARP, Ethernet (len 6), IPv4 (len 4), Reply 192.0.2.1 is-at 02:00:00:00:00:01, length "
      "28",
      1);
}

TEST(Arp, EveryOperation) {
  std::vector<Sample> samples;
  for (unsigned operation = 0; operation < 12; ++operation) {
    const Octets addresses = hex("020000000001 c0000201 020000000002 c0000202");
    samples.push_back({ethernet(0x0806, hex("0001 0800 06 04") + u16(operation) + addresses)});
    samples.push_back({ethernet(0x8035, hex("0006 1234 06 04") + u16(operation) + addresses)});
    samples.push_back({ethernet(0x0806, hex("0001 0800 00 04") + u16(operation) + addresses)});
    samples.push_back({ethernet(0x0806, hex("0001 0800 06 10") + u16(operation) + addresses)});
  }
  expect_parity(samples);
}

// A message and all that is left of it when it was cut.
void add_cut(std::vector<Sample>& samples, const std::string& message) {
  const Octets frame = icmpv6(hex(message));
  samples.push_back({frame});
  for (std::uint32_t cut = 1; cut < hex(message).size() - 16; cut += 3) {
    samples.push_back({frame, 1, static_cast<std::uint32_t>(frame.size()) - cut});
  }
}

TEST(Icmpv6, NodeInformation) {
  const std::string address = "20010db8000000000000000000000001";
  std::vector<Sample> samples;
  for (const std::string& message : std::vector<std::string>{
           "8b00 0000 0003 007e 0102030405060708" + address,
           "8b00 0000 0000 0000 0102030405060708" + address,
           "8b01 0000 0002 0000 0102030405060708 04686f737403636f6d0000",
           "8b01 0000 0002 0000 0102030405060708 0568656c6c6f",
           "8b01 0000 0002 0000 0102030405060708 0968656c6c6f00",
           "8b02 0000 0009 0000 0102030405060708 0a000001",
           "8b02 0000 0003 0002 0102030405060708 0a00000102",
           "8b03 0000 0001 0000 0102030405060708 0a",
           "8b00 0000 0002 0000 0102030405060708",
           "8c00 0000 0003 007f 0102030405060708 00000010" + address,
           "8c00 0000 0001 0001 0102030405060708 0001",
           "8c00 0000 0002 0001 0102030405060708 00000010 04686f737403636f6d00",
           "8c00 0000 0000 0000 0102030405060708 01",
           "8c01 0000 0000 0000 0102030405060708 01",
           "8c02 0000 0000 0000 0102030405060708",
           "8c03 0000 0009 0000 0102030405060708",
       }) {
    samples.push_back({icmpv6(hex(message))});
  }
  samples.push_back({icmpv6(hex("8c00 0000 0002 0000 01020304")), 1, 60});
  expect_parity(samples);
}

TEST(Icmpv6, RouterRenumbering) {
  std::vector<Sample> samples;
  const std::string match = "01070530 03400000 fec00001000000000000000000000001";
  const std::string use = "3010ff80 00278d00 ffffffff 80000000 3ffe0501fffe00000000000000000001";
  for (const std::string& message : std::vector<std::string>{
           "8a00 0000 00000007 01f8 0010 00000000" + match + use,
           "8a00 0000 00000007 0110 0010 00000005" + match + use,
           "8a00 0000 00000007 0110 0010 00000000" + match,
           "8a00 0000 00000007 0100 0010 00000000 0408" + match.substr(4) + use,
           "8a01 0000 00000007 0180 0010 00000000 00000000000000000000000000000000",
           "8aff 0000 00000007 0180 0010 00000000 00000000000000000000000000000000",
           "8a07 0000 00000007 0180 0010 00000000 00000000000000000000000000000000",
       }) {
    add_cut(samples, message);
  }
  expect_parity(samples);
}

TEST(Icmpv6, LowPowerRouting) {
  std::vector<Sample> samples;
  const std::string graph = "20010db8000000000000000000000001";
  for (const std::string& message : std::vector<std::string>{
           "9b00 0000 0000 0102030405060708090a0b0c0d0e0f10111213",
           "9b01 0000 07030100 88090000" + graph + "00 0103616263 02020102 0902aabb 63010a",
           "9b01 0000 07030100 78090000" + graph + "0109aa",
           "9b01 0000 07030100 78090000" + graph + "01",
           "9b01 0000 07030100 78090000 20010db8000000000000",
           "9b02 0000 07c00005" + graph + "0504 00800102",
           "9b02 0000 07000005" + graph,
           "9b03 0000 07800501" + graph + "0102aabb",
           "9b03 0000 07000501 0102aabb 00000000000000000000000000",
           "9b8a 0000 00000000 00000000000000000000000000000000",
           "9b55 0000 00000000 00000000000000000000000000000000",
       }) {
    add_cut(samples, message);
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
