#include "decoders/application/dns_name.h"
#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/network/icmpv6_parts.h"

namespace tapbond::text {
namespace {

enum Option : std::uint8_t {
  kSourceLink = 1,
  kTargetLink = 2,
  kPrefix = 3,
  kRedirected = 4,
  kMtu = 5,
  kAdvertisementInterval = 7,
  kHomeAgent = 8,
  kRoute = 24,
  kDnsServers = 25,
  kDnsSearch = 31,
};

constexpr Name kOptions[] = {
    {1, "source link-address"},
    {2, "destination link-address"},
    {3, "prefix info"},
    {4, "redirected header"},
    {5, "mtu"},
    {25, "rdnss"},
    {31, "dnssl"},
    {7, "advertisement interval"},
    {8, "homeagent information"},
    {24, "route info"},
};
constexpr Name kRouterFlags[] = {
    {128, "managed"},
    {64, "other stateful"},
    {32, "home agent"},
    {2, "ipv6 only"},
};
constexpr Name kPrefixFlags[] = {
    {128, "onlink"},
    {64, "auto"},
    {32, "router"},
};

void put_lifetime(Line& line, std::uint32_t seconds) {
  if (seconds == 0xffffffff) {
    line.put("infinity");
  } else {
    line.print("{}s", seconds);
  }
}

void put_prefix(Line& line, Bytes option, std::uint32_t units) {
  put_ipv6(line, option, 16);
  line.print("/{}{}, Flags [", option.u8(2), units != 4 ? "badlen" : "");
  put_bits(line, kPrefixFlags, option.u8(3), "none");
  line.put("], valid time ");
  put_lifetime(line, option.u32(4));
  line.put(", pref. time ");
  put_lifetime(line, option.u32(8));
}

// RFC 4191: the prefix is cut to what it needs.
bool put_route(Line& line, Bytes option, std::uint32_t units) {
  if (units > 3) return false;
  std::uint8_t prefix[16] = {};
  for (std::uint32_t i = 0; i < (units - 1) * 8; ++i) prefix[i] = option.u8(8 + i);
  line.put(' ');
  put_ipv6(line, line.bytes(prefix, 16, 16), 0);
  line.print("/{}, pref={}, lifetime=", option.u8(2), router_preference(option.u8(3)));
  put_lifetime(line, option.u32(4));
  return true;
}

bool put_search_list(Line& line, Bytes options, std::uint32_t at, std::uint32_t end) {
  line.print(" lifetime {}s, domain(s):", options.u32(at + 4));
  at += 8;
  while (at < end && options.u8(at) != 0 && !line.cut()) {
    line.put(' ');
    const auto next = put_domain_name(line, options, at);
    if (!next) return false;
    at = *next;
  }
  return true;
}

bool put_option(Line& line, Bytes options, std::uint32_t at, std::uint32_t units, bool& unknown) {
  const Bytes option = options.from(at);
  const std::uint32_t size = units * 8;
  switch (option.u8(0)) {
    case kSourceLink:
    case kTargetLink:
      put_link_address(line, option, 2, size - 2);
      return true;
    case kPrefix:
      put_prefix(line, option, units);
      return true;
    case kRedirected:
      put_unknown_field(line, options, 0, size, "\n\t    ");
      return true;
    case kMtu:
      line.print(" {}{}", option.u32(4), units != 1 ? "bad option length" : "");
      return true;
    case kDnsServers:
      line.print(" lifetime {}s,", option.u32(4));
      for (std::uint32_t i = 0; i < (units - 1) / 2; ++i) {
        line.put(" addr: ");
        put_ipv6(line, option, 8 + 16 * i);
      }
      return true;
    case kDnsSearch:
      return put_search_list(line, options, at, at + size);
    case kAdvertisementInterval:
      line.print(" {}ms", option.u32(4));
      return true;
    case kHomeAgent:
      line.print(" preference {}, lifetime {}", option.u16(4), option.u16(6));
      return true;
    case kRoute:
      return put_route(line, option, units);
    default:
      unknown = true;
      return true;
  }
}

}  // namespace

void put_router_flags(Line& line, std::uint8_t flags) {
  put_bits(line, kRouterFlags, flags, "none");
}

std::string_view router_preference(std::uint8_t flags) {
  static constexpr std::string_view kPreferences[] = {"medium", "high", "rsv", "low"};
  return kPreferences[flags >> 3 & 3];
}

bool neighbor_options(Line& line, Bytes options) {
  for (std::uint32_t at = 0; at < options.captured() && !line.cut();) {
    if (!options.has(at, 2)) return false;
    if (at >= options.length()) return true;
    const std::uint8_t type = options.u8(at);
    const std::uint32_t units = options.u8(at + 1);
    const std::uint32_t size = units * 8;
    if (units == 0 || !options.has(at, size)) return false;
    line.put("\n\t  ");
    put_name(line, kOptions, type, "unknown");
    line.print(" option ({}), length {} ({}): ", type, size, units);
    bool unknown = false;
    if (!put_option(line, options, at, units, unknown)) return false;
    if (unknown && line.verbosity() <= 1) {
      put_unknown_field(line, options, at + 2, size - 2, "\n\t  ");
      return true;
    }
    if (line.verbosity() > 1) put_unknown_field(line, options, at + 2, size - 2, "\n\t    ");
    at += size;
  }
  return true;
}

}  // namespace tapbond::text
