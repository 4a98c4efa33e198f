// Pragmatic general multicast (RFC 3208).
#include "decoders/core/address.h"
#include "decoders/core/ip_protocol.h"
#include "decoders/transport/transport.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 16;
constexpr std::uint16_t kIpv4 = 1;
constexpr std::uint16_t kIpv6 = 2;

enum Type : std::uint8_t {
  kSourcePath = 0,
  kPoll = 1,
  kPollResponse = 2,
  kOriginal = 4,
  kRepair = 5,
  kNegative = 8,
  kNullNegative = 9,
  kConfirmation = 10,
  kPathRequest = 12,
  kAck = 13,
  kAck2 = 14,
};

enum Option : std::uint8_t {
  kLength = 0x00,
  kFragment = 0x01,
  kNakList = 0x02,
  kJoin = 0x03,
  kBackoffInterval = 0x04,
  kBackoffRange = 0x05,
  kParityGroup = 0x09,
  kParityPrm = 0x08,
  kCurrentSize = 0x0a,
  kUnreachable = 0x0b,
  kPath = 0x0c,
  kSyn = 0x0d,
  kFin = 0x0e,
  kReset = 0x0f,
  kRequest = 0x10,
  kCrqst = 0x11,
};

std::uint32_t put_address(Line& line, Bytes data, std::uint32_t at, std::uint16_t family) {
  if (family == kIpv4) {
    put_ipv4(line, data, at);
    return at + 4;
  }
  put_ipv6(line, data, at);
  return at + 16;
}

bool known_family(std::uint16_t family) { return family == kIpv4 || family == kIpv6; }

// Prints what the type has after the header; gives where the options begin, 0 where they cannot be
// found.
std::uint32_t put_type(Line& line, Bytes data, std::uint8_t type) {
  std::uint32_t at = kHeader;
  switch (type) {
    case kSourcePath: {
      const std::uint16_t family = data.u16(at + 12);
      if (!known_family(family)) return 0;
      if (data.raw(at, 16) == nullptr) return 0;
      line.print("SPM seq {} trail {} lead {} nla ", data.u32(at), data.u32(at + 4),
                 data.u32(at + 8));
      return put_address(line, data, at + 16, family);
    }
    case kPoll: {
      const std::uint16_t family = data.u16(at + 8);
      if (!known_family(family)) return 0;
      line.print("POLL seq {} round {} nla ", data.u32(at), data.u16(at + 4));
      at = put_address(line, data, at + 12, family);
      line.print(" ivl {} rnd 0x{:08x} mask 0x{:08x}", data.u32(at), data.u32(at + 4),
                 data.u32(at + 8));
      return at + 12;
    }
    case kPollResponse:
      line.print("POLR seq {} round {}", data.u32(at), data.u16(at + 4));
      return at + 8;
    case kOriginal:
    case kRepair:
      line.print("{} trail {} seq {}", type == kOriginal ? "ODATA" : "RDATA", data.u32(at + 4),
                 data.u32(at));
      return at + 8;
    case kNegative:
    case kNullNegative:
    case kConfirmation: {
      const std::uint32_t sequence = data.u32(at);
      const std::uint16_t family = data.u16(at + 4);
      if (!known_family(family)) return 0;
      line.put(type == kNegative ? "NAK (" : type == kNullNegative ? "NNAK (" : "NCF (");
      at = put_address(line, data, at + 8, family);
      line.put(" -> ");
      const std::uint16_t group = data.u16(at);
      if (!known_family(group)) return 0;
      at = put_address(line, data, at + 4, group);
      line.print("), seq {}", sequence);
      return at;
    }
    case kAck:
    case kAck2:
      line.print("ACK seq {}", data.u32(at));
      return at + 8;
    case kPathRequest:
      line.put("SPMR");
      return at;
    default:
      line.print("UNKNOWN type 0x{:02x}", type);
      return at;
  }
}

