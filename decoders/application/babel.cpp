// The Babel routing protocol (RFC 8966, RFC 8967, RFC 7298).
#include "decoders/application/application.h"
#include "decoders/core/address.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr unsigned kMagic = 42;
constexpr unsigned kVersion = 2;
constexpr std::uint32_t kHeader = 4;

enum Type : std::uint8_t {
  kPad1 = 0,
  kPadN = 1,
  kAcknowledgmentRequest = 2,
  kAcknowledgment = 3,
  kHello = 4,
  kHeard = 5,
  kRouterId = 6,
  kNextHop = 7,
  kUpdate = 8,
  kRouteRequest = 9,
  kSeqnoRequest = 10,
  kStamp = 11,
  kDigest = 12,
  kMac = 16,
  kCounter = 17,
  kChallenge = 18,
  kChallengeReply = 19,
};

struct Row {
  std::uint8_t type;
  std::string_view brief;
  std::string_view title;
};
constexpr Row kRows[] = {
    {kPad1, "pad1", "Pad 1"},
    {kPadN, "padN", "Pad"},
    {kAcknowledgmentRequest, "ack-req", "Acknowledgment Request"},
    {kAcknowledgment, "ack", "Acknowledgment"},
    {kHello, "hello", "Hello"},
    {kHeard, "ihu", "IHU"},
    {kRouterId, "router-id", "Router Id"},
    {kNextHop, "nh", "Next Hop"},
    {kUpdate, "update", "Update"},
    {kRouteRequest, "route-request", "Route Request"},
    {kSeqnoRequest, "seqno-request", "Seqno Request"},
    {kStamp, "tspc", "TS/PC"},
    {kDigest, "hmac", "HMAC"},
    {kMac, "mac", "MAC"},
    {kCounter, "pc", "PC"},
    {kChallenge, "challenge_request", "Challenge Request"},
    {kChallengeReply, "challenge_reply", "Challenge Reply"},
};

const Row* find_row(std::uint8_t type) {
  for (const Row& row : kRows) {
    if (row.type == type) return &row;
  }
  return nullptr;
}

// An address of one of the encodings, from the bytes that are there after those that are the same
// as in the address before it.
struct Address {
  std::uint8_t bytes[16] = {};
  std::uint8_t encoding = 0;
};

// False where the encoding is not known or the bytes do not fit.
bool read_address(Bytes data, std::uint32_t at, std::uint8_t encoding, std::uint32_t count,
                  std::uint32_t omitted, const Address& before, Address& address) {
  address = {};
  address.encoding = encoding;
  const std::uint32_t start = encoding == 3 ? 8 : 0;
  const std::uint32_t size = encoding == 1 ? 4 : 16 - start;
  if (encoding == 0) return true;
  if (encoding > 3 || omitted + count > size) return false;
  for (std::uint32_t i = 0; i < start + omitted; ++i) address.bytes[i] = before.bytes[i];
  if (encoding == 3) {
    for (auto& byte : address.bytes) byte = 0;
    address.bytes[0] = 0xfe;
    address.bytes[1] = 0x80;
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    address.bytes[start + omitted + i] = data.u8(at + i);
  }
  return true;
}

void put_address(Line& line, Address address) {
  const Bytes bytes = line.bytes(address.bytes, sizeof address.bytes, sizeof address.bytes);
  if (address.encoding == 1) {
    put_ipv4(line, bytes, 0);
  } else {
    put_ipv6(line, bytes, 0);
  }
}

void put_prefix(Line& line, const Address& address, unsigned width) {
  if (address.encoding == 0) {
    line.put("any");
    return;
  }
  put_address(line, address);
  line.print("/{}", width);
}

std::string interval(unsigned hundredths, std::string_view when_zero) {
  if (hundredths == 0) return std::string(when_zero);
  return fmt::format("{}.{:02}s", hundredths / 100, hundredths % 100);
}

void put_router(Line& line, Bytes data, std::uint32_t at) {
  for (std::uint32_t i = 0; i < 8; ++i) line.print("{}{:02x}", i == 0 ? "" : ":", data.u8(at + i));
}

