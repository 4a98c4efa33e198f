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

enum Option : std::uint8_t {
  kFirstLong = 32,  // those before are one byte
  kChange = 32,
  kLastConfirm = 35,
  kInitCookie = 36,
  kNdpCount = 37,
  kAckVector0 = 38,
  kDataDropped = 40,
  kTimestamp = 41,
  kTimestampEcho = 42,
  kElapsedTime = 43,
  kDataChecksum = 44,
  kFirstCcid = 128,
};
constexpr Name kOptions[] = {
    {0, "nop"},
    {1, "mandatory"},
    {2, "slowreceiver"},
    {32, "change_l"},
    {33, "confirm_l"},
    {34, "change_r"},
    {35, "confirm_r"},
    {kInitCookie, "initcookie"},
    {kNdpCount, "ndp_count"},
    {kAckVector0, "ack_vector0"},
    {39, "ack_vector1"},
    {kDataDropped, "data_dropped"},
    {kTimestamp, "timestamp"},
    {kTimestampEcho, "timestamp_echo"},
    {kElapsedTime, "elapsed_time"},
    {kDataChecksum, "data_checksum"},
};
constexpr std::string_view kFeatures[] = {
    "reserved",
    "ccid",
    "allow_short_seqno",
    "sequence_window",
    "ecn_incapable",
    "ack_ratio",
    "send_ack_vector",
    "send_ndp_count",
    "minimum checksum coverage",
    "check data checksum",
};

void put_feature(Line& line, Bytes option, std::uint32_t size) {
  if (size < 3) return line.put(" optlen too short");
  const std::uint8_t feature = option.u8(2);
  if (feature >= std::size(kFeatures)) return;
  line.print(" {}", kFeatures[feature]);
  for (std::uint32_t i = 3; i < size && !line.cut(); ++i) line.print(" {}", option.u8(i));
}

void put_hex(Line& line, Bytes option, std::uint32_t size, std::string_view before) {
  if (size <= 2) return;
  line.put(before);
  for (std::uint32_t i = 2; i < size && !line.cut(); ++i) line.print("{:02x}", option.u8(i));
}

void put_option_value(Line& line, Bytes option, std::uint8_t type, std::uint32_t size) {
  switch (type) {
    case kInitCookie:
    case kAckVector0:
    case kAckVector0 + 1:
    case kDataDropped:
      return put_hex(line, option, size, " 0x");
    case kDataChecksum:
      return put_hex(line, option, size, " ");
    case kNdpCount:
      for (std::uint32_t i = 2; i < size && !line.cut(); ++i) line.print(" {}", option.u8(i));
      return;
    case kTimestamp:
      if (size != 6) return line.put(" [optlen != 6]");
      return line.print(" {}", option.u32(2));
    case kTimestampEcho:
      if (size != 6 && size != 8 && size != 10) return line.put(" [optlen != 6 or 8 or 10]");
      line.print(" {}", option.u32(2));
      if (size > 6) {
        line.print(" (elapsed time {})", size == 8 ? option.u16(6) : option.u32(6));
      }
      return;
    case kElapsedTime:
      if (size != 4 && size != 6) return line.put(" [optlen != 4 or 6]");
      return line.print(" {}", size == 4 ? option.u16(2) : option.u32(2));
    default:
      if (type >= kChange && type <= kLastConfirm) return put_feature(line, option, size);
      if (type < kFirstCcid) return;
      if (size == 4) line.print(" {}", option.u16(2));
      if (size == 6) line.print(" {}", option.u32(2));
  }
}

// The size of the option at the start of the rest of the header.
std::uint32_t put_option(Line& line, Bytes rest) {
  const std::uint8_t type = rest.u8(0);
  const std::uint32_t size = type < kFirstLong ? 1 : rest.u8(1);
  if (line.cut()) return 0;
  if (size >= 2 && size <= rest.length() && !rest.has(0, size)) {
    line.truncated();
    return rest.length();
  }
  if (type >= kFirstCcid) {
    line.print("CCID option {}", type);
  } else {
    put_name(line, kOptions, type, "Option {}");
  }
  if (type < kFirstLong) return 1;
  if (size < 2) {
    line.put(" optlen too short");
    return rest.length();
  }
  if (size > rest.length()) {
    line.put(" optlen goes past header length");
    return rest.length();
  }
  put_option_value(line, rest, type, size);
  return size;
}

void put_options(Line& line, Bytes rest) {
  line.put(" <");
  while (!line.cut()) {
    rest = rest.from(put_option(line, rest));
    if (rest.length() == 0) break;
    line.put(", ");
  }
  line.put('>');
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
  const bool whole = data.has(header, row.more);
  const bool has_more = type == kRequest || type == kResponse || type == kReset;
  if (whole || !has_more) line.print("{} ", row.name);
  if (!whole) {
    line.truncated();
    return false;
  }
  if (type == kRequest) line.print("(service={}) ", data.u32(header));
  if (type == kResponse) line.print("(service={}) ", data.u32(header + kAcknowledgment));
  if (type == kReset) {
    const std::uint8_t code = data.u8(header + kAcknowledgment);
    line.put("(code=");
    if (code < std::size(kResetCodes)) {
      line.put(kResetCodes[code]);
    } else {
      line.put("invalid");
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
  if (line.verbosity() <= 1) return;
  line.print("seq {}", wide ? data.u48(10) : data.u24(9));
  const std::uint32_t fixed = header + (type > kSyncAck ? 0 : kTypes[type].more);
  const std::uint32_t offset = data.u8(4) * 4u;
  if (offset > fixed) put_options(line, data.from(fixed).claiming(offset - fixed));
}

}  // namespace tapbond::text
