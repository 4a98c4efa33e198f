// What 802.1 tells in LLDP: VLANs, protocols, and the settings of data center bridging.
#include "decoders/core/escape.h"
#include "decoders/core/names.h"
#include "decoders/link/lldp_organisations.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kEntry = 3;  // of the tables of applications and channels
constexpr std::string_view kPriorities = "\n\t     Priority : 0  1  2  3  4  5  6  7";

constexpr Name kProtocolVlanFlags[] = {{0x02, "supported"}, {0x04, "enabled"}};
constexpr Name kStationModes[] = {
    {0, "Not Supported"},
    {1, "EVB Bridge"},
    {2, "EVB Station"},
    {3, "Reserved for future Standardization"},
};

// A text behind its own length; nothing where it claims more than there is.
void put_sized_text(Line& line, Bytes data, std::string_view name) {
  if (data.length() < 1 || data.length() < 1u + data.u8(0)) return;
  line.print("\n\t    {}: ", name);
  put_string(line, data, 1, data.u8(0));
}

void put_priority_bits(Line& line, std::string_view title, std::uint8_t bits) {
  line.print("\n\t    {}{}\n\t     Value    : ", title, kPriorities);
  for (unsigned i = 0; i < 8; ++i) line.print("{:<2} ", bits >> i & 1);
}

void put_classes(Line& line, std::string_view title, Bytes data, std::uint32_t at) {
  line.put(title);
  for (std::uint32_t i = 0; i < 8; ++i) line.print("{}{:<3}", i > 0 ? " " : "", data.u8(at + i));
}

// Priority to class, class to bandwidth and class to algorithm: 20 bytes.
void put_transmission_selection(Line& line, Bytes tables) {
  line.put(
      "\n\t    Priority Assignment Table\n\t     Priority : 0   1   2   3   4   5   6   7"
      "\n\t     Value    : ");
  for (std::uint32_t i = 0; i < 4; ++i) {
    const std::uint8_t pair = tables.u8(i);
    line.print("{}{:<3} {:<3}", i > 0 ? " " : "", pair >> 4, pair & 15);
  }
  put_classes(line,
              "\n\t    TC Bandwidth Table\n\t     TC%   : 0   1   2   3   4   5   6   7"
              "\n\t     Value : ",
              tables, 4);
  put_classes(line,
              "\n\t    TSA Assignment Table\n\t     Traffic Class: 0   1   2   3   4   5   6   7"
              "\n\t     Value        : ",
              tables, 12);
}

void port_vlan(Line& line, Bytes value) {
  line.print("\n\t    port vlan id (PVID): {}", value.u16(0));
}

void protocol_vlan(Line& line, Bytes value) {
  const std::uint8_t flags = value.u8(0);
  line.print("\n\t    port and protocol vlan id (PPVID): {}, flags [", value.u16(1));
  put_bits(line, kProtocolVlanFlags, flags, "none");
  line.print("] (0x{:02x})", flags);
}

void vlan_name(Line& line, Bytes value) {
  line.print("\n\t    vlan id (VID): {}", value.u16(0));
  put_sized_text(line, value.from(2), "vlan name");
}

void protocol_identity(Line& line, Bytes value) {
  put_sized_text(line, value, "protocol identity");
}

void congestion(Line& line, Bytes value) {
  put_priority_bits(line, "Pre-Priority CNPV Indicator", value.u8(0));
  put_priority_bits(line, "Pre-Priority Ready Indicator", value.u8(1));
}

void selection(Line& line, Bytes value) {
  const unsigned bits = value.u8(0);
  // As tcpdump prints it, CBS is the bit of willingness once more, as 0 or 2.
  line.print("\n\t    Willing:{}, CBS:{}, RES:{}, Max TCs:{}", bits >> 7, (bits & 0x80) >> 6,
             bits >> 3 & 7, bits & 7);
  put_transmission_selection(line, value.from(1));
}