std::string_view update_flags(unsigned flags, std::size_t which) {
  constexpr std::string_view kNames[] = {"/prefix", "/id", "/unknown"};
  constexpr unsigned kMasks[] = {0x80, 0x40, 0x3f};
  return (flags & kMasks[which]) != 0 ? kNames[which] : std::string_view{};
}

void put_update_flags(Line& line, unsigned flags) {
  for (std::size_t i = 0; i < 3; ++i) line.put(update_flags(flags, i));
}

// The prefixes that later updates leave out, per encoding (IPv4, IPv6).
struct Defaults {
  Address prefixes[2];
};

bool put_update(Line& line, Bytes body, Defaults& defaults) {
  const std::uint32_t size = body.length();
  if (size < 10) return false;
  const std::uint8_t encoding = body.u8(0);
  const unsigned flags = body.u8(1);
  const unsigned width = body.u8(2);
  const std::uint32_t omitted = body.u8(3);
  put_update_flags(line, flags);
  line.put(' ');
  const std::uint32_t octets = (width + 7) / 8;
  const std::uint32_t count = octets > omitted ? octets - omitted : 0;
  if (encoding != 0 && size < 10 + count) return false;
  Address& before = defaults.prefixes[encoding == 1 ? 0 : 1];
  Address prefix;
  if (!read_address(body, 10, encoding, encoding == 0 ? 0 : count, omitted, before, prefix)) {
    return false;
  }
  const unsigned timer = body.u16(4);
  put_prefix(line, prefix, width);
  line.print(" metric {} seqno {} interval {}", body.u16(8), body.u16(6),
             timer == 0xffff ? "infinity" : interval(timer, "none (bogus)"));
  if ((flags & 0x80) != 0) before = prefix;
  return true;
}

bool put_request(Line& line, Bytes body, std::uint32_t at, std::uint32_t widest) {
  const std::uint8_t encoding = body.u8(0);
  const unsigned width = body.u8(1);
  const std::uint32_t count = encoding == 0 ? 0 : (width + 7) / 8;
  Address prefix;
  if (body.length() < at + count || count > widest) return false;
  if (!read_address(body, at, encoding, count, 0, {}, prefix)) return false;
  line.put("for ");
  put_prefix(line, prefix, width);
  return true;
}

// An address that fills the rest of the body.
bool put_whole_address(Line& line, Bytes body, std::uint32_t at) {
  const std::uint8_t encoding = body.u8(0);
  const std::uint32_t count = encoding == 0 ? 0 : encoding == 1 ? 4 : encoding == 3 ? 8 : 16;
  Address address;
  if (body.length() < at + count) return false;
  if (!read_address(body, at, encoding, count, 0, {}, address)) return false;
  if (encoding == 0) {
    line.put("any");
  } else {
    put_address(line, address);
  }
  return true;
}