// False where the rest of the options cannot be told.
bool put_option(Line& line, Bytes option, std::uint8_t type, std::uint32_t size) {
  switch (type) {
    case kLength:
      line.print(" OPTS LEN (extra?) {}", option.u16(2));
      return true;
    case kFragment:
      line.print(" FRAG seq {} off {} len {}", option.u32(4), option.u32(8), option.u32(12));
      return true;
    case kNakList:
      line.put(" NAK LIST");
      for (std::uint32_t at = 4; at + 4 <= size; at += 4) line.print(" {}", option.u32(at));
      return true;
    case kJoin:
      line.print(" JOIN {}", option.u32(4));
      return true;
    case kBackoffInterval:
      line.print(" BACKOFF ivl {} ivlseq {}", option.u32(4), option.u32(8));
      return true;
    case kBackoffRange:
      line.print(" BACKOFF max {} min {}", option.u32(4), option.u32(8));
      return true;
    case kParityPrm:
      line.print(" PARITY MAXTGS {}", option.u32(4));
      return true;
    case kParityGroup:
      line.print(" PARITY GROUP {}", option.u32(4));
      return true;
    case kCurrentSize:
      line.print(" PARITY ATGS {}", option.u32(4));
      return true;
    case kUnreachable:
      line.put(" NBR_UNREACH");
      return true;
    case kPath:
      line.print(" PATH_NLA [{}]", size);
      return true;
    case kSyn:
      line.put(" SYN");
      return true;
    case kFin:
      line.put(" FIN");
      return true;
    case kReset:
      line.put(" RST");
      return true;
    case kRequest:
      line.put(" CR");
      return true;
    case kCrqst:
      line.put(" CRQST");
      return true;
    default:
      line.print(" OPT_{:02X} [{}] ", type, size);
      return true;
  }
}

void put_options(Line& line, Bytes data, std::uint32_t at) {
  if (data.raw(at, 4) == nullptr) return;
  if (const unsigned first = data.u8(at) & 0x7fu; first != kLength) {
    line.print("[First option bad, should be PGM_OPT_LENGTH, is {}]", first);
    return;
  }
  if (const auto size = data.u8(at + 1); size != 4) {
    line.print("[Bad OPT_LENGTH option, length {} != 4]", size);
    return;
  }
  std::uint32_t left = data.u16(at + 2);
  if (left < 4) {
    line.print("[Bad total option length {} < 4]", left);
    return;
  }
  line.print(" OPTS LEN {}", left);
  left -= 4;
  at += 4;
  while (left > 0 && !line.cut()) {
    if (left < 4) {
      line.put("[Total option length leaves no room for final option]");
      return;
    }
    const std::uint8_t type = data.u8(at);
    const std::uint32_t size = data.u8(at + 1);
    if (size < 4) {
      line.print("[Bad option, length {} < 4]", size);
      return;
    }
    if (left < size) {
      line.put("[Total option length leaves no room for final option]");
      return;
    }
    if (data.raw(at, size) == nullptr) return;
    if (!put_option(line, data.from(at), type & 0x7f, size)) return;
    at += size;
    left -= size;
    if ((type & 0x80) != 0) return;
  }
}

}  // namespace

void pgm(Line& line, Bytes data, const IpContext& ip) {
  line.protocol = "pgm";
  if (!data.has(0, 4)) {
    put_source(line, ip);
    line.put(" > ");
    put_destination(line, ip);
    line.put(':');
    line.cut_here();
    return;
  }
  put_endpoints(line, ip, IpProtocol::kPgm, data.u16(0), data.u16(2));
  if (data.raw(0, kHeader) == nullptr) return;
  line.print("PGM, length {}", data.u16(14));
  if (line.verbosity() == 0) return;
  line.put(" 0x");
  for (std::uint32_t i = 8; i < 14; ++i) line.print("{:02x}", data.u8(i));
  line.put(' ');
  const std::uint32_t options = put_type(line, data, data.u8(4));
  if (options != 0 && (data.u8(5) & 1) != 0) put_options(line, data, options);
  line.print(" [{}]", data.length());
}

}  // namespace tapbond::text
