// Ethernet with the tag of a switch chip between a frame's addresses and its type: Marvell's DSA
// and EDSA, and Broadcom's; and Broadcom's in front of the frame.
#include "decoders/core/names.h"
#include "decoders/link/ethernet.h"
#include "decoders/link/link_types.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kTag = 4;
constexpr std::uint32_t kExtendedTag = 8;

enum Mode : unsigned { kToCpu, kFromCpu, kToSniffer, kForward };
constexpr std::string_view kModes[] = {"To CPU", "From CPU", "To Sniffer", "Forward"};
constexpr std::string_view kCodes[] = {"BPDU (MGMT) Trap", "Frame2Reg",  "IGMP/MLD Trap",
                                       "Policy Trap",      "ARP Mirror", "Policy Mirror",
                                       "reserved",         "reserved"};

// The fields of Marvell's tag; IEEE 802.1Q's are where that has them.
struct Marvell {
  explicit Marvell(Bytes tag)
      : mode(tag.u8(0) >> 6),
        tagged((tag.u8(0) & 0x20) != 0),
        device(tag.u8(0) & 31u),
        port(tag.u8(1) >> 3),
        received((tag.u8(1) & 4) != 0),
        canonical((tag.u8(1) & 1) != 0),
        code(((tag.u8(1) & 6u) | (tag.u8(2) >> 4 & 1u))),
        priority(tag.u8(2) >> 5),
        vlan(tag.u16(2) & 0xfffu) {}

  unsigned mode;
  bool tagged;
  unsigned device;
  unsigned port;
  bool received;
  bool canonical;
  unsigned code;
  unsigned priority;
  unsigned vlan;
};

void put_marvell_short(Line& line, const Marvell& tag) {
  switch (tag.mode) {
    case kToCpu:
      line.print("port {}.{} > CPU, ", tag.device, tag.port);
      break;
    case kFromCpu:
      line.print("CPU > port {}.{}, ", tag.device, tag.port);
      break;
    case kToSniffer:
      line.print("port {}.{} > {} Sniffer, ", tag.device, tag.port, tag.received ? "Rx" : "Tx");
      break;
    default:
      line.print("Forward port {}.{}, ", tag.device, tag.port);
      break;
  }
  line.print("VLAN {}{}, ", tag.vlan, tag.tagged ? 't' : 'u');
}

void put_marvell_long(Line& line, const Marvell& tag) {
  line.print("mode {}, ", kModes[tag.mode]);
  switch (tag.mode) {
    case kToCpu:
      line.print("source dev {}, port {}, code {}, ", tag.device, tag.port, kCodes[tag.code]);
      break;
    case kFromCpu:
      line.print("target dev {}, port {}, ", tag.device, tag.port);
      break;
    case kToSniffer:
      line.print("source dev {}, port {}, {} sniff, ", tag.device, tag.port,
                 tag.received ? "ingress" : "egress");
      break;
    default:
      line.print("dev {}, port {}, ", tag.device, tag.port);
      break;
  }
  line.print("{}tagged, {}VID {}, FPri {}, ", tag.tagged ? "" : "un", tag.canonical ? "CFI, " : "",
             tag.vlan, tag.priority);
}

void put_dsa(Line& line, Bytes tag) {
  if (line.options.link_header) {
    line.put("Marvell DSA ");
    put_marvell_long(line, Marvell(tag));
  } else {
    line.put("DSA ");
    put_marvell_short(line, Marvell(tag));
  }
}

void put_extended_dsa(Line& line, Bytes tag) {
  const std::uint16_t type = tag.u16(0);
  if (line.options.link_header) {
    line.print("Marvell EDSA ethertype 0x{:04x} (", type);
    put_name(line, kEthertypes, type, "Unknown");
    line.print("), rsvd {} {}, ", tag.u8(2), tag.u8(3));
    put_marvell_long(line, Marvell(tag.from(4)));
  } else {
    line.print("EDSA 0x{:04x}, ", type);
    put_marvell_short(line, Marvell(tag.from(4)));
  }
}

void put_broadcom(Line& line, Bytes tag) {
  static constexpr std::string_view kEnforcements[] = {"None", "Untag", "Header", "Reserved"};
  static constexpr Name kReasons[] = {{0x01, "mirror"},     {0x02, "MAC learning"},
                                      {0x04, "switching"},  {0x08, "prot term"},
                                      {0x10, "prot snoop"}, {0x20, "exception"}};
  const std::uint8_t start = tag.u8(0);
  const std::uint8_t second = tag.u8(1);
  const std::uint8_t last = tag.u8(3);
  line.print("BRCM tag OP: {}, ", start != 0 ? "IG" : "EG");
  if ((start & 0x20) != 0) {
    line.print("TC: {}, TE: {}, TS: {}, DST map: 0x{:04x}", second >> 2 & 7,
               kEnforcements[second & 3], second >> 7, tag.u16(2) & 0x1ff);
  } else {
    line.print("CID: {}, RC: ", second);
    put_name(line, kReasons, tag.u8(2), "reserved");
    line.print(", TC: {}, port: {}", last >> 5, last & 31);
  }
  line.put(", ");
}

void tagged_link(Line& line, Bytes frame, const char* protocol, const SwitchTag& tag) {
  line.protocol = protocol;
  const std::uint32_t header = ethernet(line, frame, &tag);
  if (!line.cut()) line.link_bytes += header;
}

}  // namespace

void dsa_link(Line& line, Bytes frame) { tagged_link(line, frame, "dsa", {kTag, put_dsa}); }

void extended_dsa_link(Line& line, Bytes frame) {
  tagged_link(line, frame, "edsa", {kExtendedTag, put_extended_dsa});
}

void broadcom_tag_link(Line& line, Bytes frame) {
  tagged_link(line, frame, "brcm-tag", {kTag, put_broadcom});
}

void broadcom_prepended_tag_link(Line& line, Bytes frame) {
  line.protocol = "brcm-tag-prepend";
  if (frame.captured() < kTag || frame.length() < kTag) {
    line.truncated();
    line.link_bytes += frame.captured();
    return;
  }
  if (line.options.link_header) put_broadcom(line, frame);
  ethernet_link(line, frame.from(kTag));
  if (!line.cut()) line.link_bytes += kTag;
}

}  // namespace tapbond::text
