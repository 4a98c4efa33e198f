#include <tins/icmp.h>

#include "decoders/core/address.h"
#include "decoders/core/checksum.h"
#include "decoders/core/ip_protocol.h"
#include "decoders/network/icmp_extensions.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

using Tins::ICMP;

// Messages that libtins has no name for (RFC 1256).
enum Router : std::uint8_t { kRouterAdvertisement = 9, kRouterSolicitation = 10 };

constexpr std::uint32_t kQuoted = 8;  // where the quoted packet begins
constexpr std::uint32_t kAdvertisedRouters = 8;
constexpr std::uint32_t kTimestampMessage = 20;
constexpr std::uint8_t kPortUnreachable = 3;
constexpr std::uint32_t kQuotedProtocol = kQuoted + 9;
constexpr std::uint32_t kQuotedDestination = kQuoted + 16;

// Messages of which nothing but the type is said.
constexpr Name kOthers[] = {
    {ICMP::SOURCE_QUENCH, "source quench"},
    {kRouterSolicitation, "router solicitation"},
    {ICMP::INFO_REQUEST, "information request"},
    {ICMP::INFO_REPLY, "information reply"},
    {ICMP::ADDRESS_MASK_REQUEST, "address mask request"},
};

// What is said around the quoted destination, by code. An empty row is said in another way.
struct Unreachable {
  std::string_view before;
  std::string_view after;
};
constexpr Unreachable kUnreachables[] = {
    {"net ", " unreachable"},
    {"host ", " unreachable"},
    {},
    {},
    {},
    {"", " unreachable - source route failed"},
    {"net ", " unreachable - unknown"},
    {"host ", " unreachable - unknown"},
    {"", " unreachable - source host isolated"},
    {"net ", " unreachable - admin prohibited"},
    {"host ", " unreachable - admin prohibited"},
    {"net ", " unreachable - tos prohibited"},
    {"host ", " unreachable - tos prohibited"},
    {"host ", " unreachable - admin prohibited filter"},
    {"host ", " unreachable - host precedence violation"},
    {"host ", " unreachable - precedence cutoff"},
};

// Where the destination port stands in the quoted packet.
std::uint32_t quoted_port(Bytes data) { return kQuoted + (data.u8(kQuoted) & 15u) * 4 + 2; }

void put_unreachable_port(Line& line, Bytes data) {
  const std::uint16_t port = data.u16(quoted_port(data));
  const std::uint8_t protocol = data.u8(kQuotedProtocol);
  put_ipv4(line, data, kQuotedDestination);
  if (protocol == IpProtocol::PROTO_TCP || protocol == IpProtocol::PROTO_UDP) {
    line.print(" {} port {} unreachable", protocol == IpProtocol::PROTO_TCP ? "tcp" : "udp", port);
  } else {
    line.print(" protocol {} port {} unreachable", protocol, port);
  }
}

void put_unreachable(Line& line, Bytes data) {
  const std::uint8_t code = data.u8(1);
  switch (code) {
    case 2:
      put_ipv4(line, data, kQuotedDestination);
      line.print(" protocol {} unreachable", data.u8(kQuotedProtocol));
      return;
    case kPortUnreachable:
      put_unreachable_port(line, data);
      return;
    case 4:
      put_ipv4(line, data, kQuotedDestination);
      line.put(" unreachable - need to frag");
      if (const auto mtu = data.u16(6); mtu != 0) line.print(" (mtu {})", mtu);
      return;
    default:
      break;
  }
  if (code < std::size(kUnreachables)) {
    line.put(kUnreachables[code].before);
    put_ipv4(line, data, kQuotedDestination);
    line.put(kUnreachables[code].after);
  } else {
    put_ipv4(line, data, kQuotedDestination);
    line.print(" unreachable - #{}", code);
  }
}

void put_redirect(Line& line, Bytes data) {
  const std::uint8_t code = data.u8(1);
  if (code == 2 || code == 3) {
    line.put("redirect-tos ");
  } else if (code > 3) {
    line.print("redirect-#{} ", code);
  } else {
    line.put("redirect ");
  }
  put_ipv4(line, data, kQuotedDestination);
  line.put(code > 3 ? " to " : (code & 1) != 0 ? " to host " : " to net ");
  put_ipv4(line, data, 4);
}

void put_router_advertisement(Line& line, Bytes data) {
  const std::uint32_t lifetime = data.u16(6);
  line.put("router advertisement lifetime ");
  if (lifetime < 60) {
    line.print("{}", lifetime);
  } else if (lifetime < 3600) {
    line.print("{}:{:02}", lifetime / 60, lifetime % 60);
  } else {
    line.print("{}:{:02}:{:02}", lifetime / 3600, lifetime % 3600 / 60, lifetime % 60);
  }
  const std::uint32_t count = data.u8(4);
  line.print(" {}:", count);
  if (data.u8(5) != 2) {
    line.print(" [size {}]", data.u8(5));
    return;
  }
  for (std::uint32_t i = 0; i < count && !line.cut(); ++i) {
    line.put(" {");
    put_ipv4(line, data, kAdvertisedRouters + 8 * i);
    line.print(" {}}}", data.u32(kAdvertisedRouters + 8 * i + 4));
  }
}

