// Connectivity Fault Management (IEEE 802.1ag clause 21).
#include "decoders/link/cfm.h"

#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;

enum Code : std::uint8_t {
  kContinuity = 1,
  kLinktraceReply = 4,
  kLinktrace = 5,
};
constexpr Name kCodes[] = {
    {kContinuity, "Continuity Check Message"},
    {2, "Loopback Reply"},
    {3, "Loopback Message"},
    {kLinktraceReply, "Linktrace Reply"},
    {kLinktrace, "Linktrace Message"},
};

// In milliseconds, as tcpdump rounds them; a neighbour is lost after 3.25 to 3.5 intervals.
struct Interval {
  std::uint32_t interval;
  std::uint32_t least_lifetime;
  std::uint32_t most_lifetime;
};
constexpr Interval kIntervals[] = {
    {0, 0, 0},
    {3, 11, 12},
    {10, 32, 35},
    {100, 325, 350},
    {1000, 3250, 3500},
    {10'000, 32'500, 35'000},
    {60'000, 195'000, 210'000},
    {600'000, 1'950'000, 2'100'000},
};

constexpr std::uint32_t kNamesSize = 48;  // of both names, with what is said of them
enum DomainFormat : std::uint8_t { kNoDomain = 1, kDomainDns = 2, kDomainMac = 3, kDomainText = 4 };
constexpr Name kDomainFormats[] = {
    {0, "IEEE 802.1"},
    {kNoDomain, "No MD Name present"},
    {kDomainDns, "DNS string"},
    {kDomainMac, "MAC + 16Bit Integer"},
    {kDomainText, "Character string"},
};
constexpr std::uint8_t kAssociationText = 2;
constexpr Name kAssociationFormats[] = {
    {0, "IEEE 802.1"},    {1, "Primary VID"},    {kAssociationText, "Character string"},
    {3, "16Bit Integer"}, {4, "RFC2685 VPN-ID"},
};

constexpr Name kReplyFlags[] = {{0x80, "UseFDB Only"}, {0x40, "FwdYes"}, {0x20, "Terminal MEP"}};
constexpr Name kRelayActions[] = {{1, "Exact Match"}, {2, "Filtering DB"}, {3, "MIP CCM DB"}};

void put_seconds(Line& line, std::string_view title, std::uint32_t milliseconds) {
  line.print("{} {}.{:03}s", title, milliseconds / 1000, milliseconds % 1000);
}

bool fits(Line& line, std::uint32_t size, std::uint32_t most) {
  if (size <= most) return true;
  line.print(" (too large, must be <= {})", most);
  return false;
}

void put_domain_name(Line& line, Bytes name, std::uint8_t format) {
  line.put("\n\t  MD Name: ");
  if (format == kDomainDns || format == kDomainText) {
    put_text(line, name, 0, name.length());
  } else if (format == kDomainMac) {
    line.put("\n\t  MAC ");
    name.length() == 6 ? put_mac(line, name, 0) : line.put("(length invalid)");
  } else {
    put_unknown_field(line, name, 0, name.length(), "\n\t    ");
  }
}

// The names of the maintenance domain and of the association. False where they do not fit.
bool put_names(Line& line, Bytes names) {
  const std::uint8_t domain = names.u8(0);
  line.put("\n\t  MD Name Format ");
  put_name(line, kDomainFormats, domain, "Unknown");
  line.print(" ({})", domain);
  std::uint32_t at = 1;
  if (domain != kNoDomain) {
    const std::uint32_t size = names.u8(at++);
    line.print(", MD Name length {}", size);
    if (!fits(line, size, kNamesSize - at - 2)) return false;
    put_domain_name(line, names.from(at).first(size), domain);
    at += size;
  }
  const std::uint8_t association = names.u8(at++);
  const std::uint32_t size = names.u8(at++);
  line.put("\n\t  MA Name-Format ");
  put_name(line, kAssociationFormats, association, "Unknown");
  line.print(" ({}), MA name length {}", association, size);
  if (!fits(line, size, kNamesSize - at)) return false;
  line.put("\n\t  MA Name: ");
  if (association == kAssociationText) {
    put_text(line, names, at, size);
  } else {
    put_unknown_field(line, names, at, size, "\n\t    ");
  }
  return true;
}

bool put_continuity(Line& line, Bytes body, unsigned flags) {
  const unsigned interval = flags & 7;
  line.print(", Flags [CCM Interval {}{}]", interval, (flags & 0x80) != 0 ? ", RDI" : "");
  if (interval != 0) {
    const Interval& times = kIntervals[interval];
    put_seconds(line, "\n\t  CCM Interval", times.interval);
    put_seconds(line, ", min CCM Lifetime", times.least_lifetime);
    put_seconds(line, ", max CCM Lifetime", times.most_lifetime);
  }
  line.print("\n\t  Sequence Number 0x{:08x}, MA-End-Point-ID 0x{:04x}", body.u32(0), body.u16(4));
  return put_names(line, body.from(6));
}

bool put_linktrace(Line& line, Bytes body, unsigned flags) {
  line.print(", Flags [{}]", (flags & 0x80) != 0 ? "Use Forwarding-DB only" : "none");
  line.print("\n\t  Transaction-ID 0x{:08x}, ttl {}", body.u32(0), body.u8(4));
  line.put("\n\t  Original-MAC ");
  put_mac(line, body, 5);
  line.put(", Target-MAC ");
  put_mac(line, body, 11);
  return true;
}

bool put_linktrace_reply(Line& line, Bytes body, unsigned flags) {
  line.put(", Flags [");
  put_bits(line, kReplyFlags, flags, "none");
  line.put(']');
  line.print("\n\t  Transaction-ID 0x{:08x}, ttl {}", body.u32(0), body.u8(4));
  const std::uint8_t action = body.u8(5);
  line.put("\n\t  Replay-Action ");
  put_name(line, kRelayActions, action, "Unknown");
  line.print(" ({})", action);
  return true;
}

// What stands before the TLVs, by code: how long it is, and a number that tcpdump shows where
// there is less room.
struct Body {
  std::uint8_t code;
  std::uint8_t shown;
  std::uint32_t bytes;
  bool (*put)(Line&, Bytes body, unsigned flags);  // false: the TLVs are not looked at
};
constexpr Body kBodies[] = {
    {kContinuity, 1, 70, put_continuity},
    {kLinktraceReply, 5, 6, put_linktrace_reply},
    {kLinktrace, 4, 17, put_linktrace},
};

bool put_body(Line& line, Bytes message, std::uint32_t before_tlvs) {
  const Bytes rest = message.from(kHeader);
  for (const Body& body : kBodies) {
    if (body.code != message.u8(1)) continue;
    if (before_tlvs < body.bytes) {
      line.print(" (too small {}, must be >= {})", body.shown, body.bytes);
      return false;
    }
    return rest.raw(0, body.bytes) != nullptr && body.put(line, rest, message.u8(2));
  }
  // Only so much of it as there is behind the TLVs' beginning, as tcpdump has it.
  const std::uint32_t shown = rest.length() - before_tlvs;
  if (shown > 0) put_unknown_rest(line, rest.first(shown), "\n\t  ");
  return true;
}

}  // namespace

void cfm(Line& line, Bytes data) {
  line.protocol = "cfm";
  if (data.length() < kHeader) {
    line.put("\n\t\t packet is too short");
    return;
  }
  if (!data.has(0, kHeader)) {
    line.truncated();
    return;
  }
  const unsigned level_and_version = data.u8(0);
  const unsigned version = level_and_version & 31;
  if (version != 0) {
    line.print("CFMv{} not supported, length {}", version, data.length());
    return;
  }
  line.put("CFMv0 ");
  put_name(line, kCodes, data.u8(1), "unknown ({})");
  line.print(", MD Level {}, length {}", level_and_version >> 5, data.length());
  if (line.verbosity() == 0) return;
  const std::uint32_t before_tlvs = data.u8(3);
  line.print("\n\tFirst TLV offset {}", before_tlvs);
  if (!fits(line, before_tlvs, data.length() - kHeader)) return;
  if (put_body(line, data, before_tlvs)) cfm_tlvs(line, data.from(kHeader + before_tlvs));
}

}  // namespace tapbond::text
