// The Enhanced Interior Gateway Routing Protocol (RFC 7868).
#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 20;
constexpr std::uint8_t kVersion = 2;

constexpr Name kOpcodes[] = {{1, "Update"}, {3, "Query"},   {4, "Reply"},
                             {5, "Hello"},  {6, "IPX SAP"}, {7, "Probe"}};
constexpr Name kFlags[] = {
    {1, "Init"}, {2, "Conditionally Received"}, {4, "Restart"}, {8, "End-of-Table"}};
constexpr Name kProtocols[] = {
    {1, "IGRP"},  {2, "EIGRP"}, {3, "Static"}, {4, "RIP"},   {5, "Hello"},      {6, "OSPF"},
    {7, "IS-IS"}, {8, "EGP"},   {9, "BGP"},    {10, "IDRP"}, {11, "Connected"},
};

enum Item : std::uint16_t {
  kGeneral = 0x0001,
  kSoftware = 0x0004,
  kIpInternal = 0x0102,
  kIpExternal = 0x0103,
  kAtInternal = 0x0202,
  kAtExternal = 0x0203,
  kAtCable = 0x0204,
};

struct Row {
  std::uint16_t type;
  std::string_view name;
  std::uint32_t least;  // size with its head
};
constexpr Row kItems[] = {
    {kGeneral, "General Parameters", 12},
    {0x0002, "Authentication", 4},
    {0x0003, "Sequence", 4},
    {kSoftware, "Software Version", 8},
    {0x0005, "Next Multicast Sequence", 4},
    {kIpInternal, "IP Internal routes", 26},
    {kIpExternal, "IP External routes", 46},
    {kAtInternal, "AppleTalk Internal routes", 28},
    {kAtExternal, "AppleTalk External routes", 44},
    {kAtCable, "AppleTalk Cable setup", 12},
    {0x0302, "IPX Internal routes", 4},
    {0x0303, "IPX External routes", 4},
};

void put_metric(Line& line, Bytes data, std::uint32_t at) {
  line.print("\n\t      delay {} ms, bandwidth {} Kbps, mtu {}, hop {}, reliability {}, load {}",
             data.u32(at) / 100, data.u32(at + 4), data.u24(at + 8), data.u8(at + 11),
             data.u8(at + 12), data.u8(at + 13));
}

// False where the prefix is longer than an address.
bool put_prefix(Line& line, Bytes value, std::uint32_t at) {
  const unsigned width = value.u8(at);
  if (width > 32) {
    line.print("\n\t    illegal prefix length {}", width);
    return false;
  }
  std::uint8_t address[4] = {};
  for (unsigned i = 0; i < (width + 7) / 8; ++i) address[i] = value.u8(at + 1 + i);
  const std::string text =
      fmt::format("{}.{}.{}.{}", address[0], address[1], address[2], address[3]);
  line.print("\n\t    IPv4 prefix: {:>15}/{}, nexthop: ", text, width);
  if (value.u32(0) == 0) {
    line.put("self");
  } else {
    put_ipv4(line, value, 0);
  }
  return true;
}

void put_origin(Line& line, Bytes value, std::uint32_t at) {
  const std::uint8_t protocol = value.u8(at + 14);
  line.print(", origin-as {}, origin-proto ", value.u32(at));
  put_name(line, kProtocols, protocol, "unknown");
  line.print(", flags [0x{:02x}], tag 0x{:08x}, metric {}", value.u8(at + 15), value.u32(at + 4),
             value.u32(at + 8));
}

void put_cable_range(Line& line, Bytes value, std::uint32_t at) {
  line.print("\n\t     Cable-Range: {}-{}, nexthop: {}.{}", value.u16(at), value.u16(at + 2),
             value.u16(0), value.u16(2));
}

