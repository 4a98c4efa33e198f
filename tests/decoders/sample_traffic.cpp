#include "sample_traffic.h"

namespace tapbond::test {
namespace {

using Frames = std::vector<Octets>;

constexpr unsigned kFin = 0x01, kSyn = 0x02, kReset = 0x04, kPush = 0x08, kAck = 0x10,
                   kUrgent = 0x20;

void append(Frames& frames, Frames more) {
  for (Octets& frame : more) frames.push_back(std::move(frame));
}

Octets zeros(std::size_t count) { return Octets(count, 0); }

// The packet in an Ethernet II frame.
Octets packet_of(const Octets& frame) { return {frame.begin() + 14, frame.end()}; }

Octets changed(Octets frame, std::size_t at, unsigned value) {
  frame[at] = static_cast<std::uint8_t>(value);
  return frame;
}

Octets segment(unsigned source, unsigned destination, unsigned flags, const Octets& payload = {},
               const Octets& options = {}, std::uint32_t sequence = 1001,
               std::uint32_t acknowledged = 2001) {
  return tcp4({source, destination, sequence, acknowledged, flags, options, payload});
}

Frames tcp_options() {
  Frames frames;
  for (const char* options :
       {"020405b4 0402080a 00000064 00000000 01030307", "0101080a 00000064 00000032",
        "0101050a 00000bb9 00000c1d", "01010512 00000bb9 00000c1d 00000d05 00000d69",
        "1312 00112233445566778899aabbccddeeff 0101", "1e0c 0001 0102030405060708", "2202 0101",
        "220a 0102030405060708 0000", "fd06 f989 0102 0101", "1c04 8001", "0303 0e00",
        "0204 05b4 00000000", "0500 0101", "0214 05b4 01010101", "08ff 0000"}) {
    const Octets bytes = hex(options);
    frames.push_back(segment(40000, 443, kAck, {}, bytes));
    frames.push_back(segment(40001, 443, kSyn, {}, bytes));
  }
  return frames;
}

Frames tcp_frames() {
  Frames frames{
      segment(40000, 443, kSyn, {}, hex("020405b4"), 1000, 0),
      segment(443, 40000, kSyn | kAck, {}, hex("020405b4"), 2000, 1001),
      segment(40000, 443, kPush | kAck, Octets(120, 0x17)),
      segment(40000, 443, kFin | kAck, {}, {}, 1121),
      segment(40000, 443, kReset | kAck, ascii("go away"), {}, 1122),
      segment(40000, 443, kReset, {}, {}, 1122, 0),
      segment(40000, 443, kUrgent | kAck, ascii("!"), {}, 1122),
      segment(40000, 443, 0xc0 | kSyn),
      segment(40000, 443, 0),
      segment(40000, 443, 0xff),
      segment(40000, 80, kPush | kAck, ascii("GET / HTTP/1.1\r\nHost: a\r\n\r\n")),
      segment(80, 40000, kPush | kAck, ascii("HTTP/1.1 404 Not Found\r\nServer: b\r\n\r\n\x1b[2J")),
      segment(40000, 8080, kPush | kAck, ascii("binary \x01\x02\xff")),
      segment(40000, 25, kPush | kAck, ascii("MAIL FROM:<a@example.com>\r\n")),
      segment(21, 40000, kPush | kAck, ascii("230 Login successful.\r\n")),
      segment(22, 40000, kPush | kAck, ascii("SSH-2.0-OpenSSH_9.2p1\r\n")),
      segment(40000, 554, kPush | kAck, ascii("OPTIONS rtsp://a/ RTSP/1.0\r\nCSeq: 1\r\n\r\n")),
      segment(40000, 6379, kPush | kAck, ascii("*2\r\n$3\r\nGET\r\n$1\r\nx\r\n")),
      segment(23, 40000, kPush | kAck, hex("fffd18 fffb03 fffa18 01 fff0 ff")),
      segment(40000, 43, kPush | kAck, ascii("example.com\r\n")),
      segment(40000, 53, kPush | kAck,
              hex("001d 0001 0100 0001 0000 0000 0000 0377777707 6578616d706c65 0000010001")),
      changed(segment(40000, 443, kAck), 14 + 20 + 12, 0x40),  // a header of 16 bytes
      changed(segment(40000, 443, kAck), 14 + 20 + 12, 0xf0),  // longer than the packet
      changed(segment(40000, 443, kAck), 14 + 20 + 16, 0xee),  // wrong checksum
      tcp6({40000, 443, 1000, 0, kSyn, hex("020405a0"), {}}),
      tcp6({443, 40000, 2000, 1001, kSyn | kAck, {}, {}}),
      tcp6({40000, 443, 1001, 2001, kPush | kAck, hex("0101080a 00000064 00000032"), zeros(9)}),
  };
  append(frames, tcp_options());
  return frames;
}

Frames dns_messages() {
  const Octets question = hex("0377777707 6578616d706c6503636f6d00 0001 0001");
  const auto answer = [&](const char* counts, const char* records) {
    return hex("002a 8180 0001") + hex(counts) + question + hex(records);
  };
  return {
      hex("002a 0100 0001 0000 0000 0000") + question,
      hex("002a 0120 0001 0000 0000 0001") + question + hex("00 0029 04d0 0000 8000 0000"),
      hex("002a 0100 0001 0000 0000 0001") + question +
          hex("00 0029 04d0 0000 0000 000b 0008 0007 0001 1800 c00002"),
      answer("0002 0000 0000",
             "c00c 0005 0001 0000012c 0002 c010"
             "c00c 0001 0001 0000012c 0004 c6336401"),
      answer("0001 0000 0000", "c00c 001c 0001 0000012c 0010 20010db8000000000000000000000001"),
      answer("0003 0000 0000",
             "c00c 000f 0001 0000012c 0004 000a c010"
             "c00c 0002 0001 0000012c 0002 c010"
             "c00c 000c 0001 0000012c 0002 c010"),
      answer("0002 0000 0000",
             "c00c 0010 0001 0000012c 0006 0568656c6c6f"
             "c00c 0021 0001 0000012c 0008 0001 0002 01bb c010"),
      answer("0000 0001 0000",
             "c010 0006 0001 0000012c 0018 c00c c00c 00000001 00000002 00000003 "
             "00000004 00000005"),
      answer("0001 0000 0000", "c00c 0041 0001 0000012c 0003 000100"),
      answer("0001 0000 0000", "c00c 00fa 00ff 00000000 0000"),
      hex("002a 8583 0001 0000 0000 0000") + question,
      hex("002a 8185 0000 0000 0000 0000"),
      hex("002a 2800 0001 0000 0000 0000 00 00fc 0001"),
      hex("002a 0100 0001 0000 0000 0000 c00c 0001 0001"),  // a name that names itself
      hex("002a 0100 0001 0000 0000 0000 3f414243"),        // a label that ends too early
      hex("002a 0100 ffff 0000 0000 0000") + question,      // fewer than it says
      hex("002a 8180 0001 0001 0000 0000") + question + hex("c00c 0001 0001 00000000 0400 01"),
      hex("002a 0100 0001 0000 0000 0000 031b5b4a 00 0001 0001"),  // an escape sequence as a name
      hex("002a 0100"),
      {},
  };
}

Octets bootp(unsigned operation, const char* options) {
  return u16(operation << 8 | 1) + hex("0600 39030001 0000 8000") + u32(0) + u32(0xc0000263) +
         u32(0xc0000201) + u32(0) + hex("020000000001") + zeros(10) + zeros(192) + hex("63825363") +
         hex(options);
}

Frames udp_frames() {
  Frames frames;
  for (const Octets& message : dns_messages()) {
    frames.push_back(udp4(40000, 53, message));
    frames.push_back(udp4(53, 40000, message));
    frames.push_back(udp4(5353, 5353, message));
  }
  append(frames,
         {udp4(40000, 40001, Octets(30, 0x2e)),
          udp4(40000, 40001, {}),
          changed(udp4(40000, 40001, zeros(8)), 14 + 20 + 6, 0xee),
          changed(changed(udp4(40000, 40001, zeros(8)), 14 + 20 + 6, 0), 14 + 20 + 7, 0),
          changed(udp4(40000, 40001, zeros(8)), 14 + 20 + 5, 7),
          changed(udp4(40000, 40001, zeros(8)), 14 + 20 + 4, 9),
          udp4(68, 67, bootp(1, "350101 3d0701020000000001 0c0568 6f7374 37 3704010306 0f ff")),
          udp4(67, 68,
               bootp(2,
                     "350105 3604c0000201 330400000e10 0104ffffff00 0304c0000201"
                     "0608c0000201c0000202 0f07 6578616d706c65 ff")),
          udp4(68, 67, bootp(1, "3501")),
          udp4(68, 67, zeros(20)),
          udp4(123, 123,
               hex("230206ec 00000010 00000020 c0000201") + zeros(24) + hex("e8f5c000 80000000")),
          udp4(123, 123, hex("1c0106ec 00000010 00000020 47505300") + Octets(32, 0x12)),
          udp4(123, 123, hex("16020001 00000000")),
          udp4(40000, 161,
               hex("302602 0101 0406 7075626c6963 a019 0201 2a 0201 00 0201 00 300e 300c"
                   "0608 2b060102 01010100 0500")),
          udp4(161, 40000,
               hex("302602 0100 0406 7075626c6963 a219 0201 2a 0201 00 0201 00 300e 300c"
                   "0608 2b060102 01010100 4300")),
          udp4(40000, 161, hex("30ff")),
          udp4(5060, 5060, ascii("INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP c\r\n\r\n")),
          udp4(40000, 514, ascii("<34>Oct 11 22:14:15 host su: failed \x07")),
          udp4(40000, 514, ascii("no priority")),
          udp4(520, 520, hex("02020000 00020000 c0000200 ffffff00 00000000 00000001")),
          udp4(1985, 1985, hex("00001003 0a64 0100 636973636f000000 c0000201")),
          udp4(40000, 4789, hex("08000000 00002a00") + udp4(1, 2, zeros(4))),
          udp4(40000, 6081, hex("00006558 00002a00") + udp4(1, 2, zeros(4))),
          udp4(49152, 40000, hex("54ab0100") + zeros(20)),
          udp4(49152, 3784, hex("54ab0100") + zeros(20)),
          udp6(40000, 40001, zeros(12)),
          udp6(40000, 53, dns_messages().front()),
          udp6(521, 521, hex("01010000 20010db8000000000000000000000000 0000 20 01"))});
  return frames;
}

Frames icmp_frames() {
  const Octets quoted = packet_of(udp4(40000, 53, zeros(12)));
  Frames frames;
  for (const char* head : {"0800 0000 0001 0002",
                           "0000 0000 0001 0002",
                           "0300 0000 0000 0000",
                           "0301 0000 0000 0000",
                           "0302 0000 0000 0000",
                           "0303 0000 0000 0000",
                           "0304 0000 0000 05dc",
                           "030a 0000 0000 0000",
                           "030d 0000 0000 0000",
                           "03ff 0000 0000 0000",
                           "0400 0000 0000 0000",
                           "0500 0000 c0000203",
                           "0501 0000 c0000203",
                           "0b00 0000 0000 0000",
                           "0b01 0000 0000 0000",
                           "0c00 0000 1400 0000",
                           "0900 0000 0102 0708 c0000201 00000001",
                           "0a00 0000 0000 0000",
                           "0d00 0000 0001 0002 00000001 00000002 00000003",
                           "0e00 0000 0001 0002 00000001 00000002 00000003",
                           "1100 0000 0001 0002 00000000",
                           "1200 0000 0001 0002 ffffff00",
                           "2c00 0000 0000 0000"}) {
    frames.push_back(ipv4(1, hex(head) + quoted));
    frames.push_back(ipv4(1, hex(head)));
  }
  const Octets quoted6 = packet_of(udp6(40000, 53, zeros(12)));
  for (const char* head : {"0100 0000 00000000", "0104 0000 00000000", "0200 0000 00000500",
                           "0300 0000 00000000", "0401 0000 00000028"}) {
    frames.push_back(icmpv6(hex(head) + quoted6));
  }
  for (const char* message :
       {"8000 0000 0001 0002", "8100 0000 0001 0002", "8500 0000 00000000 0101 020000000001",
        "8600 0000 40000708 00000000 00000000 0101 020000000001 0501 0000 000005dc 0304 40c0 "
        "00000e10 00000708 00000000 20010db8000000000000000000000000",
        "8600 0000 40000708 00000000 00000000 1903 0000 00000e10 20010db8000000000000000000000001"
        "1f02 0000 00000e10 0161 00 00 00000000",
        "8700 0000 00000000 20010db8000000000000000000000002 0101 020000000001",
        "8800 0000 60000000 20010db8000000000000000000000002 0201 020000000002",
        "8900 0000 00000000 20010db8000000000000000000000003 20010db8000000000000000000000002",
        "8200 0000 03e8 0000 ff020000000000000000000000000001",
        "8300 0000 0000 0000 ff020000000000000000000000000001",
        "8f00 0000 0000 0001 04000000 ff020000000000000000000000000001", "ff00 0000 00000000"}) {
    frames.push_back(icmpv6(hex(message)));
  }
  return frames;
}

Frames ipv4_frames() {
  const Octets payload = packet_of(udp4(1, 2, zeros(4)));
  const Octets datagram = hex("9c409c41 000c0000 00000000");
  Frames frames{
      ipv4_fragment(17, 0, true, datagram + zeros(16)),
      ipv4_fragment(17, 1480, true, zeros(24)),
      ipv4_fragment(6, 2960, false, zeros(8)),
      ipv4(4, payload),
      ipv4(41, packet_of(udp6(1, 2, zeros(4)))),
      ipv4(47, hex("0000 0800") + payload),
      ipv4(47, hex("3081 880b 0004 0001 00000001 00000002")),
      ipv4(47, hex("2000 0800 0000002a") + payload),
      ipv4(50, hex("00000001 00000002") + zeros(24)),
      ipv4(51, hex("1104 0000 00000001 00000002 000000000000000000000000") + datagram),
      ipv4(2, hex("1100 eeff 00000000")),
      ipv4(2, hex("1664 0935 e00000fb")),
      ipv4(2, hex("1700 0000 e00000fb")),
      ipv4(2, hex("2200 0000 0000 0001 04000000 e00000fb")),
      ipv4(112, hex("2101 6401 0001 0000 c0000263 0000000000000000")),
      ipv4(253, zeros(10)),
      ipv4(0, zeros(10)),
      changed(udp4(1, 2, zeros(4)), 14, 0x55),       // version 5
      changed(udp4(1, 2, zeros(4)), 14, 0x44),       // a header of 16 bytes
      changed(udp4(1, 2, zeros(4)), 14, 0x4f),       // a header longer than the packet
      changed(udp4(1, 2, zeros(4)), 14 + 2, 0x04),   // longer than the frame
      changed(udp4(1, 2, zeros(4)), 14 + 3, 0x1a),   // shorter than the headers
      changed(udp4(1, 2, zeros(4)), 14 + 8, 0x00),   // no hops left
      changed(udp4(1, 2, zeros(4)), 14 + 10, 0xee),  // wrong checksum
      udp4(1, 2, zeros(4)) + zeros(14),              // padded
  };
  for (const char* options :
       {"94040000", "070f04 c0000201 c0000202 00000000 00", "830704 c0000201 00",
        "890708 c0000201 00", "440c0500 00000001 00000002", "44000000", "0a00 0000", "01010100",
        "8603 0000", "ff010000"}) {
    frames.push_back(ipv4(17, datagram, hex(options)));
  }
  return frames;
}

Frames ipv6_frames() {
  const Octets datagram = hex("9c409c41 000c0000 00000000");
  return {
      ipv6(0, hex("1100 05020000 0100") + datagram),
      ipv6(0, hex("1100 c204 00010000") + datagram),
      ipv6(43, hex("1102 0001 00000000 20010db8000000000000000000000005") + datagram),
      ipv6(43, hex("1102 0400 00000000 20010db8000000000000000000000005") + datagram),
      ipv6(44, hex("1100 0001 0000002a") + datagram),
      ipv6(44, hex("1100 05a8 0000002a") + zeros(24)),
      ipv6(60, hex("1100 0104 00000000") + datagram),
      ipv6(60, hex("11ff 0104 00000000")),
      ipv6(59, zeros(4)),
      ipv6(4, packet_of(udp4(1, 2, zeros(4)))),
      ipv6(41, packet_of(udp6(1, 2, zeros(4)))),
      ipv6(253, zeros(4)),
      changed(udp6(1, 2, zeros(4)), 14, 0x6a),
      changed(udp6(1, 2, zeros(4)), 14, 0x50),
      changed(udp6(1, 2, zeros(4)), 14 + 4, 0x04),
      changed(udp6(1, 2, zeros(4)), 14 + 5, 0x09),
  };
}

Octets ether8023(const Octets& payload) {
  return ethernet(static_cast<unsigned>(payload.size()), payload);
}

Frames link_frames() {
  const Octets ip = packet_of(udp4(1, 2, zeros(4)));
  const Octets arp = hex("0001 0800 0604");
  const Octets ends = hex("020000000001 c0000201 000000000000 c0000202");
  return {
      ethernet(0x0806, arp + u16(1) + ends),
      ethernet(0x0806, arp + u16(2) + ends + zeros(18)),
      ethernet(0x0806, arp + u16(1) + hex("020000000001 c0000201 000000000000 c0000201")),
      ethernet(0x0806, arp + u16(9) + ends),
      ethernet(0x0806, hex("0001 0800 0610 0001") + ends),
      ethernet(0x8035, arp + u16(3) + ends),
      ethernet(0x8035, arp + u16(4) + ends),
      ethernet(0x8100, hex("602a 0800") + ip),
      ethernet(0x88a8, hex("0001 8100 102a 0800") + ip),
      ethernet(0x8100, hex("602a")),
      ethernet(0x8847, hex("00012140") + ip),
      ethernet(0x8863, hex("1109 0000 000c 0101 0000 0103 0004 00000001")),
      ethernet(0x8864,
               hex("1100 0001") + u16(static_cast<unsigned>(ip.size() + 2)) + u16(0x21) + ip),
      ethernet(0x888e, hex("0100 0005 01 01 0005 01")),
      ethernet(0x888e, hex("0101 0000")),
      ethernet(0x1234, zeros(20)),
      ethernet(0x6004, zeros(46)),
      ether8023(hex("aaaa03 000000 0800") + ip),
      ether8023(hex("aaaa03 00000c 1234 0000")),
      ether8023(
          hex("424203 0000 00 00 01 8000020000000001 00000000 8000020000000001 8001 0000 1400 "
              "0200 0f00")),
      ether8023(
          hex("424203 0000 02 02 3c 8000020000000001 00000000 8000020000000001 8001 0000 1400 "
              "0200 0f00 00")),
      ether8023(hex("424203 0000 00 80")),
      ether8023(hex("0404 03 ffff 0022")),
      ether8023(hex("f0f0 7f")),
      hex("020000000002"),
      hex("020000000002 020000000001 08"),
      hex("00"),
  };
}

Frames prefixed(const Octets& head4, const Octets& head6) {
  Frames frames;
  for (const Octets& packet : ip_packets()) {
    frames.push_back((packet[0] >> 4 == 6 ? head6 : head4) + packet);
  }
  return frames;
}

}  // namespace

std::vector<Octets> ip_packets() {
  Frames packets;
  for (const Frames& frames :
       {tcp_frames(), udp_frames(), icmp_frames(), ipv4_frames(), ipv6_frames()}) {
    for (const Octets& frame : frames) packets.push_back(packet_of(frame));
  }
  return packets;
}

std::vector<Octets> ethernet_frames() {
  Frames frames = link_frames();
  for (Frames more : {tcp_frames(), udp_frames(), icmp_frames(), ipv4_frames(), ipv6_frames()}) {
    append(frames, std::move(more));
  }
  return frames;
}

std::vector<LinkTraffic> link_traffic() {
  const Octets cooked = hex("0000 0001 0006 020000000001 0000");
  const Octets cooked2 = hex("0000 7fffffff 0001 04 06 020000000001 0000");
  return {
      {1, ethernet_frames()},
      {0, prefixed(hex("02000000"), hex("1e000000"))},
      {108, prefixed(hex("00000002"), hex("0000001e"))},
      {101, ip_packets()},
      {9, prefixed(hex("ff030021"), hex("0057"))},
      {51, prefixed(hex("1100 0001 0040 0021"), hex("1100 0001 0040 0057"))},
      {104, prefixed(hex("0f000800"), hex("8f0086dd"))},
      {113, prefixed(cooked + u16(0x0800), cooked + u16(0x86dd))},
      {276, prefixed(u16(0x0800) + cooked2, u16(0x86dd) + cooked2)},
      {147, prefixed({}, {})},
  };
}

}  // namespace tapbond::test
