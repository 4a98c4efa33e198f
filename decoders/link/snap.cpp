// The Subnetwork Access Protocol (IEEE 802): an organisation and its protocol number.
#include "decoders/core/address.h"
#include "decoders/core/ethertype.h"
#include "decoders/link/ethernet.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kEncapsulatedEthernet = 0x000000;
constexpr std::uint32_t kCisco = 0x00000c;
constexpr std::uint32_t kCiscoBridged = 0x0000f8;
constexpr std::uint32_t kAppletalk = 0x080007;
constexpr std::uint32_t kRfc2684 = 0x0080c2;
constexpr std::uint32_t kHeader = 5;

constexpr Name kOrganisationNames[] = {
    {0, "Ethernet"},
    {12, "Cisco"},
    {94, "IANA"},
    {129, "Nortel Networks SONMP"},
    {248, "Cisco bridged"},
    {0x80c2, "Ethernet bridged"},
    {0xa03e, "ATM Forum"},
    {0xe02f, "DOCSIS Spanning Tree"},
    {0x80007, "Appletalk"},
    {0x9069, "Juniper"},
    {0x80009, "Hewlett-Packard"},
    {0x80c2, "IEEE 802.1 Private"},
    {4623, "IEEE 802.3 Private"},
    {4795, "ANSI/TIA"},
    {6945, "DCBX"},
    {8992, "Nicira Networks"},
    {0x5c16c7, "Big Switch Networks"},
    {0xb0d2f5, "Vello Systems"},
    {9345, "HP"},
    {1258, "HP-Labs"},
    {0x748771, "Infoblox Inc"},
    {0xa42305, "Open Networking Lab"},
    {1183, "Freescale"},
    {5549, "Netronome"},
    {4120, "Broadcom"},
    {0xe004, "PMC-Sierra"},
    {0xd0f0db, "Ericsson"},
};
constexpr Name kCiscoProtocols[] = {
    {8192, "CDP"}, {8195, "VTP"}, {8196, "DTP"}, {273, "UDLD"}, {267, "PVST"}, {268, "VLAN Bridge"},
};
constexpr Name kBridgedProtocols[] = {
    {1, "Ethernet + FCS"},   {7, "Ethernet w/o FCS"},   {2, "802.4 + FCS"}, {8, "802.4 w/o FCS"},
    {3, "Token Ring + FCS"}, {9, "Token Ring w/o FCS"}, {4, "FDDI + FCS"},  {10, "FDDI w/o FCS"},
    {5, "802.6 + FCS"},      {11, "802.6 w/o FCS"},     {14, "BPDU"},
};

struct Payload {
  std::uint32_t organisation;
  std::uint16_t protocol;
  void (*decode)(Line&, Bytes);
};
constexpr Payload kPayloads[] = {
    {kCisco, 0x010b, spanning_tree}, {kCisco, 0x010c, spanning_tree}, {kRfc2684, 14, spanning_tree},
    {kCisco, 0x0111, udld},          {kCisco, 0x2000, cdp},           {kCisco, 0x2003, vtp},
    {kCisco, 0x2004, dtp},
};

Names protocols_of(std::uint32_t organisation) {
  switch (organisation) {
    case kEncapsulatedEthernet:
    case kCiscoBridged:
    case kAppletalk:
      return kEthertypes;
    case kCisco:
      return kCiscoProtocols;
    case kRfc2684:
      return kBridgedProtocols;
    default:
      return {};
  }
}

void put_bridged(Line& line, Bytes frame) {
  if (line.depth >= Line::kMostNested) {
    line.cut_here();
    return;
  }
  ++line.depth;
  ethernet(line, frame);
  --line.depth;
}

bool put_payload(Line& line, std::uint32_t organisation, std::uint16_t protocol, Bytes payload,
                 const LinkAddresses* addresses, std::uint32_t bridge_pad) {
  if (organisation == kEncapsulatedEthernet || organisation == kCiscoBridged ||
      (organisation == kAppletalk && protocol == Ethertype::AT)) {
    return ethertype(line, protocol, payload, addresses);
  }
  if (organisation == kRfc2684 && (protocol == 1 || protocol == 7)) {
    put_bridged(line, payload.from(bridge_pad));
    return true;
  }
  for (const Payload& known : kPayloads) {
    if (known.organisation != organisation || known.protocol != protocol) continue;
    known.decode(line, payload);
    return true;
  }
  return false;
}

}  // namespace

constinit const Names kOrganisations = kOrganisationNames;

bool snap(Line& line, Bytes data, const LinkAddresses* addresses, std::uint32_t bridge_pad) {
  line.protocol = "snap";
  if (!data.has(0, kHeader) || data.length() < kHeader) {
    line.truncated();
    return true;
  }
  const std::uint32_t organisation = data.u24(0);
  const std::uint16_t protocol = data.u16(3);
  const Bytes payload = data.from(kHeader);
  if (line.options.link_header) {
    line.put("oui ");
    put_name(line, kOrganisations, organisation, "Unknown");
    line.print(" (0x{:06x}), {} ", organisation, organisation == 0 ? "ethertype" : "pid");
    put_name(line, protocols_of(organisation), protocol, "Unknown");
    line.print(" (0x{:04x}), length {}: ", protocol, payload.length());
  }
  if (put_payload(line, organisation, protocol, payload, addresses, bridge_pad)) return true;
  if (line.options.link_header) return false;
  if (addresses != nullptr) {
    put_mac(line, addresses->data, addresses->source);
    line.put(" > ");
    put_mac(line, addresses->data, addresses->destination);
    line.put(' ');
  }
  line.put("SNAP, ");
  if (organisation == kEncapsulatedEthernet) {
    line.put("ethertype ");
  } else {
    line.put("oui ");
    put_name(line, kOrganisations, organisation, "Unknown");
    line.print(" (0x{:06x}), pid ", organisation);
  }
  put_name(line, protocols_of(organisation), protocol, "Unknown");
  line.print(" (0x{:04x}), length {}: ", protocol, payload.length());
  return false;
}

}  // namespace tapbond::text
