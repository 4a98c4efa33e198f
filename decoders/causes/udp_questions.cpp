// Questions and answers in UDP.
#include <tins/dhcp.h>
#include <tins/dhcpv6.h>

#include <algorithm>

#include "decoders/causes/key.h"
#include "decoders/causes/questions.h"

namespace tapbond::causes {
namespace {

using Tins::DHCP;
using Tins::DHCPv6;

constexpr std::uint32_t kUdpHeader = 8;
constexpr std::uint32_t kDnsHeader = 12;

// Who asks whom, from where: an answer comes back to the same port.
void add_sides(KeyMaker& maker, const Packet& packet, bool answer) {
  maker.add(answer ? packet.destination : packet.source);
  maker.add(answer ? packet.source : packet.destination);
  maker.add(packet.payload.u16(answer ? 2 : 0));
}

Spoken spoken(const KeyMaker& maker, bool answer, bool lasting = true) {
  return {.key = maker.key(), .answer = answer, .lasting = lasting};
}

// The bytes of a DNS message's first name, with the zero at its end; 0 where it does not end, with
// type and class behind it, in what was captured. Names are repeated in answers as they were asked.
std::uint32_t name_size(Bytes message) {
  constexpr std::uint32_t kLongestName = 255;
  constexpr std::uint8_t kPointer = 0xc0;
  std::uint32_t at = kDnsHeader;
  while (message.has(at, 1) && message.u8(at) != 0) {
    if ((message.u8(at) & kPointer) != 0 || at - kDnsHeader > kLongestName) return 0;
    at += 1u + message.u8(at);
  }
  return message.has(at, 5) ? at + 1 - kDnsHeader : 0;
}

// SNMP is written in BER (X.690). The size and place of the element at `at`, which ends in what was
// captured; nothing for what SNMP does not use.
struct Element {
  std::uint8_t tag = 0;
  std::uint32_t content = 0;
  std::uint32_t size = 0;
  std::uint32_t end() const { return content + size; }
};

std::optional<Element> element(Bytes data, std::uint32_t at) {
  if (!data.has(at, 2)) return std::nullopt;
  Element found{.tag = data.u8(at), .content = at + 2, .size = data.u8(at + 1)};
  if (found.size >= 0x80) {
    const std::uint32_t bytes = found.size & 0x7f;
    if (bytes == 0 || bytes > 2 || !data.has(at + 2, bytes)) return std::nullopt;
    found.size = bytes == 1 ? data.u8(at + 2) : data.u16(at + 2);
    found.content += bytes;
  }
  return found;
}

constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kSequence = 0x30;

}  // namespace

Spoken spoken_in_dns(const Packet& packet) {
  constexpr std::uint16_t kMulticastPort = 5353;
  constexpr std::uint16_t kLlmnrPort = 5355;
  constexpr std::uint32_t kCacheFlushAndUnicast = 0x8000;  // not part of a class (RFC 6762)
  const Bytes message = packet.payload.from(kUdpHeader);
  const std::uint32_t name = message.has(0, kDnsHeader) ? name_size(message) : 0;
  if (name == 0) return {};
  const bool answer = (message.u16(2) & 0x8000) != 0;
  const std::uint16_t questions = message.u16(4);
  const std::uint16_t answers = message.u16(6);
  const std::uint16_t port = packet.payload.u16(answer ? 0 : 2);
  KeyMaker maker;
  maker.add(port);
  maker.add(std::span(message.raw(kDnsHeader, name), name));
  const std::uint32_t type_and_class = message.u32(kDnsHeader + name);
  if (port == kMulticastPort) {
    // Ids are zero and answers go to all, without the question: their first record names it. A
    // question with answers in it tells what is known already.
    if (answer ? answers == 0 : questions == 0 || answers != 0) return {};
    maker.add(type_and_class & ~kCacheFlushAndUnicast);
    return spoken(maker, answer, false);
  }
  if (questions == 0) return {};
  maker.add(type_and_class);
  maker.add(message.u16(0));
  maker.add(answer ? packet.destination : packet.source);
  maker.add(packet.payload.u16(answer ? 2 : 0));
  // LLMNR asks all, and one answers.
  if (port != kLlmnrPort) maker.add(answer ? packet.source : packet.destination);
  return spoken(maker, answer);
}

Spoken spoken_in_dhcp(const Packet& packet) {
  constexpr std::uint32_t kOptions = 240;
  constexpr std::uint32_t kMagic = 0x63825363;
  const Bytes message = packet.payload.from(kUdpHeader);
  if (!message.has(0, kOptions) || message.u32(236) != kMagic) return {};
  unsigned type = 0;
  for (std::uint32_t at = kOptions; message.has(at, 3) && message.u8(at) != DHCP::END;) {
    if (message.u8(at) == DHCP::DHCP_MESSAGE_TYPE) {
      type = message.u8(at + 2);
      break;
    }
    at += message.u8(at) == DHCP::PAD ? 1u : 2u + message.u8(at + 1);
  }
  const bool offers = type == DHCP::DISCOVER || type == DHCP::OFFER;
  const bool confirms =
      type == DHCP::REQUEST || type == DHCP::INFORM || type == DHCP::ACK || type == DHCP::NAK;
  if (!offers && !confirms) return {};
  KeyMaker maker;
  maker.add(67);
  maker.add(message.u32(4));   // xid
  maker.add(message.u48(28));  // chaddr
  maker.add(offers ? 1 : 2);
  return spoken(maker, type == DHCP::OFFER || type == DHCP::ACK || type == DHCP::NAK);
}

Spoken spoken_in_dhcpv6(const Packet& packet) {
  const Bytes message = packet.payload.from(kUdpHeader);
  if (!message.has(0, 4)) return {};
  const unsigned type = message.u8(0);
  if (type < DHCPv6::SOLICIT || type > DHCPv6::INFO_REQUEST) return {};
  if (type == DHCPv6::RECONFIGURE) return {};
  const bool answer = type == DHCPv6::ADVERTISE || type == DHCPv6::REPLY;
  KeyMaker maker;
  maker.add(547);
  maker.add(message.u24(1));
  maker.add(answer ? packet.destination : packet.source);
  maker.add(type == DHCPv6::SOLICIT || type == DHCPv6::ADVERTISE ? 1 : 2);
  return spoken(maker, answer);
}

Spoken spoken_in_ntp(const Packet& packet) {
  constexpr unsigned kClient = 3;
  constexpr unsigned kServer = 4;
  const Bytes message = packet.payload.from(kUdpHeader);
  if (!message.has(0, 48)) return {};
  const unsigned mode = message.u8(0) & 7;
  if (mode != kClient && mode != kServer) return {};
  const bool answer = mode == kServer;
  // The origin time stamp of an answer is the transmit time stamp of its question.
  const std::uint64_t stamp = message.u64(answer ? 24 : 40);
  if (stamp == 0) return {};
  KeyMaker maker;
  maker.add(123);
  add_sides(maker, packet, answer);
  maker.add(stamp);
  return spoken(maker, answer);
}

Spoken spoken_in_snmp(const Packet& packet) {
  constexpr std::uint16_t kPort = 161;
  constexpr std::uint8_t kVersion3 = 3;
  const Bytes message = packet.payload.from(kUdpHeader);
  const auto outer = element(message, 0);
  if (!outer || outer->tag != kSequence) return {};
  const auto version = element(message, outer->content);
  if (!version || version->tag != kInteger || version->size != 1) return {};
  auto holder = element(message, version->end());  // version 3: of the message's id
  if (message.u8(version->content) != kVersion3) {
    if (!holder) return {};
    holder = element(message, holder->end());  // behind the community: the PDU
  }
  if (!holder) return {};
  const auto id = element(message, holder->content);
  if (!id || id->tag != kInteger || id->size > 5 || !message.has(id->content, id->size)) return {};
  const bool answer = packet.payload.u16(0) == kPort;
  KeyMaker maker;
  maker.add(kPort);
  add_sides(maker, packet, answer);
  for (std::uint32_t i = 0; i < id->size; ++i) maker.add(message.u8(id->content + i));
  return spoken(maker, answer);
}

Spoken spoken_in_radius(const Packet& packet) {
  const Bytes message = packet.payload.from(kUdpHeader);
  if (!message.has(0, 20)) return {};
  const unsigned code = message.u8(0);
  unsigned asked = 0;
  switch (code) {
    case 1:   // Access-Request
    case 4:   // Accounting-Request
    case 40:  // Disconnect-Request
    case 43:  // CoA-Request
      asked = code;
      break;
    case 2:   // Access-Accept
    case 3:   // Access-Reject
    case 11:  // Access-Challenge
      asked = 1;
      break;
    case 5:  // Accounting-Response
      asked = 4;
      break;
    case 41:  // Disconnect-ACK, -NAK
    case 42:
      asked = 40;
      break;
    case 44:  // CoA-ACK, -NAK
    case 45:
      asked = 43;
      break;
    default:
      return {};
  }
  const bool answer = code != asked;
  KeyMaker maker;
  maker.add(1812);
  add_sides(maker, packet, answer);
  maker.add(asked << 8 | message.u8(1));  // identifier
  return spoken(maker, answer, false);
}

}  // namespace tapbond::causes
