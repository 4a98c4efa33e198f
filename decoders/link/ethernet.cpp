#include "decoders/link/ethernet.h"

#include "decoders/core/address.h"
#include "decoders/core/ethertype.h"
#include "decoders/core/hexdump.h"
#include "decoders/link/link_types.h"
#include "decoders/link/macsec.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kAddresses = 12;
constexpr std::uint32_t kHeader = 14;
constexpr std::uint16_t kMostLength = 1500;

constexpr Name kEthertypeNames[] = {
    {Ethertype::IP, "IPv4"},
    {Ethertype::MPLS, "MPLS unicast"},
    {Ethertype::kMplsUpstream, "MPLS multicast"},
    {Ethertype::IPV6, "IPv6"},
    {Ethertype::VLAN, "802.1Q"},
    {Ethertype::OLD_QINQ, "802.1Q-9100"},
    {Ethertype::QINQ, "802.1Q-QinQ"},
    {Ethertype::kOldVlan2, "802.1Q-9200"},
    {Ethertype::kMacSecurity, "802.1AE MACsec"},
    {512, "PUP"},
    {Ethertype::ARP, "ARP"},
    {Ethertype::REVARP, "Reverse ARP"},
    {1536, "NS"},
    {Ethertype::SPRITE, "Sprite"},
    {4096, "Trail"},
    {0x6001, "MOP DL"},
    {0x6002, "MOP RC"},
    {0x6003, "DN"},
    {0x6004, "LAT"},
    {0x6007, "SCA"},
    {Ethertype::kTransparentBridging, "TEB"},
    {0x8038, "Lanbridge"},
    {0x803c, "DEC DNS"},
    {0x803e, "DEC DTS"},
    {0x805b, "VEXP"},
    {0x805c, "VPROD"},
    {Ethertype::AT, "Appletalk"},
    {Ethertype::AARP, "Appletalk ARP"},
    {Ethertype::IPX, "IPX"},
    {Ethertype::kPpp, "PPP"},
    {Ethertype::kControl, "MPCP"},
    {Ethertype::kSlow, "Slow Protocols"},
    {Ethertype::PPPOED, "PPPoE D"},
    {Ethertype::PPPOES, "PPPoE S"},
    {Ethertype::EAPOL, "EAPOL"},
    {Ethertype::kRealtek, "Realtek protocols"},
    {Ethertype::kNetworkLoadBalancing, "MS NLB heartbeat"},
    {Ethertype::kJumbo, "Jumbo"},
    {Ethertype::kServiceHeader, "NSH"},
    {Ethertype::LOOPBACK, "Loopback"},
    {Ethertype::kOsi, "OSI"},
    {254, "GRE-OSI"},
    {0xabcd, "CFM (old)"},
    {Ethertype::kCfm, "CFM"},
    {0x893a, "IEEE1905.1"},
    {Ethertype::kLldp, "LLDP"},
    {Ethertype::kTipc, "TIPC"},
    {1799, "GeoNet (old)"},
    {0x8947, "GeoNet"},
    {Ethertype::kCalmFast, "CALM FAST"},
    {Ethertype::kAtaOverEthernet, "AoE"},
    {Ethertype::kPtp, "PTP"},
    {0xd28b, "Arista Vendor Specific Protocol"},
};

bool is_tag(std::uint16_t type) {
  return type == Ethertype::VLAN || type == Ethertype::QINQ || type == Ethertype::OLD_QINQ ||
         type == Ethertype::kOldVlan2;
}

void put_addresses(Line& line, Bytes frame) {
  put_mac(line, frame, 6);
  line.put(" > ");
  put_mac(line, frame, 0);
  line.put(", ");
}

std::uint32_t put_llc(Line& line, Bytes payload, const LinkAddresses& addresses) {
  const int size = llc(line, payload, &addresses);
  if (size >= 0) return static_cast<std::uint32_t>(size);
  put_unknown_payload(line, payload);
  return static_cast<std::uint32_t>(-size);
}