// False where the body is too short for its type.
bool put_body(Line& line, Bytes body, std::uint8_t type, Defaults& defaults) {
  const std::uint32_t size = body.length();
  switch (type) {
    case kPadN:
      line.print(" {}", size + 2);
      return true;
    case kAcknowledgmentRequest:
      line.put(' ');
      if (size < 6) return false;
      line.print("{:04x} {}", body.u16(2), interval(body.u16(4), "none (bogus)"));
      return true;
    case kAcknowledgment:
      line.put(' ');
      if (size < 2) return false;
      line.print("{:04x}", body.u16(0));
      return true;
    case kHello: {
      line.put(' ');
      if (size < 6) return false;
      const bool unicast = (body.u16(0) & 0x8000) != 0;
      line.print("{}seqno {} ", unicast ? "(Unicast) " : "", body.u16(2));
      const unsigned timer = body.u16(4);
      if (timer == 0) {
        line.put("unscheduled");
      } else {
        line.print("interval {}", interval(timer, ""));
      }
      return true;
    }
    case kHeard: {
      line.put(' ');
      if (size < 6) return false;
      if (!put_whole_address(line, body, 6)) return false;
      line.print(" rxcost {} interval {}", body.u16(2), interval(body.u16(4), "none (bogus)"));
      return true;
    }
    case kRouterId:
      if (size < 10) return false;
      line.put(' ');
      put_router(line, body, 2);
      return true;
    case kNextHop:
      if (size < 2) return false;
      line.put(' ');
      return put_whole_address(line, body, 2);
    case kUpdate:
      return put_update(line, body, defaults);
    case kRouteRequest:
      line.put(' ');
      return size >= 2 && put_request(line, body, 2, 16);
    case kSeqnoRequest: {
      line.put(' ');
      if (size < 14) return false;
      line.print("({} hops) ", body.u8(4));
      if (!put_request(line, body, 14, 16)) return false;
      line.print(" seqno {} id ", body.u16(2));
      put_router(line, body, 6);
      return true;
    }
    case kStamp:
      line.put(' ');
      if (size < 6) return false;
      line.print("timestamp {} packetcounter {}", body.u32(2), body.u16(0));
      return true;
    case kDigest:
      line.put(' ');
      if (size < 18) return false;
      line.print("key-id {} digest-{} ", body.u16(0), size - 2);
      for (std::uint32_t i = 2; i < size; ++i) line.print("{:02X}", body.u8(i));
      return true;
    case kMac:
    case kChallenge:
    case kChallengeReply:
      line.print(" len {}", size);
      return true;
    case kCounter:
      line.put(' ');
      if (size < 4) return false;
      line.print("value {} index len {}", body.u32(0), size - 4);
      return true;
    default:
      return true;
  }
}

void put_brief(Line& line, Bytes body, std::uint8_t type, const Row* row) {
  line.put(' ');
  line.put(row != nullptr ? row->brief : "unknown");
  if (type != kUpdate) return;
  if (body.length() < 10) {
    line.invalid();
  } else {
    put_update_flags(line, body.u8(1));
  }
}

enum class Items { kWhole, kBroken, kCut };

Items cut_short(Line& line) {
  line.truncated();
  return Items::kCut;
}

Items put_items(Line& line, Bytes rest) {
  Defaults defaults;
  while (rest.length() > 0) {
    const std::uint8_t type = rest.u8(0);
    const Row* row = find_row(type);
    if (type == kPad1) {
      line.put(line.verbosity() > 0 ? "\n\tPad 1" : " pad1");
      rest = rest.from(1);
      continue;
    }
    if (rest.length() < 2) return Items::kBroken;
    if (line.cut()) return Items::kCut;
    if (!rest.has(1, 1)) return cut_short(line);
    const std::uint32_t size = rest.u8(1);
    if (rest.length() < 2 + size) return Items::kBroken;
    if (!rest.has(0, 2 + size)) return cut_short(line);
    const Bytes body = rest.from(2).claiming(size);
    if (line.verbosity() == 0) {
      put_brief(line, body, type, row);
    } else if (row == nullptr) {
      line.print("\n\tUnknown message type {}", type);
    } else {
      line.print("\n\t{}", row->title);
      if (!put_body(line, body, type, defaults)) line.invalid();
    }
    rest = rest.from(2 + size);
  }
  return Items::kWhole;
}

}  // namespace

void babel(Line& line, Bytes data) {
  line.protocol = "babel";
  line.put("babel");
  if (!data.has(0, kHeader)) return line.truncated();
  if (data.u8(0) != kMagic) {
    line.put(" invalid header");
    return;
  }
  const unsigned version = data.u8(1);
  line.print(" {}", version);
  if (version != kVersion) {
    line.put(" unknown version");
    return;
  }
  const std::uint32_t length = data.u16(2);
  line.print(" ({})", length);
  const Items items = length > data.length() - kHeader
                          ? Items::kBroken
                          : put_items(line, data.from(kHeader).claiming(length));
  if (items == Items::kBroken) line.invalid();
  const Bytes trailer = data.from(kHeader + length);
  if (items != Items::kWhole || trailer.length() == 0) return;
  line.put(line.verbosity() > 0 ? "\n\t----" : " |");
  if (put_items(line, trailer) == Items::kBroken) line.invalid();
}

}  // namespace tapbond::text
