// The Datagram Congestion Control Protocol (RFC 4340).
#include "decoders/core/checksum.h"
#include "decoders/core/ip_protocol.h"
#include "decoders/transport/transport.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kShortHeader = 12;
constexpr std::uint32_t kLongHeader = 16;
constexpr std::uint32_t kAcknowledgment = 8;

enum Type : std::uint8_t { kRequest = 0, kResponse = 1, kData = 2, kReset = 7, kSyncAck = 9 };

struct Row {
  std::string_view name;
  std::uint32_t more;  // bytes after the header
};
constexpr Row kTypes[] = {
    {"DCCP-Request", 4}, {"DCCP-Response", 12}, {"DCCP-Data", 0},  {"DCCP-Ack", 8},
    {"DCCP-DataAck", 8}, {"DCCP-CloseReq", 8},  {"DCCP-Close", 8}, {"DCCP-Reset", 12},
    {"DCCP-Sync", 8},    {"DCCP-SyncAck", 8},
};
constexpr std::string_view kResetCodes[] = {
    "unspecified",      "closed",       "aborted",         "no_connection",
    "packet_error",     "option_error", "mandatory_error", "connection_refused",
    "bad_service_code", "too_busy",     "bad_init_cookie", "aggression_penalty",
};

std::uint64_t acknowledged(Bytes data, bool wide, std::uint32_t header) {
  return wide ? data.u48(header + 2) : data.u24(header + 1);
}

void put_checksum(Line& line, Bytes data, const IpContext& ip) {
  const unsigned covered_words = data.u8(5) & 0x0f;
  line.print("(CCVal {}, CsCov {}", data.u8(5) >> 4, covered_words);
  const std::uint32_t length = data.length();
  if (data.has(0, length)) {
    std::uint32_t covered = length;
    if (covered_words > 0) {
      covered = std::min(length, (data.u8(4) + covered_words - 1) * 4);
    }
    const std::uint16_t stored = data.u16(6);
    line.print(", cksum 0x{:04x} ", stored);
    if (const auto sum = checksum(ip, data, length, covered, IpProtocol::PROTO_DCCP); sum != 0) {
      line.print("(incorrect -> 0x{:04x})", right_checksum(stored, sum));
    } else {
      line.put("(correct)");
    }
  }
  line.put(") ");
}

// False where the packet is not as long as its type.
bool put_type(Line& line, Bytes data, std::uint8_t type, bool wide, std::uint32_t header) {
  if (type > kSyncAck) {
    line.print("unknown-type-{} ", type);
    return true;
  }
  const Row& row = kTypes[type];
  if (data.length() < header + row.more) {
    line.print("truncated-{} - {} bytes missing!", row.name, header + row.more - data.length());
    return false;
  }
  line.put(row.name);
  if (!data.has(header, row.more)) {
    line.truncated();
    return false;
  }
  line.put(' ');
  if (type == kRequest) line.print("(service={}) ", data.u32(header));
  if (type == kResponse) line.print("(service={}) ", data.u32(header + kAcknowledgment));
  if (type == kReset) {
    const std::uint8_t code = data.u8(header + kAcknowledgment);
    line.put("(code=");
    if (code < std::size(kResetCodes)) {
      line.put(kResetCodes[code]);
    } else {
      line.print("unknown-reset-code-{}", code);
    }
    line.put(") ");
  }
  if (type != kRequest && type != kData) {
    line.print("(ack={}) ", acknowledged(data, wide, header));
  }
  return true;
}

}  // namespace

void dccp(Line& line, Bytes data, const IpContext& ip) {
  line.protocol = "dccp";
  if (!data.has(0, kShortHeader)) return line.truncated();
  const bool wide = (data.u8(8) & 1) != 0;
  const std::uint32_t header = wide ? kLongHeader : kShortHeader;
  if (data.length() < header) {
    line.print("truncated-dccp - {} bytes missing!", header - data.length());
    return;
  }
  if (!data.has(0, header)) return line.truncated();
  put_endpoints(line, ip, IpProtocol::PROTO_DCCP, data.u16(0), data.u16(2));
  if (line.quick()) {
    const std::uint32_t offset = data.u8(4) * 4u;
    line.print("DCCP {}", data.length() - offset);
    if (offset > data.length()) {
      line.print(" [bad hdr length {} - too long, > {}]", offset, data.length());
    }
    return;
  }
  line.put("DCCP ");
  if (line.verbosity() > 0) put_checksum(line, data, ip);
  const auto type = static_cast<std::uint8_t>(data.u8(8) >> 1 & 15u);
  if (!put_type(line, data, type, wide, header)) return;
  if (type > kSyncAck) line.print("(ack={}) ", acknowledged(data, wide, header));
  if (line.verbosity() > 1) line.print("seq {}", wide ? data.u48(10) : data.u24(9));
}

}  // namespace tapbond::text