void put_unknown_type(Line& line, Bytes frame, std::uint16_t type, Bytes payload) {
  if (!line.options.link_header) {
    put_addresses(line, frame);
    put_ethertype(line, type);
    line.print(", length {}: ", frame.length());
  }
  put_unknown_payload(line, payload);
}

}  // namespace

constinit const Names kEthertypes = kEthertypeNames;

void put_ethertype(Line& line, std::uint16_t type) {
  if (line.quick()) {
    put_name(line, kEthertypes, type, "Unknown Ethertype (0x{:04x})");
    return;
  }
  line.put("ethertype ");
  put_name(line, kEthertypes, type, "Unknown");
  line.print(" (0x{:04x})", type);
}

void put_tag_control(Line& line, std::uint16_t tag) {
  line.print("vlan {}, p {}{}", tag & 0xfff, tag >> 13, (tag & 0x1000) != 0 ? ", DEI" : "");
}

std::uint32_t ethernet(Line& line, Bytes frame, const SwitchTag* switch_tag) {
  if (switch_tag == nullptr) line.protocol = "ether";
  const std::uint32_t tag_size = switch_tag == nullptr ? 0 : switch_tag->size;
  std::uint32_t header = kHeader + tag_size;
  if (frame.length() < header || frame.captured() < header) {
    line.truncated();
    return frame.length() < header ? frame.length() : frame.captured();
  }
  const LinkAddresses addresses{frame, 6, 0};
  const bool show = line.options.link_header;
  if (show) put_addresses(line, frame);
  if (switch_tag != nullptr) switch_tag->put(line, frame.from(kAddresses));
  std::uint16_t type = frame.u16(kAddresses + tag_size);
  bool length_shown = false;
  Bytes payload = frame.from(header);
  while (is_tag(type) || type == Ethertype::kMacSecurity) {
    if (type == Ethertype::kMacSecurity) {
      if (show) {
        put_ethertype(line, type);
        if (!length_shown) line.print(", length {}: ", frame.length());
        length_shown = true;
      }
      const std::uint32_t before = payload.captured();
      const Seal seal = macsec(line, payload, addresses);
      if (seal == Seal::kEncrypted) return header + before - payload.captured();
      if (seal == Seal::kBroken) return frame.captured();
      if (payload.captured() < 2 || payload.length() < 2) {
        line.truncated();
        return frame.captured();
      }
      type = payload.u16(0);
      payload = payload.from(2);
      header += before - payload.captured();
      continue;
    }
    const Bytes tag = payload;
    if (tag.captured() < 4 || tag.length() < 4) {
      line.protocol = "vlan";
      line.truncated();
      return header + (tag.captured() < 4 ? tag.captured() : tag.length());
    }
    if (show) {
      put_ethertype(line, type);
      if (length_shown) {
        line.put(", ");
      } else {
        line.print(", length {}: ", frame.length());
      }
      length_shown = true;
      put_tag_control(line, tag.u16(0));
      line.put(", ");
    }
    type = tag.u16(2);
    payload = tag.from(4);
    header += 4;
  }

  if (type <= kMostLength) {
    if (type < payload.length()) payload = payload.first(type);
    if (show) {
      line.put("802.3");
      if (!length_shown) line.print(", length {}: ", payload.length());
    }
    return header + put_llc(line, payload, addresses);
  }
  if (type == Ethertype::kJumbo) return header + put_llc(line, payload, addresses);
  if (show) {
    put_ethertype(line, type);
    if (length_shown) {
      line.put(", ");
    } else {
      line.print(", length {}: ", frame.length());
    }
  }
  if (!ethertype(line, type, payload, &addresses)) put_unknown_type(line, frame, type, payload);
  return header;
}

void ethernet_link(Line& line, Bytes frame) {
  line.protocol = "ether";
  const std::uint32_t header = ethernet(line, frame);
  if (!line.cut()) line.link_bytes += header;
}

}  // namespace tapbond::text
