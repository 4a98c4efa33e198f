#include <tins/tcp.h>

#include <cstring>

#include "decoders/core/checksum.h"
#include "decoders/core/escape.h"
#include "decoders/core/ip_protocol.h"
#include "decoders/core/session.h"
#include "decoders/transport/transport.h"

namespace tapbond::text {
namespace {

using Tins::TCP;

constexpr std::uint32_t kHeader = 20;
constexpr std::uint32_t kMostResetText = 30;

constexpr char kFlagLetters[] = "FSRP.UEW";

struct Sequence {
  std::uint32_t sequence;
  std::uint32_t acknowledged;
  std::uint32_t sack_base = 0;
};

ConversationKey key_of(const IpContext& ip, std::uint16_t source, std::uint16_t destination,
                       bool& reversed) {
  const std::size_t size = ip.version == 6 ? 16 : 4;
  const auto* from = ip.header.raw(ip.version == 6 ? 8 : 12, size);
  const auto* to = ip.header.raw(ip.version == 6 ? 24 : 16, size);
  ConversationKey key{};
  if (from == nullptr || to == nullptr) return key;
  reversed = source > destination || (source == destination && std::memcmp(from, to, size) > 0);
  if (reversed) {
    std::swap(from, to);
    std::swap(source, destination);
  }
  std::memcpy(&key.addresses[0], from, size);
  std::memcpy(&key.addresses[2], to, size);
  key.ports = static_cast<std::uint32_t>(source) << 16 | destination;
  key.version = ip.version;
  return key;
}

// Makes the numbers relative to the conversation's first, which a SYN sets anew.
void make_relative(Line& line, const IpContext& ip, std::uint16_t source, std::uint16_t destination,
                   std::uint8_t flags, Sequence& numbers) {
  bool reversed = false;
  const ConversationKey key = key_of(ip, source, destination, reversed);
  const auto [conversation, known] = line.session.conversation(key);
  auto& ours = reversed ? conversation->acknowledged : conversation->sequence;
  auto& theirs = reversed ? conversation->sequence : conversation->acknowledged;
  if (!known || (flags & TCP::SYN) != 0) {
    ours = numbers.sequence;
    theirs = numbers.acknowledged - 1;
  } else {
    numbers.sequence -= ours;
    numbers.acknowledged -= theirs;
  }
  numbers.sack_base = theirs;
}

void put_flags(Line& line, std::uint8_t flags) {
  char text[8];
  std::size_t size = 0;
  for (unsigned bit = 0; bit < 8; ++bit) {
    if ((flags >> bit & 1) != 0) text[size++] = kFlagLetters[bit];
  }
  line.put("Flags [");
  line.put(size > 0 ? std::string_view(text, size) : "none");
  line.put(']');
}

void put_checksum(Line& line, Bytes data, const IpContext& ip) {
  if (!data.has(0, data.length())) return;
  const std::uint16_t stored = data.u16(16);
  const auto sum = checksum(ip, data, data.length(), data.length(), IpProtocol::PROTO_TCP);
  line.print(", cksum 0x{:04x}", stored);
  if (sum != 0) {
    line.print(" (incorrect -> 0x{:04x})", right_checksum(stored, sum));
  } else {
    line.put(" (correct)");
  }
}

// RFC 1122 4.2.2.12: a reset may carry the reason in words.
void put_reset_text(Line& line, Bytes payload) {
  line.put(payload.has(0, payload.length()) ? " [RST" : " [!RST");
  std::uint32_t count = payload.length();
  if (count > kMostResetText) {
    count = kMostResetText;
    line.put('+');
  }
  line.put(' ');
  put_text(line, payload, 0, count);
  line.put(']');
}

}  // namespace

void tcp(Line& line, Bytes data, const IpContext& ip) {
  line.protocol = "tcp";
  if (!data.has(0, 4)) {
    put_source(line, ip);
    line.put(" > ");
    put_destination(line, ip);
    line.put(':');
    line.truncated();
    return;
  }
  const std::uint16_t source = data.u16(0);
  const std::uint16_t destination = data.u16(2);
  put_endpoints(line, ip, IpProtocol::PROTO_TCP, source, destination);
  if (!data.has(0, kHeader)) {
    line.truncated();
    return;
  }
  const std::uint32_t header = (data.u8(12) >> 4) * 4u;
  if (header < kHeader) {
    line.print(" tcp {} [bad hdr length {} - too short, < {}]", data.length() - header, header,
               kHeader);
    return;
  }
  Sequence numbers{data.u32(4), data.u32(8)};
  const std::uint16_t window = data.u16(14);
  const std::uint16_t urgent = data.u16(18);
  if (line.quick()) {
    line.print("tcp {}", data.length() - header);
    if (header > data.length()) {
      line.print(" [bad hdr length {} - too long, > {}]", header, data.length());
    }
    return;
  }
  const std::uint8_t flags = data.u8(13);
  put_flags(line, flags);
  if (!line.options.absolute_sequence && (flags & TCP::ACK) != 0) {
    make_relative(line, ip, source, destination, flags, numbers);
  }
  if (header > data.length()) {
    line.print(" [bad hdr length {} - too long, > {}]", header, data.length());
    return;
  }
  if (line.verbosity() > 0 && line.options.verify_checksums && !ip.fragmented) {
    put_checksum(line, data, ip);
  }
  const std::uint32_t length = data.length() - header;
  if (line.verbosity() > 1 || length > 0 || (flags & (TCP::SYN | TCP::FIN | TCP::RST)) != 0) {
    line.put(", seq ");
    line.dec(numbers.sequence);
    if (length > 0) {
      line.put(':');
      line.dec(static_cast<std::uint32_t>(numbers.sequence + length));
    }
  }
  if ((flags & TCP::ACK) != 0) {
    line.put(", ack ");
    line.dec(numbers.acknowledged);
  }
  line.put(", win ");
  line.dec(window);
  if ((flags & TCP::URG) != 0) line.print(", urg {}", urgent);
  if (header > kHeader) {
    line.put(", options [");
    const TcpOptionContext context{numbers.sack_base, flags};
    if (!tcp_options(line, data.from(kHeader), header - kHeader, context)) return;
    line.put(']');
  }
  line.put(", length ");
  line.dec(length);
  if (length == 0 || line.cut()) return;
  if (data.captured() < header) {
    line.print(" [remaining caplen({}) < header length({})]", data.captured(), header);
    line.truncated();
    return;
  }
  const Bytes payload = data.from(header);
  if ((flags & TCP::RST) != 0 && line.verbosity() > 0) {
    put_reset_text(line, payload);
    return;
  }
  tcp_payload(line, {payload, ip, source, destination});
}

}  // namespace tapbond::text