void recommended_selection(Line& line, Bytes value) {
  line.print("\n\t    RES: {}", value.u8(0));
  put_transmission_selection(line, value.from(1));
}

void flow_control(Line& line, Bytes value) {
  const unsigned bits = value.u8(0);
  line.print("\n\t    Willing: {}, MBC: {}, RES: {}, PFC cap:{} ", bits >> 7, bits >> 6 & 1,
             bits >> 4 & 3, bits & 15);
  put_priority_bits(line, "PFC Enable", value.u8(1));
}

void applications(Line& line, Bytes value) {
  line.print("\n\t    RES: {}", value.u8(0));
  Bytes table = value.from(1);
  if (table.length() == 0 || table.length() % kEntry != 0) return;
  line.put("\n\t    Application Priority Table");
  for (; table.length() > 0; table = table.from(kEntry)) {
    const unsigned bits = table.u8(0);
    line.print("\n\t      Priority: {}, RES: {}, Sel: {}, Protocol ID: {}", bits >> 5,
               bits >> 3 & 3, bits & 7, table.u16(1));
  }
}

// Edge virtual bridging.
void virtual_bridging(Line& line, Bytes value) {
  const unsigned bridge = value.u8(0);
  line.print("\n\t    EVB Bridge Status\n\t      RES: {}, BGID: {}, RRCAP: {}, RRCTR: {}",
             bridge >> 3, bridge >> 2 & 1, bridge >> 1 & 1, bridge & 1);
  const unsigned station = value.u8(1);
  line.print("\n\t    EVB Station Status\n\t      RES: {}, SGID: {}, RRREQ: {},RRSTAT: {}",
             station >> 4, station >> 3 & 1, station >> 2 & 1, station & 3);
  const unsigned retries = value.u8(2);
  const unsigned mode = value.u8(3);
  line.print("\n\t    R: {}, RTE: {}, EVB Mode: ", retries >> 5, retries & 31);
  line.print("{} [{}]", name_of(kStationModes, mode >> 6), mode >> 6);
  const unsigned keep = value.u8(4);
  line.print("\n\t    ROL: {}, RWD: {}, RES: {}, ROL: {}, RKA: {}", mode >> 5 & 1, mode & 31,
             keep >> 6, keep >> 5 & 1, keep & 31);
}

// The S-channels between station and bridge.
void channels(Line& line, Bytes value) {
  static constexpr std::uint32_t kHeader = 4;
  const unsigned bits = value.u8(0);
  line.print("\n\t    Role: {}, RES: {}, Scomp: {} ChnCap: {}", bits >> 7, bits >> 4 & 7,
             bits >> 3 & 1, value.u16(2) & 0xfff);
  Bytes table = value.from(kHeader);
  if (table.length() % kEntry != 0) return;
  for (; table.length() > 0; table = table.from(kEntry)) {
    const std::uint32_t pair = table.u24(0);
    line.print("\n\t    SCID: {}, SVID: {}", pair >> 12, pair & 0xfff);
  }
}

constexpr LldpSubtype kSubtypes[] = {
    {1, "Port VLAN Id", 2, port_vlan},
    {2, "Port and Protocol VLAN ID", 3, protocol_vlan},
    {3, "VLAN name", 2, vlan_name},
    {4, "Protocol Identity", 1, protocol_identity},
    {7, "Link aggregation", kLldpAggregationSize, lldp_aggregation},
    {8, "Congestion Notification", 2, congestion},
    {9, "ETS Configuration", 21, selection},
    {10, "ETS Recommendation", 21, recommended_selection},
    {11, "Priority Flow Control Configuration", 2, flow_control},
    {12, "Application Priority", 1, applications},
    {13, "EVB", 5, virtual_bridging},
    {14, "CDCP", 4, channels},
};

}  // namespace

constinit const std::span<const LldpSubtype> kLldp8021 = kSubtypes;

}  // namespace tapbond::text
