// OpenFlow 1.0: its messages.
#include "decoders/application/openflow_10.h"

#include "decoders/core/address.h"
#include "decoders/link/ethernet.h"

namespace tapbond::text {
namespace {

constexpr int kFrameVerbosity = 3;  // from which on a frame in a message is decoded, too

constexpr Name kConfigurations[] = {{0, "FRAG_NORMAL"}, {1, "FRAG_DROP"}, {2, "FRAG_REASM"}};
constexpr Name kCommands[] = {
    {0, "ADD"}, {1, "MODIFY"}, {2, "MODIFY_STRICT"}, {3, "DELETE"}, {4, "DELETE_STRICT"},
};
constexpr Name kNoBuffer[] = {{0xffffffff, "NONE"}};
constexpr Name kFlowFlags[] = {{1, "SEND_FLOW_REM"}, {2, "CHECK_OVERLAP"}, {4, "EMERG"}};
constexpr std::uint32_t kKnownFlowFlags = 7;
constexpr Name kCapabilities[] = {
    {1, "FLOW_STATS"}, {2, "TABLE_STATS"}, {4, "PORT_STATS"},   {8, "STP"},
    {16, "RESERVED"},  {32, "IP_REASM"},   {64, "QUEUE_STATS"}, {128, "ARP_MATCH_IP"},
};
constexpr std::uint32_t kKnownCapabilities = 0xef;
constexpr Name kActionBits[] = {
    {1 << 0, "OUTPUT"},     {1 << 1, "SET_VLAN_VID"}, {1 << 2, "SET_VLAN_PCP"},
    {1 << 3, "STRIP_VLAN"}, {1 << 4, "SET_DL_SRC"},   {1 << 5, "SET_DL_DST"},
    {1 << 6, "SET_NW_SRC"}, {1 << 7, "SET_NW_DST"},   {1 << 8, "SET_NW_TOS"},
    {1 << 9, "SET_TP_SRC"}, {1 << 10, "SET_TP_DST"},  {1 << 11, "ENQUEUE"},
};
constexpr std::uint32_t kKnownActions = 0xfff;
constexpr Name kArrivals[] = {{0, "NO_MATCH"}, {1, "ACTION"}};
constexpr Name kRemovals[] = {{0, "IDLE_TIMEOUT"}, {1, "HARD_TIMEOUT"}, {2, "DELETE"}};
constexpr Name kPortChanges[] = {{0, "ADD"}, {1, "DELETE"}, {2, "MODIFY"}};

constexpr Name kErrors[] = {
    {0, "HELLO_FAILED"},    {1, "BAD_REQUEST"},     {2, "BAD_ACTION"},
    {3, "FLOW_MOD_FAILED"}, {4, "PORT_MOD_FAILED"}, {5, "QUEUE_OP_FAILED"},
};
constexpr Name kHelloErrors[] = {{0, "INCOMPATIBLE"}, {1, "EPERM"}};
constexpr Name kRequestErrors[] = {
    {0, "BAD_VERSION"}, {1, "BAD_TYPE"},     {2, "BAD_STAT"},
    {3, "BAD_VENDOR"},  {4, "BAD_SUBTYPE"},  {5, "EPERM"},
    {6, "BAD_LEN"},     {7, "BUFFER_EMPTY"}, {8, "BUFFER_UNKNOWN"},
};
constexpr Name kActionErrors[] = {
    {0, "BAD_TYPE"},        {1, "BAD_LEN"},      {2, "BAD_VENDOR"},
    {3, "BAD_VENDOR_TYPE"}, {4, "BAD_OUT_PORT"}, {5, "BAD_ARGUMENT"},
    {6, "EPERM"},           {7, "TOO_MANY"},     {8, "BAD_QUEUE"},
};
constexpr Name kFlowErrors[] = {
    {0, "ALL_TABLES_FULL"},   {1, "OVERLAP"},     {2, "EPERM"},
    {3, "BAD_EMERG_TIMEOUT"}, {4, "BAD_COMMAND"}, {5, "UNSUPPORTED"},
};
constexpr Name kPortErrors[] = {{0, "BAD_PORT"}, {1, "BAD_HW_ADDR"}};
constexpr Name kQueueErrors[] = {{0, "BAD_PORT"}, {1, "BAD_QUEUE"}, {2, "EPERM"}};
constexpr Names kErrorCodes[] = {
    kHelloErrors, kRequestErrors, kActionErrors, kFlowErrors, kPortErrors, kQueueErrors,
};

void put_error(Line& line, Reader from) {
  const std::uint16_t type = from.u16();
  line.put("\n\t type ");
  put_name(line, kErrors, type, "invalid (0x{:04x})");
  const std::uint16_t code = from.u16();
  line.put(", code ");
  put_name(line, type < std::size(kErrorCodes) ? kErrorCodes[type] : Names(), code,
           "invalid (0x{:04x})");
  put_openflow_data(line, from);
}

void put_vendor_message(Line& line, Reader from) {
  const std::uint32_t vendor = from.u32();
  put_openflow_vendor(line, ", vendor ", vendor);
  vendor == kBigSwitch ? put_big_switch_message(line, from) : put_openflow_data(line, from);
}

void put_features(Line& line, Reader from) {
  line.print("\n\t dpid 0x{:016x}", from.u64());
  line.print(", n_buffers {}", from.u32());
  line.print(", n_tables {}", from.u8());
  from.skip(3);
  const std::uint32_t capabilities = from.u32();
  line.print("\n\t capabilities 0x{:08x}", capabilities);
  put_openflow_bits(line, kCapabilities, capabilities, kKnownCapabilities);
  const std::uint32_t actions = from.u32();
  line.print("\n\t actions 0x{:08x}", actions);
  put_openflow_bits(line, kActionBits, actions, kKnownActions);
  while (from.length() >= kOf10Port && !line.cut()) {
    put_of10_port(line, from);
    from.skip(kOf10Port);
  }
  if (from.length() > 0) put_openflow_invalid(line, from);
}

void put_configuration(Line& line, Reader from) {
  put_name(line, "\n\t flags ", kConfigurations, from.u16(), "invalid (0x{:04x})");
  line.print(", miss_send_len {}", from.u16());
}

// A frame that a switch and its controller hand each other.
void put_packet(Line& line, Reader from) {
  if (from.length() == 0 || line.cut()) return;
  line.print("\n\t data ({} octets)", from.length());
  const Bytes frame = from.rest().first(from.length());
  if (line.verbosity() < kFrameVerbosity) return frame.must_be_whole();
  line.put(", frame decoding below\n");
  if (line.depth >= Line::kMostNested) return line.cut_here();
  ++line.depth;
  line.set_verbosity(line.verbosity() - kFrameVerbosity);
  ethernet(line, frame);
  line.set_verbosity(line.verbosity() + kFrameVerbosity);
  --line.depth;
}

void put_packet_in(Line& line, Reader from) {
  put_name(line, "\n\t buffer_id ", kNoBuffer, from.u32(), "0x{:08x}");
  line.print(", total_len {}", from.u16());
  put_of10_port_number(line, ", in_port ", from.u16());
  put_name(line, ", reason ", kArrivals, from.u8(), "invalid (0x{:02x})");
  from.pass(1);
  put_packet(line, from);
}

void put_packet_out(Line& line, Reader from) {
  line.print("\n\t buffer_id 0x{:08x}", from.u32());
  put_of10_port_number(line, ", in_port ", from.u16());
  const std::uint32_t actions = from.u16();
  if (actions > from.length()) return put_openflow_invalid(line, from);
  put_of10_actions(line, Reader(from.rest().claiming(actions)), "\n\t ");
  from.skip(actions);
  put_packet(line, from);
}

void put_time_limit(Line& line, std::string_view title, std::uint16_t value) {
  if (value != 0) line.print(", {} {}", title, value);
}

void put_flow_removed(Line& line, Reader from) {
  put_of10_match(line, from, "\n\t ");
  from.skip(kOf10Match);
  line.print("\n\t cookie 0x{:016x}", from.u64());
  put_time_limit(line, "priority", from.u16());
  put_name(line, ", reason ", kRemovals, from.u8(), "unknown (0x{:02x})");
  from.skip(1);
  line.print(", duration_sec {}", from.u32());
  line.print(", duration_nsec {}", from.u32());
  put_time_limit(line, "idle_timeout", from.u16());
  from.skip(2);
  line.print(", packet_count {}", from.u64());
  line.print(", byte_count {}", from.u64());
}

void put_flow_change(Line& line, Reader from) {
  put_of10_match(line, from, "\n\t ");
  from.skip(kOf10Match);
  line.print("\n\t cookie 0x{:016x}", from.u64());
  const std::uint16_t command = from.u16();
  line.put(", command ");
  put_name(line, kCommands, command, "invalid (0x{:04x})");
  put_time_limit(line, "idle_timeout", from.u16());
  put_time_limit(line, "hard_timeout", from.u16());
  put_time_limit(line, "priority", from.u16());
  const Bytes buffer = from.bytes(4);
  if (command <= 2) {
    put_name(line, ", buffer_id ", kNoBuffer, buffer.u32(0), "0x{:08x}");
  }
  const Bytes port = from.bytes(2);
  if (command == 3 || command == 4) put_of10_port_number(line, ", out_port ", port.u16(0));
  const std::uint16_t flags = from.u16();
  line.print(", flags 0x{:04x}", flags);
  put_openflow_bits(line, kFlowFlags, flags, kKnownFlowFlags);
  put_of10_actions(line, from, "\n\t ");
}

void put_port_change(Line& line, Reader from) {
  put_of10_port_number(line, "\n\t port_no ", from.u16());
  put_mac(line, ", hw_addr ", from.bytes(6), 0);
  for (const std::string_view title : {"config", "mask"}) {
    const std::uint32_t options = from.u32();
    line.print("\n\t {} 0x{:08x}", title, options);
    put_openflow_bits(line, kOf10PortOptions, options, kOf10KnownPortOptions);
  }
  const std::uint32_t features = from.u32();
  line.print("\n\t advertise 0x{:08x}", features);
  put_openflow_bits(line, kOf10PortFeatures, features, kOf10KnownPortFeatures);
  from.pass(4);
}

void put_port_status(Line& line, Reader from) {
  put_name(line, "\n\t reason ", kPortChanges, from.u8(), "invalid (0x{:02x})");
  from.skip(7);
  put_of10_port(line, from);
}

void put_queue_request(Line& line, Reader from) {
  put_of10_port_number(line, "\n\t port ", from.u16());
  from.pass(2);
}

void put_queue_reply(Line& line, Reader from) {
  put_of10_port_number(line, "\n\t port ", from.u16());
  from.pass(6);
  put_of10_queues(line, from);
}

constexpr OpenflowMessage kMessages[] = {
    {"HELLO", 0, false, put_openflow_data},
    {"ERROR", 4, false, put_error},
    {"ECHO_REQUEST", 0, false, put_openflow_data},
    {"ECHO_REPLY", 0, false, put_openflow_data},
    {"VENDOR", 4, false, put_vendor_message},
    {"FEATURES_REQUEST", 0, true, nullptr},
    {"FEATURES_REPLY", 24, false, put_features},
    {"GET_CONFIG_REQUEST", 0, true, nullptr},
    {"GET_CONFIG_REPLY", 4, true, put_configuration},
    {"SET_CONFIG", 4, true, put_configuration},
    {"PACKET_IN", 10, false, put_packet_in},
    {"FLOW_REMOVED", 80, true, put_flow_removed},
    {"PORT_STATUS", 56, true, put_port_status},
    {"PACKET_OUT", 8, false, put_packet_out},
    {"FLOW_MOD", 64, false, put_flow_change},
    {"PORT_MOD", 24, true, put_port_change},
    {"STATS_REQUEST", 4, false, put_of10_statistics_request},
    {"STATS_REPLY", 4, false, put_of10_statistics_reply},
    {"BARRIER_REQUEST", 0, true, nullptr},
    {"BARRIER_REPLY", 0, true, nullptr},
    {"QUEUE_GET_CONFIG_REQUEST", 4, true, put_queue_request},
    {"QUEUE_GET_CONFIG_REPLY", 8, false, put_queue_reply},
};

}  // namespace

const OpenflowMessage* openflow_10_message(std::uint8_t type) {
  return type < std::size(kMessages) ? &kMessages[type] : nullptr;
}

}  // namespace tapbond::text
