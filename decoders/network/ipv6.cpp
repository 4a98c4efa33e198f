#include "decoders/core/address.h"
#include "decoders/core/ip_protocol.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 40;

void put_header(Line& line, Bytes packet, std::uint32_t payload) {
  const std::uint32_t flow = packet.u32(0);
  line.put('(');
  if ((flow & 0x0ff00000) != 0) line.print("class 0x{:02x}, ", flow >> 20 & 0xff);
  if ((flow & 0x000fffff) != 0) line.print("flowlabel 0x{:05x}, ", flow & 0xfffff);
  line.print("hlim {}, next-header ", packet.u8(7));
  put_name(line, kIpProtocols, packet.u8(6), "unknown");
  line.print(" ({}) payload length: {}) ", packet.u8(6), payload);
}

struct Walk {
  IpContext ip;
  JumboPayload jumbo;
  std::uint32_t at = kHeader;
  std::uint32_t length = 0;  // left of the packet, by its own claim
  std::uint32_t frame = 0;   // bytes that the enclosing layer says there are
  bool extended = false;
};

// Prints the extension header of `type`; nothing where it is none.
bool put_extension(Line& line, Walk& walk, std::uint8_t type, Extension& extension) {
  const Bytes data = walk.ip.header.from(walk.at).claiming(walk.length);
  switch (type) {
    case IpProtocol::PROTO_HOPOPTS:
      extension = hop_by_hop_options(line, data, walk.jumbo);
      return true;
    case IpProtocol::PROTO_DSTOPTS:
      extension = destination_options(line, data);
      return true;
    case IpProtocol::PROTO_FRAGMENT:
      extension = ipv6_fragment(line, data, walk.ip, walk.at);
      if (!extension.ends && data.captured() <= extension.size) extension.ends = true;
      walk.ip.fragmented = true;
      return true;
    case IpProtocol::PROTO_ROUTING:
      extension = ipv6_routing(line, data);
      return true;
    case IpProtocol::kMobility:
    case IpProtocol::kOldMobileIp:
      mobility(line, data);
      extension.ends = true;
      return true;
    default:
      return false;
  }
}

void put_payload(Line& line, Walk& walk, std::uint8_t protocol, std::uint32_t given) {
  Bytes packet = walk.ip.header;
  if (walk.jumbo.found) {
    const std::uint32_t length = walk.jumbo.length + kHeader;
    if (length < walk.at) {
      line.truncated();
      return;
    }
    if (walk.frame < length) {
      line.print("truncated-ip6 - {} bytes missing!", length - walk.frame);
    }
    packet = packet.first(length);
    walk.length = length - walk.at;
  } else if (given == 0) {
    if (walk.extended) {
      line.truncated();
      return;
    }
    packet = packet.first(kHeader);
    walk.length = 0;
  }
  walk.ip.header = packet;
  ip_payload(line, packet.from(walk.at).claiming(walk.length), protocol, walk.ip);
}

}  // namespace

void ipv6(Line& line, Bytes data) {
  line.protocol = "ip6";
  if (!data.has(0, kHeader)) {
    line.truncated();
    return;
  }
  if (data.length() < kHeader) {
    line.print("truncated-ip6 {}", data.length());
    return;
  }
  if (!line.options.link_header) line.put("IP6 ");
  if (const unsigned version = data.u8(0) >> 4; version != 6) {
    line.print("version error: {} != 6", version);
    return;
  }
  const std::uint32_t payload = data.u16(4);
  std::uint32_t length = payload != 0 ? payload + kHeader : data.length();
  if (data.length() < length) {
    line.print("truncated-ip6 - {} bytes missing!", length - data.length());
  }
  if (line.verbosity() > 0) put_header(line, data, payload);

  Walk walk{{data.first(length), 6, false, data.u8(7)},
            {false, payload},
            kHeader,
            0,
            data.length(),
            false};
  walk.length = payload != 0 ? payload : data.length();
  std::uint8_t next = data.u8(6);
  if (!prints_own_addresses(next)) {
    put_source(line, walk.ip);
    line.put(" > ");
    put_destination(line, walk.ip);
    line.put(": ");
  }
  for (;;) {
    Extension extension;
    if (!put_extension(line, walk, next, extension)) {
      put_payload(line, walk, next, payload);
      return;
    }
    if (extension.ends || line.cut()) return;
    next = walk.ip.header.u8(walk.at);
    walk.extended = true;
    line.protocol = "ip6";
    if (walk.at >= walk.ip.header.captured()) return;
    if (walk.length < extension.size) {
      line.truncated();
      return;
    }
    walk.at += extension.size;
    walk.length -= extension.size;
  }
}

void any_ip(Line& line, Bytes data) {
  line.protocol = "ipn";
  if (data.length() < 1) {
    line.print("truncated-ip {}", data.length());
    return;
  }
  switch (const unsigned version = data.u8(0) >> 4; version) {
    case 4:
      ipv4(line, data);
      return;
    case 6:
      ipv6(line, data);
      return;
    default:
      line.print("unknown ip {}", version);
  }
}

}  // namespace tapbond::text
