// Generic routing encapsulation (RFC 1701, RFC 2784, RFC 2890; version 1: RFC 2637).
#include "decoders/core/address.h"
#include "decoders/core/ethertype.h"
#include "decoders/link/ethernet.h"
#include "decoders/link/ppp.h"
#include "decoders/network/network.h"
#include "decoders/network/osi.h"

namespace tapbond::text {
namespace {

constexpr std::uint16_t kChecksum = 0x8000;
constexpr std::uint16_t kRouting = 0x4000;
constexpr std::uint16_t kKey = 0x2000;
constexpr std::uint16_t kSequence = 0x1000;
constexpr std::uint16_t kAcknowledgment = 0x0080;

constexpr std::uint16_t kOsi = 0x00fe;
constexpr std::uint16_t kRouteIp = Ethertype::IP;
constexpr std::uint16_t kRouteSystems = 0xfffe;
constexpr std::uint16_t kWebCache = 0x883e;

constexpr Name kFlags[] = {
    {0x8000, "checksum present"}, {0x4000, "routing present"},      {8192, "key present"},
    {4096, "sequence# present"},  {2048, "source routing present"}, {128, "ack present"},
};

// Reads on from one field to the next.
struct Cursor {
  Bytes data;
  std::uint16_t u16() {
    const auto value = data.u16(0);
    data = data.from(2);
    return value;
  }
  std::uint32_t u32() {
    const auto value = data.u32(0);
    data = data.from(4);
    return value;
  }
};

// A source route's addresses or systems, with a star at the next one; false where it is broken.
bool put_route_entries(Line& line, Bytes route, std::uint32_t offset, std::uint32_t size,
                       std::uint32_t step) {
  if (offset % step != 0) {
    line.print(", badoffset={}", offset);
    return true;
  }
  if (size % step != 0) {
    line.print(", badlength={}", size);
    return true;
  }
  if (offset >= size) {
    line.print(", badoff/len={}/{}", offset, size);
    return true;
  }
  for (std::uint32_t at = 0; at < size; at += step) {
    if (!route.has(at, step)) return false;
    line.put(at == offset ? " *" : " ");
    if (step == 4) {
      put_ipv4(line, route, at);
    } else {
      line.print("{:x}", route.u16(at));
    }
  }
  return true;
}

bool put_routes(Line& line, Cursor& cursor) {
  for (;;) {
    if (!cursor.data.has(0, 4)) return false;
    const std::uint16_t family = cursor.data.u16(0);
    const std::uint32_t offset = cursor.data.u8(2);
    const std::uint32_t size = cursor.data.u8(3);
    cursor.data = cursor.data.from(4);
    if (family == 0 && size == 0) return true;
    bool whole = true;
    if (family == kRouteIp || family == kRouteSystems) {
      line.put(family == kRouteIp ? ", (rtaf=ip" : ", (rtaf=asn");
      whole = put_route_entries(line, cursor.data, offset, size, family == kRouteIp ? 4 : 2);
      line.put(')');
    } else {
      line.print(", (rtaf=0x{:x})", family);
    }
    if (!whole) return false;
    cursor.data = cursor.data.from(size);
  }
}

void put_end_of_header(Line& line, std::uint16_t protocol, std::uint32_t length) {
  if (line.options.link_header) {
    line.put(", proto ");
    put_name(line, kEthertypes, protocol, "unknown");
    line.print(" (0x{:04x})", protocol);
  }
  line.print(", length {}", length);
}

void put_payload(Line& line, std::uint16_t protocol, Bytes payload) {
  switch (protocol) {
    case kWebCache:
      line.put("gre-proto-0x883e");
      return;
    case kOsi:
      osi(line, payload);
      return;
    case Ethertype::IP:
      ipv4(line, payload);
      return;
    case Ethertype::IPV6:
      ipv6(line, payload);
      return;
    case Ethertype::MPLS:
    case Ethertype::kMplsUpstream:
      mpls(line, payload);
      return;
    case Ethertype::kTransparentBridging:
      ethernet(line, payload);
      return;
    default:
      line.print("gre-proto-0x{:x}", protocol);
  }
}

// A header that ends too early is marked at once; in a payload the cut ends the frame's text.
bool ends_in_header(Line& line) {
  if (!line.cut()) return false;
  line.forget_cut();
  line.truncated();
  return true;
}

void put_flags(Line& line, std::uint16_t flags) {
  if (line.verbosity() == 0) return;
  line.put(", Flags [");
  put_bits(line, kFlags, flags, "none");
  line.put(']');
}

void put_version0(Line& line, Bytes data, std::uint32_t length) {
  Cursor cursor{data};
  const std::uint16_t flags = cursor.u16();
  put_flags(line, flags);
  const std::uint16_t protocol = cursor.u16();
  if ((flags & (kChecksum | kRouting)) != 0) {
    const std::uint16_t sum = cursor.u16();
    if (line.verbosity() > 0) line.print(", sum 0x{:x}", sum);
    line.print(", off 0x{:x}", cursor.u16());
  }
  if ((flags & kKey) != 0) line.print(", key=0x{:x}", cursor.u32());
  if ((flags & kSequence) != 0) line.print(", seq {}", cursor.u32());
  if (ends_in_header(line)) return;
  if ((flags & kRouting) != 0 && !put_routes(line, cursor)) {
    line.truncated();
    return;
  }
  put_end_of_header(line, protocol, length);
  line.put(line.verbosity() > 0 ? "\n\t" : ": ");
  put_payload(line, protocol, cursor.data);
}

// Point-to-point tunneling.
void put_version1(Line& line, Bytes data, std::uint32_t length) {
  Cursor cursor{data};
  const std::uint16_t flags = cursor.u16();
  put_flags(line, flags);
  const std::uint16_t protocol = cursor.u16();
  if ((flags & kKey) != 0) {
    const std::uint32_t key = cursor.u32();
    line.print(", call {}", key & 0xffff);
  }
  if ((flags & kSequence) != 0) line.print(", seq {}", cursor.u32());
  if ((flags & kAcknowledgment) != 0) line.print(", ack {}", cursor.u32());
  if (ends_in_header(line)) return;
  if ((flags & kSequence) == 0) line.put(", no-payload");
  put_end_of_header(line, protocol, length);
  if ((flags & kSequence) == 0) return;
  line.put(line.verbosity() > 0 ? "\n\t" : ": ");
  if (protocol == Ethertype::kPpp) {
    ppp(line, cursor.data);
  } else {
    line.print("gre-proto-0x{:x}", protocol);
  }
}

}  // namespace

void gre(Line& line, Bytes data, const IpContext&) {
  line.protocol = "gre";
  const unsigned version = data.u16(0) & 7u;
  if (ends_in_header(line)) return;
  line.print("GREv{}", version);
  if (version == 0) {
    put_version0(line, data, data.length());
  } else if (version == 1) {
    put_version1(line, data, data.length());
  } else {
    line.put(" ERROR: unknown-version");
  }
}

}  // namespace tapbond::text
