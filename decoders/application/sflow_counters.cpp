// The counters that sFlow version 5 reports.
#include "decoders/application/sflow.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/reader.h"

namespace tapbond::text {
namespace {

enum Format : std::uint32_t {
  kGeneric = 1,
  kEthernet = 2,
  kHundredBaseVg = 4,
  kVlan = 5,
  kProcessor = 1001,
};
constexpr Name kFormats[] = {
    {kGeneric, "Generic counter"}, {kEthernet, "Ethernet counter"},
    {3, "Token ring counter"},     {kHundredBaseVg, "100 BaseVG counter"},
    {kVlan, "Vlan counter"},       {kProcessor, "Processor counter"},
};
constexpr Name kDirections[] = {
    {0, "unknown"}, {1, "full-duplex"}, {2, "half-duplex"}, {3, "in"}, {4, "out"}};

struct Field {
  std::string_view title;
  bool wide = false;  // 64 bits
};

constexpr Field kEthernetFields[] = {
    {"\n\t      align errors "},  {", fcs errors "},          {", single collision "},
    {", multiple collision "},    {", test error "},          {"\n\t      deferred "},
    {", late collision "},        {", excessive collision "}, {", mac trans error "},
    {"\n\t      carrier error "}, {", frames too long "},     {", mac receive errors "},
    {", symbol errors "},
};
constexpr Field kHundredBaseVgFields[] = {
    {"\n\t      in high prio frames "},
    {", in high prio octets ", true},
    {"\n\t      in norm prio frames "},
    {", in norm prio octets ", true},
    {"\n\t      in ipm errors "},
    {", oversized "},
    {", in data errors "},
    {", null addressed frames "},
    {"\n\t      out high prio frames "},
    {", out high prio octets ", true},
    {", trans into frames "},
    {"\n\t      in hc high prio octets ", true},
    {", in hc norm prio octets ", true},
    {", out hc high prio octets ", true},
};
constexpr Field kVlanFields[] = {
    {"\n\t      vlan_id "}, {", octets ", true},  {", unicast_pkt "},
    {", multicast_pkt "},   {", broadcast_pkt "}, {", discards "},
};
constexpr Field kProcessorFields[] = {
    {"\n\t      5sec "}, {", 1min "}, {", 5min "}, {", total_mem ", true}, {", total_mem ", true},
};
constexpr Field kTrafficFields[] = {
    {"\n\t      In octets ", true},
    {", unicast pkts "},
    {", multicast pkts "},
    {", broadcast pkts "},
    {", discards "},
    {"\n\t      In errors "},
    {", unknown protos "},
    {"\n\t      Out octets ", true},
    {", unicast pkts "},
    {", multicast pkts "},
    {", broadcast pkts "},
    {", discards "},
    {"\n\t      Out errors "},
    {", promisc mode "},
};

std::uint32_t size_of(std::span<const Field> fields) {
  std::uint32_t size = 0;
  for (const Field& field : fields) size += field.wide ? 8 : 4;
  return size;
}

void put_fields(Line& line, Reader from, std::span<const Field> fields) {
  for (const Field& field : fields) {
    line.put(field.title);
    line.dec(field.wide ? from.u64() : from.u32());
  }
}

bool put_counters(Line& line, Bytes record, std::span<const Field> fields) {
  if (record.length() < size_of(fields)) {
    line.invalid();
    return false;
  }
  if (record.raw(0, size_of(fields)) == nullptr) return false;
  put_fields(line, Reader(record), fields);
  return true;
}

bool put_generic(Line& line, Bytes record) {
  constexpr std::uint32_t kFixed = 24;
  const std::uint32_t size = kFixed + size_of(kTrafficFields);
  if (record.length() < size) {
    line.invalid();
    return false;
  }
  if (record.raw(0, size) == nullptr) return false;
  const std::uint32_t direction = record.u32(16);
  const std::uint32_t status = record.u32(20);
  line.print("\n\t      ifindex {}, iftype {}, ifspeed {}, ifdirection {} (", record.u32(0),
             record.u32(4), record.u64(8), direction);
  put_name(line, kDirections, direction, "Unknown");
  line.print(")\n\t      ifstatus {}, adminstatus: {}, operstatus: {}", status,
             (status & 1) != 0 ? "up" : "down", (status & 2) != 0 ? "up" : "down");
  put_fields(line, Reader(record.from(kFixed)), kTrafficFields);
  return true;
}

}  // namespace

constinit const Names kSflowCounters = kFormats;

void put_unknown_sflow(Line& line, Bytes rest, std::uint32_t size, Names formats,
                       std::uint32_t format) {
  if (line.verbosity() > 1 || find_name(formats, format) != nullptr) return;
  put_unknown_field(line, rest, 0, size, "\n\t\t");
}

bool sflow_counter(Line& line, Bytes record, std::uint32_t size, std::uint32_t format) {
  switch (format) {
    case kGeneric:
      return put_generic(line, record);
    case kEthernet:
      return put_counters(line, record, kEthernetFields);
    case kHundredBaseVg:
      return put_counters(line, record, kHundredBaseVgFields);
    case kVlan:
      return put_counters(line, record, kVlanFields);
    case kProcessor:
      return put_counters(line, record, kProcessorFields);
    default:
      put_unknown_sflow(line, record, size, kFormats, format);
      return true;
  }
}

}  // namespace tapbond::text
