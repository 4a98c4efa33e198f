#include "decoders/core/address.h"
#include "decoders/core/checksum.h"
#include "decoders/core/hexdump.h"
#include "decoders/network/icmpv6_parts.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint8_t kProtocol = 58;
constexpr std::uint32_t kQuoted = 8;
constexpr std::uint32_t kQuotedSource = kQuoted + 8;
constexpr std::uint32_t kQuotedDestination = kQuoted + 24;

enum Type : std::uint8_t {
  kUnreachable = 1,
  kTooBig = 2,
  kTimeExceeded = 3,
  kParameterProblem = 4,
  kEchoRequest = 128,
  kEchoReply = 129,
  kListenerQuery = 130,
  kListenerReport = 131,
  kListenerDone = 132,
  kRouterSolicitation = 133,
  kRouterAdvertisement = 134,
  kNeighborSolicitation = 135,
  kNeighborAdvertisement = 136,
  kRedirect = 137,
  kInverseSolicitation = 141,
  kInverseAdvertisement = 142,
  kListenerReport2 = 143,
  kHomeAgentRequest = 144,
  kHomeAgentReply = 145,
  kMobilePrefixSolicitation = 146,
  kMobilePrefixAdvertisement = 147,
};

constexpr Name kTypes[] = {
    {1, "destination unreachable"},
    {2, "packet too big"},
    {3, "time exceeded in-transit"},
    {4, "parameter problem"},
    {128, "echo request"},
    {129, "echo reply"},
    {130, "multicast listener query"},
    {131, "multicast listener report"},
    {132, "multicast listener done"},
    {133, "router solicitation"},
    {134, "router advertisement"},
    {135, "neighbor solicitation"},
    {136, "neighbor advertisement"},
    {137, "redirect"},
    {138, "router renumbering"},
    {141, "inverse neighbor solicitation"},
    {142, "inverse neighbor advertisement"},
    {143, "multicast listener report v2"},
    {144, "ha discovery request"},
    {145, "ha discovery reply"},
    {146, "mobile router solicitation"},
    {147, "mobile router advertisement"},
    {139, "who-are-you request"},
    {140, "who-are-you reply"},
    {139, "node information query"},
    {140, "node information reply"},
    {201, "mtrace message"},
    {200, "mtrace response"},
    {155, "RPL"},
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
      case 6:
      case 17:
        return {data.has(at, 4), next, at};
      case 0:
      case 43:
      case 60:
        if (!data.has(at, 2)) return {};
        next = data.u8(at);
        at += (data.u8(at + 1) + 1u) * 8;
        break;
      case 44:
        if (!data.has(at, 4) || (data.u16(at + 2) & 0xfff8) != 0) return {};
        next = data.u8(at);
        at += 8;
        break;
      case 51:
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
      line.print(" {} port {}", upper.protocol == 6 ? "tcp" : "udp", data.u16(upper.at + 2));
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
    case kUnreachable:
      return put_unreachable(line, data, code);
    case kTooBig:
      line.print(", mtu {}", data.u32(4));
      return Rest::kLength;
    case kTimeExceeded:
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
    case kParameterProblem:
      return put_parameter_problem(line, data, code);
    case kEchoRequest:
    case kEchoReply:
      line.print(", id {}, seq {}", data.u16(4), data.u16(6));
      return Rest::kLength;
    case kListenerQuery:
      if (data.length() == 24) {
        listener(line, data);
      } else if (data.length() >= 28) {
        line.put(" v2");
        listener_query2(line, data);
      } else {
        line.print(" unknown-version (len {}) ", data.length());
      }
      return Rest::kLength;
    case kListenerReport:
    case kListenerDone:
      listener(line, data);
      return Rest::kLength;
    case kListenerReport2:
      listener_report2(line, data);
      return Rest::kLength;
    case kRouterSolicitation:
      return options_from(line, data, 8);
    case kRouterAdvertisement:
      return put_router_advertisement(line, data);
    case kNeighborSolicitation:
      data.raw(8, 16);
      line.put(", who has ");
      put_ipv6(line, data, 8);
      return options_from(line, data, 24);
    case kNeighborAdvertisement:
      data.raw(8, 16);
      line.put(", tgt is ");
      put_ipv6(line, data, 8);
      if (line.verbosity() > 0) {
        line.put(", Flags [");
        put_bits(line, kAdvertisementFlags, data.u32(4), "none");
        line.put(']');
      }
      return options_from(line, data, 24);
    case kRedirect:
      data.raw(8, 32);
      line.put(", ");
      put_ipv6(line, data, 24);
      line.put(" to ");
      put_ipv6(line, data, 8);
      return options_from(line, data, 40);
    case kInverseSolicitation:
    case kInverseAdvertisement:
      return Rest::kLength;
    case kHomeAgentRequest:
    case kMobilePrefixSolicitation:
      line.print(", id 0x{:04x}", data.u16(4));
      return Rest::kLength;
    default:
      line.print(", length {}", data.length());
      if (line.verbosity() <= 1) put_unknown_field(line, data, 0, data.captured(), "\n\t");
      return Rest::kQuiet;
  }
}

bool says_length_early(std::uint8_t type) {
  return (type >= kRouterSolicitation && type <= kRedirect) || type == kHomeAgentReply ||
         type == kMobilePrefixAdvertisement;
}

}  // namespace

void icmpv6(Line& line, Bytes data, const IpContext& ip) {
  line.protocol = "icmp6";
  const std::uint32_t length = data.length();
  const bool verbose = line.verbosity() > 0;
  if (verbose && !ip.fragmented && data.has(0, length)) {
    const std::uint16_t stored = data.u16(2);
    if (const auto sum = checksum(ip, data, length, length, kProtocol); sum != 0) {
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
