#include <tins/icmpv6.h>

#include "decoders/application/dns_name.h"
#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/network/icmpv6_parts.h"

namespace tapbond::text {
namespace {

using Tins::ICMPv6;

constexpr Name kOptions[] = {
    {ICMPv6::SOURCE_ADDRESS, "source link-address"},
    {ICMPv6::TARGET_ADDRESS, "destination link-address"},
    {ICMPv6::PREFIX_INFO, "prefix info"},
    {ICMPv6::REDIRECT_HEADER, "redirected header"},
    {ICMPv6::MTU, "mtu"},
    {ICMPv6::RECURSIVE_DNS_SERV, "rdnss"},
    {ICMPv6::DNS_SEARCH_LIST, "dnssl"},
    {ICMPv6::ADVERT_INTERVAL, "advertisement interval"},
    {ICMPv6::HOME_AGENT_INFO, "homeagent information"},
    {ICMPv6::ROUTE_INFO, "route info"},
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
    case ICMPv6::SOURCE_ADDRESS:
    case ICMPv6::TARGET_ADDRESS:
      put_link_address(line, option, 2, size - 2);
      return true;
    case ICMPv6::PREFIX_INFO:
      put_prefix(line, option, units);
      return true;
    case ICMPv6::REDIRECT_HEADER:
      put_unknown_field(line, options, 0, size, "\n\t    ");
      return true;
    case ICMPv6::MTU:
      line.print(" {}{}", option.u32(4), units != 1 ? "bad option length" : "");
      return true;
    case ICMPv6::RECURSIVE_DNS_SERV:
      line.print(" lifetime {}s,", option.u32(4));
      for (std::uint32_t i = 0; i < (units - 1) / 2; ++i) {
        line.put(" addr: ");
        put_ipv6(line, option, 8 + 16 * i);
      }
      return true;
    case ICMPv6::DNS_SEARCH_LIST:
      return put_search_list(line, options, at, at + size);
    case ICMPv6::ADVERT_INTERVAL:
      line.print(" {}ms", option.u32(4));
      return true;
    case ICMPv6::HOME_AGENT_INFO:
      line.print(" preference {}, lifetime {}", option.u16(4), option.u16(6));
      return true;
    case ICMPv6::ROUTE_INFO:
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
