// OpenFlow 1.0: statistics, asked for and told.
#include "decoders/application/openflow_10.h"

namespace tapbond::text {
namespace {

enum Kind : std::uint16_t {
  kDescription = 0,
  kFlow = 1,
  kAggregate = 2,
  kTable = 3,
  kPort = 4,
  kQueue = 5,
  kVendor = 0xffff,
};
constexpr Name kKinds[] = {
    {kDescription, "DESC"}, {kFlow, "FLOW"},   {kAggregate, "AGGREGATE"}, {kTable, "TABLE"},
    {kPort, "PORT"},        {kQueue, "QUEUE"}, {kVendor, "VENDOR"},
};
constexpr Name kTables[] = {{0xfe, "EMERG"}, {0xff, "ALL"}};
constexpr Name kAllQueues[] = {{0xffffffff, "ALL"}};
constexpr Name kReplyFlags[] = {{1, "MORE"}};
constexpr Name kWildcards[] = {
    {1 << 0, "IN_PORT"},      {1 << 1, "DL_VLAN"},  {1 << 2, "DL_SRC"}, {1 << 3, "DL_DST"},
    {1 << 4, "DL_TYPE"},      {1 << 5, "NW_PROTO"}, {1 << 6, "TP_SRC"}, {1 << 7, "TP_DST"},
    {1 << 20, "DL_VLAN_PCP"}, {1 << 21, "NW_TOS"},
};
constexpr std::uint32_t kKnownWildcards = (1 << 22) - 1;

// Runs `put_one` for each entry of `size` bytes.
template <typename PutOne>
void put_entries(Line& line, Reader from, std::uint32_t size, const PutOne& put_one) {
  for (; from.length() >= size && !line.cut(); from.skip(size)) {
    put_one(Reader(from.rest().first(size)));
  }
  if (from.length() > 0) put_openflow_invalid(line, from);
}

void put_counters(Line& line, Reader& from, std::initializer_list<std::string_view> titles) {
  for (const std::string_view title : titles) line.print(", {} {}", title, from.u64());
}

void put_description(Line& line, Reader from) {
  constexpr std::uint32_t kSize = 1056;
  if (from.length() != kSize) return put_openflow_invalid(line, from);
  for (const auto& [title, size] :
       {std::pair{"mfr_desc", 256u}, std::pair{"hw_desc", 256u}, std::pair{"sw_desc", 256u},
        std::pair{"serial_num", 32u}, std::pair{"dp_desc", 256u}}) {
    line.print("\n\t  {} ", title);
    put_openflow_text(line, from, size);
  }
}

void put_flow(Line& line, Reader from) {
  put_name(line, ", table_id ", kTables, from.u8(), "{}");
  from.skip(1);
  put_of10_match(line, from, "\n\t  ");
  from.skip(kOf10Match);
  line.print("\n\t  duration_sec {}", from.u32());
  line.print(", duration_nsec {}", from.u32());
  line.print(", priority {}", from.u16());
  line.print(", idle_timeout {}", from.u16());
  line.print(", hard_timeout {}", from.u16());
  from.skip(6);
  line.print(", cookie 0x{:016x}", from.u64());
  put_counters(line, from, {"packet_count", "byte_count"});
  put_of10_actions(line, from, "\n\t  ");
}

void put_flows(Line& line, Reader from) {
  constexpr std::uint32_t kLeast = 88;
  while (from.length() > 0 && !line.cut()) {
    if (from.length() < kLeast) return put_openflow_invalid(line, from);
    const std::uint32_t size = from.rest().u16(0);
    line.print("\n\t length {}", size);
    if (size < kLeast || size > from.length()) return put_openflow_invalid(line, from);
    put_flow(line, Reader(from.rest().claiming(size).from(2)));
    from.skip(size);
  }
}

void put_aggregate(Line& line, Reader from) {
  constexpr std::uint32_t kSize = 24;
  if (from.length() != kSize) return put_openflow_invalid(line, from);
  line.print("\n\t packet_count {}", from.u64());
  put_counters(line, from, {"byte_count"});
  line.print(", flow_count {}", from.u32());
  from.pass(4);
}

void put_tables(Line& line, Reader from) {
  put_entries(line, from, 64, [&line](Reader table) {
    put_name(line, "\n\t table_id ", kTables, table.u8(), "{}");
    table.skip(3);
    line.put(", name ");
    put_openflow_text(line, table, 32);
    const std::uint32_t wildcards = table.u32();
    line.print("\n\t  wildcards 0x{:08x}", wildcards);
    put_openflow_bits(line, kWildcards, wildcards, kKnownWildcards);
    line.print("\n\t  max_entries {}", table.u32());
    line.print(", active_count {}", table.u32());
    put_counters(line, table, {"lookup_count", "matched_count"});
  });
}

void put_ports(Line& line, Reader from) {
  constexpr std::uint32_t kSize = 104;
  put_entries(line, from, kSize, [&line](Reader port) {
    put_of10_port_number(line, "\n\t  port_no ", port.u16());
    if (line.verbosity() < 2) return port.pass(kSize - 2);
    port.skip(6);
    put_counters(
        line, port,
        {"rx_packets", "tx_packets", "rx_bytes", "tx_bytes", "rx_dropped", "tx_dropped",
         "rx_errors", "tx_errors", "rx_frame_err", "rx_over_err", "rx_crc_err", "collisions"});
  });
}

void put_queues(Line& line, Reader from) {
  put_entries(line, from, 32, [&line](Reader queue) {
    put_of10_port_number(line, "\n\t  port_no ", queue.u16());
    queue.skip(2);
    line.print(", queue_id {}", queue.u32());
    put_counters(line, queue, {"tx_bytes", "tx_packets", "tx_errors"});
  });
}

void put_flow_request(Line& line, Reader from) {
  put_of10_match(line, from, "\n\t ");
  from.skip(kOf10Match);
  put_name(line, "\n\t table_id ", kTables, from.u8(), "{}");
  from.skip(1);
  put_of10_port_number(line, ", out_port ", from.u16());
}

void put_port_request(Line& line, Reader from) {
  put_of10_port_number(line, "\n\t port_no ", from.u16());
  from.pass(6);
}

void put_queue_request(Line& line, Reader from) {
  put_of10_port_number(line, "\n\t port_no ", from.u16());
  from.skip(2);
  put_name(line, ", queue_id ", kAllQueues, from.u32(), "{}");
}

struct Row {
  std::uint16_t kind;
  std::uint32_t size;  // of the request
  void (*request)(Line&, Reader);
  void (*reply)(Line&, Reader);
};
constexpr Row kRows[] = {
    {kDescription, 0, nullptr, put_description},       {kFlow, 44, put_flow_request, put_flows},
    {kAggregate, 44, put_flow_request, put_aggregate}, {kTable, 0, nullptr, put_tables},
    {kPort, 8, put_port_request, put_ports},           {kQueue, 8, put_queue_request, put_queues},
};

const Row* find_row(std::uint16_t kind) {
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows),
                                 [kind](const Row& candidate) { return candidate.kind == kind; });
  return row == std::end(kRows) ? nullptr : row;
}

}  // namespace

void put_of10_statistics_request(Line& line, Reader from) {
  const std::uint16_t kind = from.u16();
  line.put("\n\t type ");
  put_name(line, kKinds, kind, "invalid (0x{:04x})");
  const std::uint16_t flags = from.u16();
  line.print(", flags 0x{:04x}{}", flags, flags != 0 ? " (bogus)" : "");
  if (kind == kVendor) return put_of10_vendor_data(line, from);
  const Row* row = find_row(kind);
  if (row == nullptr) return;
  if (from.length() != row->size) return put_openflow_invalid(line, from);
  if (row->request != nullptr) row->request(line, from);
}

void put_of10_statistics_reply(Line& line, Reader from) {
  const std::uint16_t kind = from.u16();
  line.put("\n\t type ");
  put_name(line, kKinds, kind, "invalid (0x{:04x})");
  const std::uint16_t flags = from.u16();
  line.print(", flags 0x{:04x}", flags);
  put_openflow_bits(line, kReplyFlags, flags, 1);
  if (kind == kVendor) return put_of10_vendor_data(line, from);
  const Row* row = find_row(kind);
  if (row != nullptr) return row->reply(line, from);
  from.rest().must_be_whole();
}

}  // namespace tapbond::text
