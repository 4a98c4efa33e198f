// The extended communities of BGP (RFC 4360, RFC 4577, RFC 9012).
#include <bit>

#include "decoders/application/bgp.h"
#include "decoders/core/address.h"

namespace tapbond::text {
namespace {

constexpr std::uint8_t kExternal = 5;
constexpr std::uint8_t kNotSoStubby = 7;
constexpr Name kRouteTypes[] = {
    {1, "Router"},   {2, "Network"},       {3, "Summary"},
    {5, "External"}, {7, "NSSA External"}, {129, "MPLS-VPN Sham"},
};
constexpr Name kExtendedFlags[] = {{0x8000, "vendor-specific"}, {0x4000, "non-transitive"}};

// Of RFC 9012 10.1.
constexpr Name kTunnels[] = {
    {1, "L2TPv3 over IP"},
    {2, "GRE"},
    {3, "Transmit Tunnel"},
    {4, "IPsec"},
    {5, "IP in IP with IPsec"},
    {6, "MPLS in IP with IPsec"},
    {7, "IP in IP"},
    {8, "VXLAN"},
    {9, "NVGRE"},
    {10, "MPLS"},
    {11, "MPLS in GRE"},
    {12, "VXLAN GPE"},
    {13, "MPLS in UDP"},
    {14, "IPv6"},
    {15, "SR TE"},
    {16, "Bare"},
    {17, "SR"},
};
// Of layer 2 (RFC 6624).
constexpr Name kCircuits[] = {
    {0, "Reserved"},
    {1, "Frame Relay"},
    {2, "ATM AAL5 VCC transport"},
    {3, "ATM transparent cell transport"},
    {4, "Ethernet (VLAN) Tagged Mode"},
    {5, "Ethernet (Raw) Mode"},
    {6, "Cisco-HDLC"},
    {7, "PPP"},
    {8, "SONET/SDH Circuit Emulation Service over MPLS"},
    {9, "ATM n-to-one VCC cell transport"},
    {10, "ATM n-to-one VPC cell transport"},
    {11, "IP Layer2 Transport"},
    {15, "Frame-Relay Port mode"},
    {17, "Structure-agnostic E1 over Packet"},
    {18, "Structure-agnostic T1 (DS1) over Packet"},
    {19, "VPLS"},
    {20, "Structure-agnostic T3 (DS3) over Packet"},
    {21, "Nx64kbit/s Basic Service using Structure-aware"},
    {25, "Frame Relay DLCI"},
};

enum class Kind {
  kUnread,
  kAsNumber,
  kAddressNumber,
  kWideAsNumber,
  kAddress,
  kBandwidth,
  kRouteType,
  kCircuit,
  kSourceAs,
  kTunnel
};
struct ExtendedRow {
  std::uint16_t type;
  std::string_view name;
  Kind kind;
};
constexpr ExtendedRow kExtendedRows[] = {
    {0x0002, "target", Kind::kAsNumber},
    {0x0003, "origin", Kind::kAsNumber},
    {0x0005, "ospf-domain", Kind::kAddress},
    {0x0009, "source-AS", Kind::kSourceAs},
    {0x000a, "l2vpn-id", Kind::kAsNumber},
    {0x0102, "target", Kind::kAddressNumber},
    {0x0103, "origin", Kind::kAddressNumber},
    {0x0105, "ospf-domain", Kind::kAddress},
    {0x0107, "ospf-router-id", Kind::kAddress},
    {0x010b, "vrf-route-import", Kind::kAddressNumber},
    {0x0202, "target", Kind::kWideAsNumber},
    {0x0203, "origin", Kind::kWideAsNumber},
    {0x0205, "ospf-domain", Kind::kAddress},
    {0x0306, "ospf-route-type", Kind::kRouteType},
    {0x030c, "encapsulation", Kind::kTunnel},
    {0x4004, "link-BW", Kind::kBandwidth},
    {0x8000, "ospf-route-type", Kind::kRouteType},
    {0x8001, "ospf-router-id", Kind::kAddress},
    {0x8005, "ospf-domain", Kind::kAddress},
    {0x800a, "layer2-info", Kind::kCircuit},
    {0x8800, "eigrp-general-route (flag, tag)", Kind::kUnread},
    {0x8801, "eigrp-route-metric (AS, delay)", Kind::kUnread},
    {0x8802, "eigrp-route-metric (reliability, nexthop, bandwidth)", Kind::kUnread},
    {0x8803, "eigrp-route-metric (load, MTU)", Kind::kUnread},
    {0x8804, "eigrp-external-route (remote-AS, remote-ID)", Kind::kUnread},
    {0x8805, "eigrp-external-route (remote-proto, remote-metric)", Kind::kUnread},
    {0xf10a, "l2vpn-id", Kind::kAddressNumber},
};

void put_extended(Line& line, Bytes value, std::uint32_t at) {
  const std::uint16_t type = value.u16(at);
  const ExtendedRow* row = nullptr;
  for (const ExtendedRow& known : kExtendedRows) {
    if (known.type == type) row = &known;
  }
  line.print("\n\t    {} (0x{:04x}), Flags [",
             row != nullptr ? row->name : "unknown extd community typecode", type);
  put_bits(line, kExtendedFlags, type, "none");
  line.put(']');
  if (value.raw(at, 8) == nullptr) return;
  line.put(": ");
  switch (row != nullptr ? row->kind : Kind::kUnread) {
    case Kind::kUnread:
      return line.print("{:012x}", value.u48(at + 2));
    case Kind::kAsNumber:
      line.print("{}:{} (= ", value.u16(at + 2), value.u32(at + 4));
      put_ipv4(line, value, at + 4);
      line.put(')');
      return;
    case Kind::kAddressNumber:
      put_ipv4(line, value, at + 2);
      line.print(":{}", value.u16(at + 6));
      return;
    case Kind::kWideAsNumber:
      put_as_number(line, value.u32(at + 2));
      line.print(":{}", value.u16(at + 6));
      return;
    case Kind::kAddress:
      put_ipv4(line, value, at + 2);
      return;
    case Kind::kRouteType: {
      const std::uint8_t state = value.u8(at + 6);
      line.put("area:");
      put_ipv4(line, value, at + 2);
      line.put(", router-type:");
      put_name(line, kRouteTypes, state, "unknown (0x{:02x})");
      line.print(", metric-type:{}{}", (value.u8(at + 7) & 1) != 0 ? "E2" : "",
                 state == kExternal || state == kNotSoStubby ? "E1" : "");
      return;
    }
    case Kind::kBandwidth:  // bytes per second
      line.print("bandwidth: {:.3f} Mbps", std::bit_cast<float>(value.u32(at + 4)) * 8 / 1000000);
      return;
    case Kind::kCircuit:
      put_name(line, kCircuits, value.u8(at + 2), "unknown encaps");
      return line.print(" Control Flags [0x{:02x}]:MTU {}", value.u8(at + 3), value.u16(at + 4));
    case Kind::kSourceAs:
      return line.print("AS {}", value.u16(at + 2));
    case Kind::kTunnel:
      line.put("Tunnel type: ");
      return put_name(line, kTunnels, value.u16(at + 6), "unknown encaps");
  }
}

}  // namespace

void bgp_extended_communities(Line& line, Bytes value) {
  for (std::uint32_t at = 0; at < value.length() && !line.cut(); at += 8) {
    put_extended(line, value, at);
  }
}

}  // namespace tapbond::text
