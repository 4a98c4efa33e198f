// RIP, versions 1 and 2 (RFC 1058, RFC 2453, RFC 4822).
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <string_view>

#include "decoders/application/application.h"
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;
constexpr std::uint32_t kEntry = 20;
constexpr std::uint16_t kIpv4 = 2;
constexpr std::uint16_t kAuthentication = 0xffff;
constexpr std::string_view kIndent = "\n\t  ";

enum Command : std::uint8_t { kRequest = 1, kResponse = 2, kTraceOff = 4, kPollEntry = 6 };
enum Secret : std::uint16_t { kTrailer = 1, kSimpleText = 2, kDigest = 3 };

constexpr Name kCommands[] = {
    {1, "Request"},   {2, "Response"}, {3, "Trace on"},
    {4, "Trace off"}, {5, "Poll"},     {6, "Poll Entry"},
};
constexpr Name kFamilies[] = {
    {2, "IPv4"}, {6, "NS"},    {7, "ISO"},   {16, "Appletalk"},
    {23, "IPX"}, {24, "IPv6"}, {28, "IPv6"}, {30, "IPv6"},
};

// How long a mask is, -1 where it is none.
int prefix_of(std::uint32_t mask) {
  const int ones = std::countl_one(mask);
  return std::popcount(mask) == ones ? ones : -1;
}

void put_right_aligned(Line& line, Bytes entry, std::uint64_t offset) {
  line.print("{:>15}", fmt::format("{}.{}.{}.{}", entry.u8(offset), entry.u8(offset + 1),
                                   entry.u8(offset + 2), entry.u8(offset + 3)));
}

void put_version1_entry(Line& line, Bytes entry) {
  const std::uint16_t family = entry.u16(0);
  if (family != kIpv4 && family != 0) {
    line.put("\n\t AFI ");
    put_name(line, kFamilies, family, "Unknown ({})");
    line.put(", ");
    put_unknown_field(line, entry, 4, kEntry - 4, kIndent);
    return;
  }
  if (entry.u16(2) != 0 || entry.u64(8) != 0) {
    put_unknown_field(line, entry, 0, kEntry, kIndent);
    return;
  }
  line.put("\n\t  ");
  if (family == 0) line.put("AFI 0, ");
  put_ipv4(line, entry, 4);
  line.print(", metric: {}", entry.u32(16));
}

void put_digest_header(Line& line, Bytes entry) {
  line.put("\n\t  Auth header:");
  line.print(" Packet Len {}, Key-ID {}, Auth Data Len {}, SeqNo {}, MBZ {}, MBZ {}", entry.u16(4),
             entry.u8(6), entry.u8(7), entry.u32(8), entry.u32(12), entry.u32(16));
}

void put_remaining(Line& line, Bytes rest) {
  line.print(" [remaining entries length {} < {}]", rest.length(), kEntry);
  line.invalid();
}

// False, and the line cut, where neither a NUL nor the whole field is there.
bool put_simple_text(Line& line, Bytes rest) {
  const std::uint32_t room = std::min(rest.length(), kEntry) - 4;
  const std::uint32_t taken = put_string(line, rest, 4, room);
  const bool ended = room == kEntry - 4 || (taken > 0 && rest.u8(4 + taken - 1) == 0);
  if (!ended) line.cut_here();
  return ended;
}

// False where nothing is to follow.
bool put_authentication(Line& line, Bytes rest) {
  const bool whole = rest.length() >= kEntry;
  const std::uint16_t type = rest.u16(2);
  switch (type) {
    case kSimpleText:
      line.put("\n\t  Simple Text Authentication data: ");
      if (put_simple_text(line, rest) && !whole) put_remaining(line, rest);
      return whole;
    case kDigest:
      if (whole) {
        put_digest_header(line, rest);
      } else {
        line.truncated();
      }
      return whole;
    case kTrailer:
      line.put("\n\t  Auth trailer:");
      break;
    default:
      line.print("\n\t  Unknown ({}) Authentication data:", type);
  }
  put_unknown_field(line, rest, 4, rest.length() - 4, kIndent);
  return false;
}

// False where nothing is to follow.
bool put_unknown_route(Line& line, Bytes rest, std::uint16_t family) {
  line.put("\n\t  AFI ");
  put_name(line, kFamilies, family, "Unknown ({})");
  put_unknown_field(line, rest, 4, std::min(rest.length(), kEntry) - 4, kIndent);
  if (rest.length() >= kEntry) return true;
  put_remaining(line, rest);
  return false;
}

void put_version2_route(Line& line, Bytes entry) {
  line.put("\n\t  AFI ");
  put_name(line, kFamilies, entry.u16(0), "{}");
  line.put(", ");
  put_right_aligned(line, entry, 4);
  line.print("/{:<2}, tag 0x{:04x}, metric: {}, next-hop: ", prefix_of(entry.u32(8)), entry.u16(2),
             entry.u32(16));
  if (entry.u32(12) == 0) {
    line.put("self");
  } else {
    put_ipv4(line, entry, 12);
  }
}

// False where nothing is to follow.
bool put_version2_entry(Line& line, Bytes rest) {
  const std::uint16_t family = rest.length() >= 4 ? rest.u16(0) : 0;
  if (family == kAuthentication) return put_authentication(line, rest);
  if (family != kIpv4 && family != 0) return put_unknown_route(line, rest, family);
  if (rest.length() < kEntry) {
    line.truncated();
    return false;
  }
  put_version2_route(line, rest);
  return true;
}

void put_version2_entries(Line& line, Bytes rest) {
  while (rest.length() > 0 && !line.cut() && put_version2_entry(line, rest)) {
    rest = rest.from(kEntry);
  }
}

void put_version1_entries(Line& line, Bytes rest) {
  for (; rest.length() >= kEntry && !line.cut(); rest = rest.from(kEntry)) {
    put_version1_entry(line, rest);
  }
  if (rest.length() > 0) line.truncated();
}

void put_routes(Line& line, std::uint8_t version, Bytes data) {
  if (version != 1 && version != 2) {
    line.put(", unknown version");
    return;
  }
  const Bytes entries = data.from(kHeader);
  line.print(", routes: {}", data.length() / kEntry);
  if (version == 2) line.put(" or less");
  const Bytes there = entries.claiming(std::min(entries.length(), entries.captured()));
  if (version == 1) {
    put_version1_entries(line, there);
  } else {
    put_version2_entries(line, there);
  }
}

}  // namespace

void rip(Line& line, Bytes data) {
  line.protocol = "rip";
  const std::uint32_t there = std::min(data.captured(), data.length());
  if (there < kHeader) {
    line.truncated();
    return;
  }
  const std::uint8_t command = data.u8(0);
  const std::uint8_t version = data.u8(1);
  if (line.verbosity() > 0) line.put("\n\t");
  line.print("RIPv{}", version);
  if (version == 0) {
    put_unknown_field(line, data, 0, there, "\n\t");
    return;
  }
  line.put(", ");
  put_name(line, kCommands, command, "unknown command ({})");
  line.print(", length: {}", data.length());
  if (line.verbosity() < 1) return;
  const bool known = command == kRequest || command == kResponse ||
                     (command >= kTraceOff && command <= kPollEntry);
  if (command == kRequest || command == kResponse) put_routes(line, version, data);
  if (!known || line.verbosity() > 1) {
    put_unknown_field(line, data, 0, there, "\n\t");
  }
}

}  // namespace tapbond::text
