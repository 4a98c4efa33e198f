#include <tins/icmpv6.h>

#include "decoders/core/address.h"
#include "decoders/core/checksum.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/ip_protocol.h"
#include "decoders/network/icmpv6_parts.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

using Tins::ICMPv6;

constexpr std::uint32_t kQuoted = 8;
constexpr std::uint32_t kQuotedSource = kQuoted + 8;
constexpr std::uint32_t kQuotedDestination = kQuoted + 24;

// Messages that libtins has no name for (RFC 3122, and multicast traceroute).
enum Type : std::uint8_t {
  kInverseSolicitation = 141,
  kInverseAdvertisement = 142,
  kTraceResponse = 200,
  kTrace = 201,
};

constexpr Name kTypes[] = {
    {ICMPv6::DEST_UNREACHABLE, "destination unreachable"},
    {ICMPv6::PACKET_TOOBIG, "packet too big"},
    {ICMPv6::TIME_EXCEEDED, "time exceeded in-transit"},
    {ICMPv6::PARAM_PROBLEM, "parameter problem"},
    {ICMPv6::ECHO_REQUEST, "echo request"},
    {ICMPv6::ECHO_REPLY, "echo reply"},
    {ICMPv6::MGM_QUERY, "multicast listener query"},
    {ICMPv6::MGM_REPORT, "multicast listener report"},
    {ICMPv6::MGM_REDUCTION, "multicast listener done"},
    {ICMPv6::ROUTER_SOLICIT, "router solicitation"},
    {ICMPv6::ROUTER_ADVERT, "router advertisement"},
    {ICMPv6::NEIGHBOUR_SOLICIT, "neighbor solicitation"},
    {ICMPv6::NEIGHBOUR_ADVERT, "neighbor advertisement"},
    {ICMPv6::REDIRECT, "redirect"},
    {ICMPv6::ROUTER_RENUMBER, "router renumbering"},
    {kInverseSolicitation, "inverse neighbor solicitation"},
    {kInverseAdvertisement, "inverse neighbor advertisement"},
    {ICMPv6::MLD2_REPORT, "multicast listener report v2"},
    {ICMPv6::DHAAD_REQUEST, "ha discovery request"},
    {ICMPv6::DHAAD_REPLY, "ha discovery reply"},
    {ICMPv6::MOBILE_PREFIX_SOLICIT, "mobile router solicitation"},
    {ICMPv6::MOBILE_PREFIX_ADVERT, "mobile router advertisement"},
    {ICMPv6::NI_QUERY, "who-are-you request"},
    {ICMPv6::NI_REPLY, "who-are-you reply"},
    {kTrace, "mtrace message"},
    {kTraceResponse, "mtrace response"},
    {ICMPv6::RPL_CONTROL_MSG, "RPL"},
};
constexpr Name kUnreachables[] = {
    {0, "unreachable route"},   {1, " unreachable prohibited"}, {2, "beyond scope"},
    {3, "unreachable address"}, {4, "unreachable port"},
};
constexpr Name kAdvertisementFlags[] = {
    {0x80000000, "router"},
    {0x40000000, "solicited"},
    {0x20000000, "override"},
};

struct Upper {
  bool found = false;
  std::uint8_t protocol = 0;
  std::uint32_t at = 0;
};

// The transport header of the quoted packet, behind its extension headers.
Upper upper_layer(Bytes data) {
  std::uint32_t at = kQuoted + 40;
  if (!data.has(kQuoted, 7)) return {};
  std::uint8_t next = data.u8(kQuoted + 6);
  while (at < data.captured()) {
    switch (next) {
      case IpProtocol::PROTO_TCP:
      case IpProtocol::PROTO_UDP:
        return {data.has(at, 4), next, at};
      case IpProtocol::PROTO_HOPOPTS:
      case IpProtocol::PROTO_ROUTING:
      case IpProtocol::PROTO_DSTOPTS:
        if (!data.has(at, 2)) return {};
        next = data.u8(at);
        at += (data.u8(at + 1) + 1u) * 8;
        break;
      case IpProtocol::PROTO_FRAGMENT:
        if (!data.has(at, 4) || (data.u16(at + 2) & 0xfff8) != 0) return {};
        next = data.u8(at);
        at += 8;
        break;
      case IpProtocol::PROTO_AH:
        if (!data.has(at, 2)) return {};
        next = data.u8(at);
        at += (data.u8(at + 1) + 2u) * 4;
        break;
      default:
        return {};
    }
  }
  return {};
}