void put_milliseconds(Line& line, std::uint32_t value) {
  const std::uint32_t seconds = value / 1000;
  line.print("{:02}:{:02}:{:02}.{:03}", seconds / 3600, seconds / 60 % 60, seconds % 60,
             value % 1000);
}

void put_timestamp_reply(Line& line, Bytes data) {
  line.print("time stamp reply id {} seq {}: org ", data.u16(4), data.u16(6));
  put_milliseconds(line, data.u32(8));
  line.put(", recv ");
  put_milliseconds(line, data.u32(12));
  line.put(", xmit ");
  put_milliseconds(line, data.u32(16));
}

void put_message(Line& line, Bytes data, std::uint8_t type, std::uint8_t code) {
  switch (type) {
    case ICMP::ECHO_REQUEST:
    case ICMP::ECHO_REPLY:
      line.print("echo {}, id {}, seq {}", type == ICMP::ECHO_REQUEST ? "request" : "reply",
                 data.u16(4), data.u16(6));
      return;
    case ICMP::DEST_UNREACHABLE:
      put_unreachable(line, data);
      return;
    case ICMP::REDIRECT:
      put_redirect(line, data);
      return;
    case kRouterAdvertisement:
      put_router_advertisement(line, data);
      return;
    case ICMP::TIME_EXCEEDED:
      if (code == 0) {
        line.put("time exceeded in-transit");
      } else if (code == 1) {
        line.put("ip reassembly time exceeded");
      } else {
        line.print("time exceeded-#{}", code);
      }
      return;
    case ICMP::PARAM_PROBLEM:
      if (code != 0) {
        line.print("parameter problem - code {}", code);
      } else {
        line.print("parameter problem - octet {}", data.u8(4));
      }
      return;
    case ICMP::ADDRESS_MASK_REPLY:
      line.print("address mask is 0x{:08x}", data.u32(8));
      return;
    case ICMP::TIMESTAMP_REQUEST:
      line.print("time stamp query id {} seq {}", data.u16(4), data.u16(6));
      return;
    case ICMP::TIMESTAMP_REPLY:
      put_timestamp_reply(line, data);
      return;
    default:
      put_name(line, kOthers, type, "type-#{}");
  }
}

// Where a message ends before what its text is made of, that is said at once, and the dump of the
// frame still leaves out the link-layer header. Other messages end the frame's text.
bool ends_too_early(Bytes data, std::uint8_t type, std::uint8_t code) {
  switch (type) {
    case ICMP::DEST_UNREACHABLE:
      return code == kPortUnreachable && !data.has(kQuotedProtocol, 1);
    case ICMP::TIME_EXCEEDED:
      return !data.has(kQuotedDestination, 4);
    case kRouterAdvertisement:
      return !data.has(0, kAdvertisedRouters) ||
             (data.u8(5) == 2 && !data.has(kAdvertisedRouters, 8u * data.u8(4)));
    case ICMP::TIMESTAMP_REPLY:
      return !data.has(0, kTimestampMessage);
    default:
      return false;
  }
}

bool quotes_packet(std::uint8_t type) {
  return type == ICMP::DEST_UNREACHABLE || type == ICMP::SOURCE_QUENCH || type == ICMP::REDIRECT ||
         type == ICMP::TIME_EXCEEDED || type == ICMP::PARAM_PROBLEM;
}

bool may_have_extensions(std::uint8_t type) {
  return type == ICMP::DEST_UNREACHABLE || type == ICMP::TIME_EXCEEDED ||
         type == ICMP::PARAM_PROBLEM;
}

}  // namespace

void icmp(Line& line, Bytes data, const IpContext& ip) {
  line.protocol = "icmp";
  const std::uint8_t type = data.u8(0);
  const std::uint8_t code = data.u8(1);
  const std::uint32_t length = data.length();
  // The message is one thing: cut short, nothing of it is said.
  const auto begin = line.mark();
  if (!line.cut() && ends_too_early(data, type, code)) {
    line.truncated();
    return;
  }
  line.put("ICMP ");
  put_message(line, data, type, code);
  if (line.cut()) line.rewind(begin);
  line.put(", length ");
  line.dec(length);
  if (line.verbosity() == 0) return;
  if (!ip.fragmented && data.has(0, length)) {
    if (const auto sum = checksum(data, length); sum != 0) {
      const std::uint16_t stored = data.u16(2);
      line.print(" (wrong icmp cksum {:x} (->{:x})!)", stored, right_checksum(stored, sum));
    }
  }
  if (quotes_packet(type)) {
    line.put("\n\t");
    const std::uint32_t quoted = data.u16(kQuoted + 2);
    ipv4(line, data.from(kQuoted).claiming(quoted));
  }
  line.protocol = "icmp";
  if (may_have_extensions(type)) icmp_extensions(line, data);
}

}  // namespace tapbond::text
