// The parts of OpenFlow 1.0's messages: ports, matches, actions and queues.
#include <string>

#include "decoders/application/openflow_10.h"
#include "decoders/core/address.h"
#include "decoders/core/ethertype.h"
#include "decoders/core/ip_protocol.h"

namespace tapbond::text {
namespace {

constexpr Name kPortRows[] = {
    {0xff00, "MAX"},        {0xfff8, "IN_PORT"}, {0xfff9, "TABLE"},
    {0xfffa, "NORMAL"},     {0xfffb, "FLOOD"},   {0xfffc, "ALL"},
    {0xfffd, "CONTROLLER"}, {0xfffe, "LOCAL"},   {0xffff, "NONE"},
};
constexpr Name kPortOptionRows[] = {
    {1, "PORT_DOWN"}, {2, "NO_STP"},  {4, "NO_RECV"},       {8, "NO_RECV_STP"},
    {16, "NO_FLOOD"}, {32, "NO_FWD"}, {64, "NO_PACKET_IN"},
};
constexpr Name kPortFeatureRows[] = {
    {1 << 0, "10MB_HD"}, {1 << 1, "10MB_FD"}, {1 << 2, "100MB_HD"}, {1 << 3, "100MB_FD"},
    {1 << 4, "1GB_HD"},  {1 << 5, "1GB_FD"},  {1 << 6, "10GB_FD"},  {1 << 7, "COPPER"},
    {1 << 8, "FIBER"},   {1 << 9, "AUTONEG"}, {1 << 10, "PAUSE"},   {1 << 11, "PAUSE_ASYM"},
};
constexpr std::string_view kTreeStates[] = {"STP_LISTEN", "STP_LEARN", "STP_FORWARD", "STP_BLOCK"};
constexpr std::uint32_t kLinkDown = 1;
constexpr std::uint32_t kKnownState = 0x301;

constexpr Name kAllQueues[] = {{0xffffffff, "ALL"}};
constexpr Name kProperties[] = {{0, "NONE"}, {1, "MIN_RATE"}};

enum Wildcard : std::uint32_t {
  kAnyInPort = 1 << 0,
  kAnyVlan = 1 << 1,
  kAnySource = 1 << 2,
  kAnyDestination = 1 << 3,
  kAnyType = 1 << 4,
  kAnyProtocol = 1 << 5,
  kAnySourcePort = 1 << 6,
  kAnyDestinationPort = 1 << 7,
  kAnyPriority = 1 << 20,
  kAnyService = 1 << 21,
  kKnownWildcards = (1 << 22) - 1,
};

enum Action : std::uint16_t {
  kOutput = 0,
  kSetVlan = 1,
  kSetPriority = 2,
  kStripVlan = 3,
  kSetSource = 4,
  kSetDestination = 5,
  kSetIpSource = 6,
  kSetIpDestination = 7,
  kSetService = 8,
  kSetSourcePort = 9,
  kSetDestinationPort = 10,
  kEnqueue = 11,
  kVendorAction = 0xffff,
};
constexpr Name kActions[] = {
    {kOutput, "OUTPUT"},
    {kSetVlan, "SET_VLAN_VID"},
    {kSetPriority, "SET_VLAN_PCP"},
    {kStripVlan, "STRIP_VLAN"},
    {kSetSource, "SET_DL_SRC"},
    {kSetDestination, "SET_DL_DST"},
    {kSetIpSource, "SET_NW_SRC"},
    {kSetIpDestination, "SET_NW_DST"},
    {kSetService, "SET_NW_TOS"},
    {kSetSourcePort, "SET_TP_SRC"},
    {kSetDestinationPort, "SET_TP_DST"},
    {kEnqueue, "ENQUEUE"},
    {kVendorAction, "VENDOR"},
};
constexpr std::uint32_t kLeastAction = 8;
constexpr std::uint16_t kController = 0xfffd;

std::string vlan_text(std::uint16_t vlan) {
  if (vlan == 0xffff) return "NONE";
  return fmt::format("{}{}", vlan, vlan > 0 && vlan < 0x0fff ? "" : " (bogus)");
}

std::string priority_text(std::uint8_t priority) {
  return fmt::format("{}{}", priority, priority <= 7 ? "" : " (bogus)");
}

void put_link_match(Line& line, Reader& from, std::string_view start, std::uint32_t any) {
  const std::uint16_t port = from.u16();
  if ((any & kAnyInPort) == 0) {
    line.put(start);
    put_of10_port_number(line, "match in_port ", port);
  }
  for (const auto& [bit, title] :
       {std::pair{kAnySource, "dl_src"}, std::pair{kAnyDestination, "dl_dst"}}) {
    const Bytes address = from.bytes(6);
    if ((any & bit) != 0) continue;
    put_mac(line, fmt::format("{}match {} ", start, title), address, 0);
  }
}

void put_address_match(Line& line, Bytes address, std::string_view title, std::uint32_t free_bits) {
  if (free_bits >= 32) return;
  put_ipv4(line, title, address, 0);
  line.print("/{}", 32 - free_bits);
}

void put_sized_action(Line& line, std::uint16_t type, Reader from) {
  switch (type) {
    case kOutput: {
      const std::uint16_t port = from.u16();
      put_of10_port_number(line, ", port ", port);
      const std::uint16_t most = from.u16();
      if (port == kController) line.print(", max_len {}", most);
      break;
    }
    case kSetVlan:
      line.print(", vlan_vid {}", vlan_text(from.u16()));
      break;
    case kSetPriority:
      line.print(", vlan_pcp {}", priority_text(from.u8()));
      break;
    case kSetSource:
    case kSetDestination:
      put_mac(line, ", dl_addr ", from.bytes(6), 0);
      break;
    case kSetIpSource:
    case kSetIpDestination:
      put_ipv4(line, ", nw_addr ", from.rest(), 0);
      break;
    case kSetService:
      line.print(", nw_tos 0x{:02x}", from.u8());
      break;
    case kSetSourcePort:
    case kSetDestinationPort:
      line.print(", tp_port {}", from.u16());
      break;
    case kEnqueue:
      put_of10_port_number(line, ", port ", from.u16());
      from.skip(6);
      put_name(line, ", queue_id ", kAllQueues, from.u32(), "{}");
      break;
    default:
      break;
  }
}

void put_vendor_action(Line& line, Reader from) {
  const std::uint32_t vendor = from.u32();
  put_openflow_vendor(line, ", vendor ", vendor);
  vendor == kBigSwitch ? put_big_switch_action(line, from) : put_openflow_data(line, from);
}

// How long an action of the type is; 0 where it is not known.
std::uint32_t action_size(std::uint16_t type) {
  if (type == kSetSource || type == kSetDestination || type == kEnqueue) return 16;
  return type <= kSetDestinationPort ? 8 : 0;
}

void put_rate(Line& line, Reader& from) {
  const unsigned rate = from.u16();
  if (rate > 1000) {
    line.put(", rate disabled");
  } else {
    line.print(", rate {}.{}%", rate / 10, rate % 10);
  }
  from.pass(6);
}

void put_properties(Line& line, Reader from) {
  constexpr std::uint32_t kLeast = 8;
  constexpr std::uint32_t kRate = 16;
  while (from.length() > 0 && !line.cut()) {
    if (from.length() < kLeast) return put_openflow_invalid(line, from);
    const std::uint32_t left = from.length();
    const std::uint16_t property = from.u16();
    line.put("\n\t   property ");
    put_name(line, kProperties, property, "invalid (0x{:04x})");
    const std::uint32_t size = from.u16();
    line.print(", len {}", size);
    if (size < kLeast || size > left) return put_openflow_invalid(line, from);
    from.pass(4);
    const bool bogus = (property == 0 && size != kLeast) || (property == 1 && size != kRate);
    if (bogus) line.put(" (bogus)");
    if (property == 1 && !bogus) {
      put_rate(line, from);
    } else {
      from.pass(size - kLeast);
    }
  }
}

}  // namespace

constinit const Names kOf10Ports = kPortRows;
constinit const Names kOf10PortOptions = kPortOptionRows;
constinit const Names kOf10PortFeatures = kPortFeatureRows;

void put_of10_port_number(Line& line, std::string_view title, std::uint16_t port) {
  line.put(title);
  put_name(line, kOf10Ports, port, "{}");
}

void put_of10_port(Line& line, Reader from) {
  put_of10_port_number(line, "\n\t  port_no ", from.u16());
  put_mac(line, ", hw_addr ", from.bytes(6), 0);
  line.put(", name ");
  put_openflow_text(line, from, 16);
  if (line.verbosity() < 2) return from.pass(24);
  const std::uint32_t options = from.u32();
  line.print("\n\t   config 0x{:08x}", options);
  put_openflow_bits(line, kOf10PortOptions, options, kOf10KnownPortOptions);
  const std::uint32_t state = from.u32();
  line.print("\n\t   state 0x{:08x} ({}{}){}", state, kTreeStates[state >> 8 & 3],
             (state & kLinkDown) != 0 ? ", LINK_DOWN" : "",
             (state & ~kKnownState) != 0 ? " (bogus)" : "");
  for (const std::string_view title : {"curr", "advertised", "supported", "peer"}) {
    const std::uint32_t features = from.u32();
    line.print("\n\t   {} 0x{:08x}", title, features);
    put_openflow_bits(line, kOf10PortFeatures, features, kOf10KnownPortFeatures);
  }
}

void put_of10_match(Line& line, Reader from, std::string_view start) {
  const std::uint32_t any = from.u32();
  const auto wanted = [any](std::uint32_t bit) { return (any & bit) == 0; };
  if ((any & ~kKnownWildcards) != 0) line.print("{}wildcards 0x{:08x} (bogus)", start, any);
  put_link_match(line, from, start, any);
  const Bytes vlan = from.bytes(2);
  if (wanted(kAnyVlan)) line.print("{}match dl_vlan {}", start, vlan_text(vlan.u16(0)));
  const Bytes priority = from.bytes(1);
  if (wanted(kAnyPriority)) {
    line.print("{}match dl_vlan_pcp {}", start, priority_text(priority.u8(0)));
  }
  from.skip(1);
  const std::uint16_t type = from.u16();
  if (wanted(kAnyType)) line.print("{}match dl_type 0x{:04x}", start, type);
  const Bytes service = from.bytes(1);
  if (wanted(kAnyService)) line.print("{}match nw_tos 0x{:02x}", start, service.u8(0));
  const std::uint8_t protocol = from.u8();
  if (wanted(kAnyProtocol)) {
    line.print("{}match {} {}", start,
               wanted(kAnyType) && type == Ethertype::ARP ? "arp_opcode" : "nw_proto", protocol);
  }
  from.skip(2);
  put_address_match(line, from.bytes(4), fmt::format("{}match nw_src ", start), any >> 8 & 0x3f);
  put_address_match(line, from.bytes(4), fmt::format("{}match nw_dst ", start), any >> 14 & 0x3f);
  const bool icmp = wanted(kAnyType) && type == Ethertype::IP && wanted(kAnyProtocol) &&
                    protocol == IpProtocol::PROTO_ICMP;
  const Bytes source = from.bytes(2);
  if (wanted(kAnySourcePort)) {
    line.print("{}match {} {}", start, icmp ? "icmp_type" : "tp_src", source.u16(0));
  }
  const std::uint16_t destination = from.u16();
  if (wanted(kAnyDestinationPort)) {
    line.print("{}match {} {}", start, icmp ? "icmp_code" : "tp_dst", destination);
  }
}

void put_of10_actions(Line& line, Reader from, std::string_view start) {
  while (from.length() > 0 && !line.cut()) {
    if (from.length() < kLeastAction) return put_openflow_invalid(line, from);
    const std::uint32_t left = from.length();
    const std::uint16_t type = from.u16();
    line.print("{}action type ", start);
    put_name(line, kActions, type, "invalid (0x{:04x})");
    const std::uint32_t size = from.u16();
    line.print(", len {}", size);
    if (size < kLeastAction || size > left) return put_openflow_invalid(line, from);
    const Bytes body = from.rest().claiming(size - 4);
    const std::uint32_t right = action_size(type);
    if (type == kVendorAction && size % 8 == 0) {
      put_vendor_action(line, Reader(body));
    } else if (right == 0 && type != kVendorAction) {
      body.must_be_whole();
    } else if (size != right) {
      line.put(" (bogus)");
      body.must_be_whole();
    } else {
      put_sized_action(line, type, Reader(body));
      body.must_be_whole();
    }
    from.skip(size - 4);
  }
}

void put_of10_queues(Line& line, Reader from) {
  constexpr std::uint32_t kLeast = 8;
  while (from.length() > 0 && !line.cut()) {
    if (from.length() < kLeast) return put_openflow_invalid(line, from);
    const std::uint32_t left = from.length();
    line.print("\n\t  queue_id {}", from.u32());
    const std::uint32_t size = from.u16();
    line.print(", len {}", size);
    if (size < kLeast || size > left) return put_openflow_invalid(line, from);
    from.pass(2);
    const Bytes properties = from.rest().claiming(size - kLeast);
    if (line.verbosity() >= 2) {
      put_properties(line, Reader(properties));
    } else {
      properties.must_be_whole();
    }
    from.skip(size - kLeast);
  }
}

void put_of10_vendor_data(Line& line, Reader from) {
  if (from.length() < 4) return put_openflow_invalid(line, from);
  put_openflow_vendor(line, ", vendor ", from.u32());
  put_openflow_data(line, from);
}

}  // namespace tapbond::text