// What a message prints after its type. kQuiet leaves out the length.
enum class Rest { kLength, kQuiet };

Rest put_unreachable(Line& line, Bytes data, std::uint8_t code) {
  line.put(", ");
  put_name(line, kUnreachables, code, "unknown unreach code ({})");
  switch (code) {
    case 0:
    case 1:
    case 3:
      if (data.raw(kQuotedDestination, 16) == nullptr) return Rest::kQuiet;
      line.put(' ');
      put_ipv6(line, data, kQuotedDestination);
      break;
    case 2:
      line.put(' ');
      put_ipv6(line, data, kQuotedDestination);
      line.put(", source address ");
      put_ipv6(line, data, kQuotedSource);
      break;
    case 4: {
      const Upper upper = upper_layer(data);
      if (!upper.found) {
        line.truncated();
        return Rest::kQuiet;
      }
      line.put(", ");
      put_ipv6(line, data, kQuotedDestination);
      line.print(" {} port {}", upper.protocol == IpProtocol::PROTO_TCP ? "tcp" : "udp",
                 data.u16(upper.at + 2));
      break;
    }
    default:
      if (line.verbosity() <= 1) {
        put_unknown_field(line, data, 0, data.length(), "\n\t");
        return Rest::kQuiet;
      }
  }
  return Rest::kLength;
}

Rest put_parameter_problem(Line& line, Bytes data, std::uint8_t code) {
  if (!data.has(kQuotedDestination, 16)) {
    line.truncated();
    return Rest::kQuiet;
  }
  static constexpr std::string_view kWhat[] = {"erroneous", "next header", "option",
                                               "incomplete header chain"};
  if (code < std::size(kWhat)) {
    line.print(", {} - octet {}", kWhat[code], data.u32(4));
  } else {
    line.print(", code-#{}", code);
  }
  return Rest::kLength;
}

Rest options_from(Line& line, Bytes data, std::uint32_t at) {
  if (line.verbosity() == 0) return Rest::kLength;
  if (!neighbor_options(line, data.from(at))) {
    line.truncated();
    return Rest::kQuiet;
  }
  return Rest::kLength;
}

Rest put_router_advertisement(Line& line, Bytes data) {
  if (line.verbosity() == 0) return Rest::kLength;
  data.raw(4, 12);
  line.print("\n\thop limit {}, Flags [", data.u8(4));
  put_router_flags(line, data.u8(5));
  line.print("], pref {}, router lifetime {}s, reachable time {}ms, retrans timer {}ms",
             router_preference(data.u8(5)), data.u16(6), data.u32(8), data.u32(12));
  return options_from(line, data, 16);
}