void put_item(Line& line, Bytes value, std::uint16_t type) {
  const std::uint32_t size = value.length();
  switch (type) {
    case kGeneral:
      line.print("\n\t    holdtime: {}s, k1 {}, k2 {}, k3 {}, k4 {}, k5 {}", value.u16(6),
                 value.u8(0), value.u8(1), value.u8(2), value.u8(3), value.u8(4));
      return;
    case kSoftware:
      line.print("\n\t    IOS version: {}.{}, EIGRP version {}.{}", value.u8(0), value.u8(1),
                 value.u8(2), value.u8(3));
      return;
    case kIpInternal:
      if (put_prefix(line, value, 20)) put_metric(line, value, 4);
      return;
    case kIpExternal:
      if (!put_prefix(line, value, 40)) return;
      line.put("\n\t      origin-router ");
      put_ipv4(line, value, 4);
      put_origin(line, value, 8);
      put_metric(line, value, 24);
      return;
    case kAtCable:
      line.print("\n\t    Cable-range: {}-{}, Router-ID {}", value.u16(0), value.u16(2),
                 value.u32(4));
      return;
    case kAtInternal:
      put_cable_range(line, value, 20);
      put_metric(line, value, 4);
      return;
    case kAtExternal:
      put_cable_range(line, value, 36);
      put_metric(line, value, 20);
      return;
    default:
      if (line.verbosity() <= 1) put_unknown_field(line, value, 0, size, "\n\t    ");
      return;
  }
}

void put_items(Line& line, Bytes rest) {
  while (rest.length() > 0 && !line.cut()) {
    const std::uint16_t type = rest.u16(0);
    const std::uint32_t size = rest.u16(2);
    if (line.cut()) return;
    if (size < 4 || size > rest.length()) {
      put_unknown_field(line, rest, 4, rest.length() > 4 ? rest.length() - 4 : 0, "\n\t    ");
      return;
    }
    const Row* row = nullptr;
    for (const Row& known : kItems) {
      if (known.type == type) row = &known;
    }
    line.print("\n\t  {} TLV (0x{:04x}), length: {}", row != nullptr ? row->name : "Unknown", type,
               size);
    const Bytes value = rest.from(4).claiming(size - 4);
    if (size > 4 && rest.raw(4, size - 4) == nullptr) return;
    if (row != nullptr && size < row->least) {
      line.print(" (too short, < {})", row->least);
    } else {
      put_item(line, value, type);
    }
    if (line.verbosity() > 1) put_unknown_field(line, value, 0, size - 4, "\n\t    ");
    rest = rest.from(size);
  }
}

void put_packet(Line& line, Bytes data) {
  if (data.raw(0, kHeader) == nullptr) return;
  const unsigned version = data.u8(0);
  const std::uint8_t opcode = data.u8(1);
  if (version != kVersion) {
    line.print("EIGRP version {} packet not supported", version);
    return;
  }
  if (line.verbosity() == 0) {
    line.put("EIGRP ");
    put_name(line, kOpcodes, opcode, "unknown ({})");
    line.print(", length: {}", data.length());
    return;
  }
  if (data.length() < kHeader) {
    line.print("EIGRP {}, length: {} (too short, < {})", name_of(kOpcodes, opcode), data.length(),
               kHeader);
    return;
  }
  line.print("\n\tEIGRP v{}, opcode: ", version);
  put_name(line, kOpcodes, opcode, "unknown, type: {}");
  line.print(" ({}), chksum: 0x{:04x}, Flags: [", opcode, data.u16(2));
  put_bits(line, kFlags, data.u32(4), "none");
  line.print("]\n\tseq: 0x{:08x}, ack: 0x{:08x}, VRID: {}, AS: {}, length: {}", data.u32(8),
             data.u32(12), data.u16(16), data.u16(18), data.length() - kHeader);
  put_items(line, data.from(kHeader));
}

}  // namespace

void eigrp(Line& line, Bytes data, const IpContext&) {
  line.protocol = "eigrp";
  put_packet(line, data);
  line.settle_cut();
}

}  // namespace tapbond::text
