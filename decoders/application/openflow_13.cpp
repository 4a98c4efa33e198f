// OpenFlow 1.3: its messages, as far as they are read (matches and instructions are not).
#include "decoders/application/openflow.h"
#include "decoders/core/address.h"

namespace tapbond::text {
namespace {

constexpr Name kCapabilities[] = {
    {1, "FLOW_STATS"}, {2, "TABLE_STATS"},  {4, "PORT_STATS"},     {8, "GROUP_STATS"},
    {32, "IP_REASM"},  {64, "QUEUE_STATS"}, {256, "PORT_BLOCKED"},
};
constexpr std::uint32_t kKnownCapabilities = 0x16f;
constexpr Name kConfigurations[] = {{0, "FRAG_NORMAL"}, {1, "FRAG_DROP"}, {2, "FRAG_REASM"}};
constexpr Name kTables[] = {{0xfe, "MAX"}, {0xff, "ALL"}};
constexpr Name kLengths[] = {{0xffe5, "MAX"}, {0xffff, "NO_BUFFER"}};
constexpr Name kPortOptions[] = {
    {1, "PORT_DOWN"},
    {4, "NO_RECV"},
    {32, "NO_FWD"},
    {64, "NO_PACKET_IN"},
};
constexpr std::uint32_t kKnownPortOptions = 0x65;
constexpr Name kPortStates[] = {{1, "LINK_DOWN"}, {2, "BLOCKED"}, {4, "LIVE"}};
constexpr std::uint32_t kKnownPortStates = 7;
constexpr Name kPortFeatures[] = {
    {1 << 0, "10MB_HD"},  {1 << 1, "10MB_FD"},  {1 << 2, "100MB_HD"}, {1 << 3, "100MB_FD"},
    {1 << 4, "1GB_HD"},   {1 << 5, "1GB_FD"},   {1 << 6, "10GB_FD"},  {1 << 7, "40GB_FD"},
    {1 << 8, "100GB_FD"}, {1 << 9, "1TB_FD"},   {1 << 10, "OTHER"},   {1 << 11, "COPPER"},
    {1 << 12, "FIBER"},   {1 << 13, "AUTONEG"}, {1 << 14, "PAUSE"},   {1 << 15, "PAUSE_ASYM"},
};
constexpr std::uint32_t kKnownPortFeatures = 0xffff;
constexpr Name kPorts[] = {
    {0xffffff00, "MAX"},        {0xfffffff8, "IN_PORT"}, {0xfffffff9, "TABLE"},
    {0xfffffffa, "NORMAL"},     {0xfffffffb, "FLOOD"},   {0xfffffffc, "ALL"},
    {0xfffffffd, "CONTROLLER"}, {0xfffffffe, "LOCAL"},   {0xffffffff, "ANY"},
};
constexpr Name kRoles[] = {{0, "NOCHANGE"}, {1, "EQUAL"}, {2, "MASTER"}, {3, "SLAVE"}};
constexpr Name kVersionBits[] = {
    {1, "1.0"}, {2, "1.1"}, {4, "1.2"}, {8, "1.3"}, {16, "1.4"}, {32, "1.5"},
};
constexpr std::uint32_t kKnownVersions = 0x3f;
constexpr Name kArrivals[] = {{1, "NO_MATCH"}, {2, "ACTION"}, {4, "INVALID_TTL"}};
constexpr Name kChanges[] = {{0, "ADD"}, {1, "DELETE"}, {2, "MODIFY"}};
constexpr Name kChangeBits[] = {{1, "ADD"}, {2, "DELETE"}, {4, "MODIFY"}};
constexpr std::uint32_t kKnownReasons = 7;
constexpr Name kHelloElements[] = {{1, "VERSIONBITMAP"}};

constexpr Name kErrors[] = {
    {0, "HELLO_FAILED"},
    {1, "BAD_REQUEST"},
    {2, "BAD_ACTION"},
    {3, "BAD_INSTRUCTION"},
    {4, "BAD_MATCH"},
    {5, "FLOW_MOD_FAILED"},
    {6, "GROUP_MOD_FAILED"},
    {7, "PORT_MOD_FAILED"},
    {8, "TABLE_MOD_FAILED"},
    {9, "QUEUE_OP_FAILED"},
    {10, "SWITCH_CONFIG_FAILED"},
    {11, "ROLE_REQUEST_FAILED"},
    {12, "METER_MOD_FAILED"},
    {13, "TABLE_FEATURES_FAILED"},
    {0xffff, "EXPERIMENTER"},
};
constexpr Name kHelloErrors[] = {
    {0, "INCOMPATIBLE"},
    {1, "EPERM"},
};
constexpr Name kRequestErrors[] = {
    {0, "BAD_VERSION"},    {1, "BAD_TYPE"},
    {2, "BAD_MULTIPART"},  {3, "BAD_EXPERIMENTER"},
    {4, "BAD_EXP_TYPE"},   {5, "EPERM"},
    {6, "BAD_LEN"},        {7, "BUFFER_EMPTY"},
    {8, "BUFFER_UNKNOWN"}, {9, "BAD_TABLE_ID"},
    {10, "IS_SLAVE"},      {11, "BAD_PORT"},
    {12, "BAD_PACKET"},    {13, "MULTIPART_BUFFER_OVERFLOW"},
};
constexpr Name kActionErrors[] = {
    {0, "BAD_TYPE"},
    {1, "BAD_LEN"},
    {2, "BAD_EXPERIMENTER"},
    {3, "BAD_EXP_TYPE"},
    {4, "BAD_OUT_PORT"},
    {5, "BAD_ARGUMENT"},
    {6, "EPERM"},
    {7, "TOO_MANY"},
    {8, "BAD_QUEUE"},
    {9, "BAD_OUT_GROUP"},
    {10, "MATCH_INCONSISTENT"},
    {11, "UNSUPPORTED_ORDER"},
    {12, "BAD_TAG"},
    {13, "BAD_SET_TYPE"},
    {14, "BAD_SET_LEN"},
    {15, "BAD_SET_ARGUMENT"},
};
constexpr Name kInstructionErrors[] = {
    {0, "UNKNOWN_INST"},
    {1, "UNSUP_INST"},
    {2, "BAD_TABLE_ID"},
    {3, "UNSUP_METADATA"},
    {4, "UNSUP_METADATA_MASK"},
    {5, "BAD_EXPERIMENTER"},
    {6, "BAD_EXP_TYPE"},
    {7, "BAD_LEN"},
    {8, "EPERM"},
};
constexpr Name kMatchErrors[] = {
    {0, "BAD_TYPE"},         {1, "BAD_LEN"},       {2, "BAD_TAG"},    {3, "BAD_DL_ADDR_MASK"},
    {4, "BAD_NW_ADDR_MASK"}, {5, "BAD_WILDCARDS"}, {6, "BAD_FIELD"},  {7, "BAD_VALUE"},
    {8, "BAD_MASK"},         {9, "BAD_PREREQ"},    {10, "DUP_FIELD"}, {11, "EPERM"},
};
constexpr Name kFlowErrors[] = {
    {0, "UNKNOWN"}, {1, "TABLE_FULL"},  {2, "BAD_TABLE_ID"}, {3, "OVERLAP"},
    {4, "EPERM"},   {5, "BAD_TIMEOUT"}, {6, "BAD_COMMAND"},  {7, "BAD_FLAGS"},
};
constexpr Name kGroupErrors[] = {
    {0, "GROUP_EXISTS"},      {1, "INVALID_GROUP"},  {2, "WEIGHT_UNSUPPORTED"},
    {3, "OUT_OF_GROUPS"},     {4, "OUT_OF_BUCKETS"}, {5, "CHAINING_UNSUPPORTED"},
    {6, "WATCH_UNSUPPORTED"}, {7, "LOOP"},           {8, "UNKNOWN_GROUP"},
    {9, "CHAINED_GROUP"},     {10, "BAD_TYPE"},      {11, "BAD_COMMAND"},
    {12, "BAD_BUCKET"},       {13, "BAD_MATCH"},     {14, "EPERM"},
};
constexpr Name kPortErrors[] = {
    {0, "BAD_PORT"}, {1, "BAD_HW_ADDR"}, {2, "BAD_CONFIG"}, {3, "BAD_ADVERTISE"}, {4, "EPERM"},
};
constexpr Name kTableErrors[] = {
    {0, "BAD_TABLE"},
    {1, "BAD_CONFIG"},
    {2, "EPERM"},
};
constexpr Name kQueueErrors[] = {
    {0, "BAD_PORT"},
    {1, "BAD_QUEUE"},
    {2, "EPERM"},
};
constexpr Name kConfigurationErrors[] = {
    {0, "BAD_FLAGS"},
    {1, "BAD_LEN"},
    {2, "EPERM"},
};
constexpr Name kRoleErrors[] = {
    {0, "STALE"},
    {1, "UNSUP"},
    {2, "BAD_ROLE"},
};
constexpr Name kMeterErrors[] = {
    {0, "UNKNOWN"},     {1, "METER_EXISTS"},   {2, "INVALID_METER"},  {3, "UNKNOWN_METER"},
    {4, "BAD_COMMAND"}, {5, "BAD_FLAGS"},      {6, "BAD_RATE"},       {7, "BAD_BURST"},
    {8, "BAD_BAND"},    {9, "BAD_BAND_VALUE"}, {10, "OUT_OF_METERS"}, {11, "OUT_OF_BANDS"},
};
constexpr Name kTableFeatureErrors[] = {
    {0, "BAD_TABLE"}, {1, "BAD_METADATA"}, {2, "BAD_TYPE"},
    {3, "BAD_LEN"},   {4, "BAD_ARGUMENT"}, {5, "EPERM"},
};
constexpr Names kErrorCodes[] = {
    kHelloErrors,         kRequestErrors, kActionErrors, kInstructionErrors,  kMatchErrors,
    kFlowErrors,          kGroupErrors,   kPortErrors,   kTableErrors,        kQueueErrors,
    kConfigurationErrors, kRoleErrors,    kMeterErrors,  kTableFeatureErrors,
};

void put_bit_field(Line& line, std::string_view title, Reader& from, Names names,
                   std::uint32_t known) {
  const std::uint32_t value = from.u32();
  line.print("{} 0x{:08x}", title, value);
  put_openflow_bits(line, names, value, known);
}

void put_port_number(Line& line, std::string_view title, std::uint32_t port) {
  line.put(title);
  put_name(line, kPorts, port, "{}");
}

void put_port(Line& line, Reader from) {
  put_port_number(line, "\n\t  port_no ", from.u32());
  from.skip(4);
  put_mac(line, ", hw_addr ", from.bytes(6), 0);
  from.skip(2);
  line.put(", name ");
  put_openflow_text(line, from, 16);
  if (line.verbosity() < 2) return from.pass(32);
  put_bit_field(line, "\n\t   config", from, kPortOptions, kKnownPortOptions);
  put_bit_field(line, "\n\t   state", from, kPortStates, kKnownPortStates);
  for (const std::string_view title :
       {"\n\t   curr", "\n\t   advertised", "\n\t   supported", "\n\t   peer"}) {
    put_bit_field(line, title, from, kPortFeatures, kKnownPortFeatures);
  }
  line.print("\n\t   curr_speed {}kbps", from.u32());
  line.print("\n\t   max_speed {}kbps", from.u32());
}

void put_features(Line& line, Reader from) {
  line.print("\n\t dpid 0x{:016x}", from.u64());
  line.print(", n_buffers {}", from.u32());
  line.print(", n_tables {}", from.u8());
  line.print(", auxiliary_id {}", from.u8());
  from.skip(2);
  put_bit_field(line, "\n\t capabilities", from, kCapabilities, kKnownCapabilities);
  from.pass(4);
}

void put_configuration(Line& line, Reader from) {
  put_name(line, "\n\t flags ", kConfigurations, from.u16(), "invalid (0x{:04x})");
  put_name(line, ", miss_send_len ", kLengths, from.u16(), "{}");
}

void put_table_change(Line& line, Reader from) {
  put_name(line, "\n\t table_id ", kTables, from.u8(), "{}");
  from.skip(3);
  line.print(", config 0x{:08x}", from.u32());
}

void put_role(Line& line, Reader from) {
  put_name(line, "\n\t role ", kRoles, from.u32(), "invalid (0x{:08x})");
  from.skip(4);
  line.print(", generation_id 0x{:016x}", from.u64());
}

void put_wanted_events(Line& line, Reader from) {
  put_bit_field(line, "\n\t packet_in_mask[EM]", from, kArrivals, kKnownReasons);
  put_bit_field(line, "\n\t packet_in_mask[S]", from, kArrivals, kKnownReasons);
  for (const std::string_view title : {"\n\t port_status_mask[EM]", "\n\t port_status_mask[S]",
                                       "\n\t flow_removed_mask[EM]", "\n\t flow_removed_mask[S]"}) {
    put_bit_field(line, title, from, kChangeBits, kKnownReasons);
  }
}

void put_port_change(Line& line, Reader from) {
  put_port_number(line, "\n\t port_no ", from.u32());
  from.skip(4);
  put_mac(line, ", hw_addr ", from.bytes(6), 0);
  from.skip(2);
  put_bit_field(line, "\n\t  config", from, kPortOptions, kKnownPortOptions);
  put_bit_field(line, "\n\t  mask", from, kPortOptions, kKnownPortOptions);
  put_bit_field(line, "\n\t  advertise", from, kPortFeatures, kKnownPortFeatures);
  from.pass(4);
}

void put_port_status(Line& line, Reader from) {
  const std::uint8_t reason = from.u8();
  line.put("\n\t reason ");
  // An unknown one is not told.
  const Name* name = find_name(kChanges, reason);
  line.put(name != nullptr ? name->text : "invalid (0x02x)");
  from.skip(7);
  put_port(line, from);
}

void put_hello(Line& line, Reader from) {
  constexpr std::uint32_t kLeast = 4;
  while (from.length() > 0 && !line.cut()) {
    if (from.length() < kLeast) return put_openflow_invalid(line, from);
    const std::uint32_t left = from.length();
    const std::uint16_t type = from.u16();
    line.put("\n\t type ");
    put_name(line, kHelloElements, type, "unknown (0x{:04x})");
    const std::uint32_t size = from.u16();
    line.print(", length {}", size);
    if (size < kLeast || size > left) return put_openflow_invalid(line, from);
    if (type == 1 && size == kLeast + 4) {
      put_bit_field(line, ", bitmap", from, kVersionBits, kKnownVersions);
      continue;
    }
    if (type == 1) line.put(" (bogus)");
    from.pass(size - kLeast);
  }
}

void put_experimenter(Line& line, Reader from) {
  put_openflow_vendor(line, "\n\t experimenter ", from.u32());
  line.print(", exp_type 0x{:08x}", from.u32());
  put_openflow_data(line, from);
}

void put_queue_request(Line& line, Reader from) {
  put_port_number(line, "\n\t port ", from.u32());
  from.pass(4);
}

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

constexpr OpenflowMessage kMessages[] = {
    {"HELLO", 0, false, put_hello},
    {"ERROR", 4, false, put_error},
    {"ECHO_REQUEST", 0, false, put_openflow_data},
    {"ECHO_REPLY", 0, false, put_openflow_data},
    {"EXPERIMENTER", 8, false, put_experimenter},
    {"FEATURES_REQUEST", 0, true, nullptr},
    {"FEATURES_REPLY", 24, true, put_features},
    {"GET_CONFIG_REQUEST", 0, true, nullptr},
    {"GET_CONFIG_REPLY", 4, true, put_configuration},
    {"SET_CONFIG", 4, true, put_configuration},
    {"PACKET_IN"},
    {"FLOW_REMOVED"},
    {"PORT_STATUS", 72, true, put_port_status},
    {"PACKET_OUT"},
    {"FLOW_MOD"},
    {"GROUP_MOD"},
    {"PORT_MOD", 32, true, put_port_change},
    {"TABLE_MOD", 8, true, put_table_change},
    {"MULTIPART_REQUEST"},
    {"MULTIPART_REPLY"},
    {"BARRIER_REQUEST", 0, true, nullptr},
    {"BARRIER_REPLY", 0, true, nullptr},
    {"QUEUE_GET_CONFIG_REQUEST", 8, true, put_queue_request},
    {"QUEUE_GET_CONFIG_REPLY"},
    {"ROLE_REQUEST", 16, true, put_role},
    {"ROLE_REPLY", 16, true, put_role},
    {"GET_ASYNC_REQUEST", 0, true, nullptr},
    {"GET_ASYNC_REPLY", 24, true, put_wanted_events},
    {"SET_ASYNC", 24, true, put_wanted_events},
    {"METER_MOD"},
};

}  // namespace

const OpenflowMessage* openflow_13_message(std::uint8_t type) {
  return type < std::size(kMessages) ? &kMessages[type] : nullptr;
}

}  // namespace tapbond::text