Rest put_message(Line& line, Bytes data, std::uint8_t type, std::uint8_t code) {
  switch (type) {
    case ICMPv6::DEST_UNREACHABLE:
      return put_unreachable(line, data, code);
    case ICMPv6::PACKET_TOOBIG:
      line.print(", mtu {}", data.u32(4));
      return Rest::kLength;
    case ICMPv6::TIME_EXCEEDED:
      if (code == 0) {
        data.raw(kQuotedDestination, 16);
        line.put(" for ");
        put_ipv6(line, data, kQuotedDestination);
      } else if (code == 1) {
        line.put(" (reassembly)");
      } else {
        line.print(", unknown code ({})", code);
      }
      return Rest::kLength;
    case ICMPv6::PARAM_PROBLEM:
      return put_parameter_problem(line, data, code);
    case ICMPv6::ECHO_REQUEST:
    case ICMPv6::ECHO_REPLY:
      line.print(", id {}, seq {}", data.u16(4), data.u16(6));
      return Rest::kLength;
    case ICMPv6::MGM_QUERY:
      if (data.length() == 24) {
        listener(line, data);
      } else if (data.length() >= 28) {
        line.put(" v2");
        listener_query2(line, data);
      } else {
        line.print(" unknown-version (len {}) ", data.length());
      }
      return Rest::kLength;
    case ICMPv6::MGM_REPORT:
    case ICMPv6::MGM_REDUCTION:
      listener(line, data);
      return Rest::kLength;
    case ICMPv6::MLD2_REPORT:
      listener_report2(line, data);
      return Rest::kLength;
    case ICMPv6::ROUTER_SOLICIT:
      return options_from(line, data, 8);
    case ICMPv6::ROUTER_ADVERT:
      return put_router_advertisement(line, data);
    case ICMPv6::NEIGHBOUR_SOLICIT:
      data.raw(8, 16);
      line.put(", who has ");
      put_ipv6(line, data, 8);
      return options_from(line, data, 24);
    case ICMPv6::NEIGHBOUR_ADVERT:
      data.raw(8, 16);
      line.put(", tgt is ");
      put_ipv6(line, data, 8);
      if (line.verbosity() > 0) {
        line.put(", Flags [");
        put_bits(line, kAdvertisementFlags, data.u32(4), "none");
        line.put(']');
      }
      return options_from(line, data, 24);
    case ICMPv6::REDIRECT:
      data.raw(8, 32);
      line.put(", ");
      put_ipv6(line, data, 24);
      line.put(" to ");
      put_ipv6(line, data, 8);
      return options_from(line, data, 40);
    case kInverseSolicitation:
    case kInverseAdvertisement:
      return Rest::kLength;
    case ICMPv6::NI_QUERY:
      node_information_query(line, data);
      return Rest::kLength;
    case ICMPv6::NI_REPLY:
      node_information_reply(line, data);
      return Rest::kLength;
    case ICMPv6::ROUTER_RENUMBER:
      router_renumbering(line, data);
      return Rest::kLength;
    case ICMPv6::RPL_CONTROL_MSG:
      rpl(line, data);
      return Rest::kLength;
    case ICMPv6::DHAAD_REQUEST:
    case ICMPv6::MOBILE_PREFIX_SOLICIT:
      line.print(", id 0x{:04x}", data.u16(4));
      return Rest::kLength;
    default:
      line.print(", length {}", data.length());
      if (line.verbosity() <= 1) put_unknown_field(line, data, 0, data.captured(), "\n\t");
      return Rest::kQuiet;
  }
}

bool says_length_early(std::uint8_t type) {
  return (type >= ICMPv6::ROUTER_SOLICIT && type <= ICMPv6::REDIRECT) ||
         type == ICMPv6::DHAAD_REPLY || type == ICMPv6::MOBILE_PREFIX_ADVERT;
}

}  // namespace

void icmpv6(Line& line, Bytes data, const IpContext& ip) {
  line.protocol = "icmp6";
  const std::uint32_t length = data.length();
  const bool verbose = line.verbosity() > 0;
  if (verbose && !ip.fragmented && data.has(0, length)) {
    const std::uint16_t stored = data.u16(2);
    if (const auto sum = checksum(ip, data, length, length, IpProtocol::PROTO_ICMPV6); sum != 0) {
      line.print("[bad icmp6 cksum 0x{:04x} -> 0x{:04x}!] ", stored, right_checksum(stored, sum));
    } else {
      line.put("[icmp6 sum ok] ");
    }
  }
  const std::uint8_t type = data.u8(0);
  line.put("ICMP6, ");
  put_name(line, kTypes, type, "unknown icmp6 type ({})");
  if (verbose && says_length_early(type)) line.print(", length {}", length);
  const Rest rest = put_message(line, data, type, data.u8(1));
  if (rest == Rest::kLength && !verbose) {
    line.put(", length ");
    line.dec(length);
  }
}

}  // namespace tapbond::text
