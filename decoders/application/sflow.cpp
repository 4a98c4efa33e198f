// sFlow version 5 (sflow.org): the datagram, its samples, and the records about packets.
#include "decoders/application/sflow.h"

#include "decoders/application/application.h"
#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kVersion = 5;
constexpr std::uint32_t kHeader = 28;  // with an IPv4 agent
constexpr std::uint32_t kIpv6More = 12;
constexpr std::uint32_t kFormatBits = 12;

enum Sample : std::uint32_t { kFlow = 1, kCounter = 2, kExpandedFlow = 3, kExpandedCounter = 4 };
constexpr Name kSamples[] = {
    {kFlow, "flow sample"},
    {kCounter, "counter sample"},
    {kExpandedFlow, "expanded flow sample"},
    {kExpandedCounter, "expanded counter sample"},
};

enum Record : std::uint32_t { kRawPacket = 1, kEthernetFrame = 2, kSwitch = 1001 };
constexpr Name kRecords[] = {
    {kRawPacket, "Raw packet"},
    {kEthernetFrame, "Ethernet frame"},
    {3, "IPv4 Data"},
    {4, "IPv6 Data"},
    {kSwitch, "Extended Switch data"},
    {1002, "Extended Router data"},
    {1003, "Extended Gateway data"},
    {1004, "Extended User data"},
    {1005, "Extended URL data"},
    {1006, "Extended MPLS data"},
    {1007, "Extended NAT data"},
    {1008, "Extended MPLS tunnel"},
    {1009, "Extended MPLS VC"},
    {1010, "Extended MPLS FEC"},
    {1011, "Extended MPLS LVP FEC"},
    {1012, "Extended VLAN Tunnel"},
};
constexpr Name kProtocols[] = {{1, "Ethernet"}, {11, "IPv4"}, {12, "IPv6"}};

// Its fields are there, by its own claim and in what was captured.
bool holds(Line& line, Bytes data, std::uint32_t size) {
  if (data.length() < size) {
    line.invalid();
    return false;
  }
  return data.raw(0, size) != nullptr;
}

bool put_record(Line& line, Bytes record, std::uint32_t size, std::uint32_t format) {
  switch (format) {
    case kRawPacket: {
      if (!holds(line, record, 16)) return false;
      const std::uint32_t protocol = record.u32(0);
      line.put("\n\t      protocol ");
      put_name(line, kProtocols, protocol, "Unknown");
      line.print(" ({}), length {}, stripped bytes {}, header_size {}", protocol, record.u32(4),
                 record.u32(8), record.u32(12));
      return true;
    }
    case kEthernetFrame:
      if (!holds(line, record, 24)) return false;
      line.print("\n\t      frame len {}, type {}", record.u32(0), record.u32(20));
      return true;
    case kSwitch:
      if (!holds(line, record, 16)) return false;
      line.print("\n\t      src vlan {}, src pri {}, dst vlan {}, dst pri {}", record.u32(0),
                 record.u32(4), record.u32(8), record.u32(12));
      return true;
    default:
      put_unknown_sflow(line, record, size, kRecords, format);
      return true;
  }
}

// The record of a size and format that begins what is left of its sample, in which its fields have
// to be, whatever size it claims.
using PutRecord = bool (*)(Line&, Bytes, std::uint32_t, std::uint32_t);

// How the records of a kind of sample are read and shown.
struct RecordKind {
  Names names;
  std::uint32_t enterprise_shift;
  std::string_view separator;  // behind the number of the enterprise
  PutRecord put;
};

// False where the sample is broken.
bool put_records(Line& line, Bytes rest, std::uint32_t count, const RecordKind& kind) {
  for (std::uint32_t i = 0; i < count && !line.cut(); ++i) {
    if (!holds(line, rest, 8)) return false;
    const std::uint32_t enterprise = rest.u32(0) >> kind.enterprise_shift;
    const std::uint32_t format = rest.u32(0) & ((1u << kFormatBits) - 1);
    const std::uint32_t size = rest.u32(4);
    line.print("\n\t    enterprise {}{} ", enterprise, kind.separator);
    put_name(line, enterprise == 0 ? kind.names : Names(), format, "Unknown");
    line.print(" ({}) length {}", format, size);
    rest = rest.from(8);
    if (size > rest.length()) {
      line.invalid();
      return false;
    }
    if (enterprise == 0 && !kind.put(line, rest, size, format)) return false;
    rest = rest.from(size);
  }
  return true;
}

// Both kinds of a sample differ in how wide the source and the interfaces are.
bool put_flow(Line& line, Bytes sample, bool expanded) {
  const std::uint32_t fixed = expanded ? 44 : 32;
  if (!holds(line, sample, fixed)) return false;
  const std::uint32_t type = expanded ? sample.u32(4) : sample.u8(4);
  const std::uint32_t index = expanded ? sample.u32(8) : sample.u24(5);
  const std::uint32_t at = expanded ? 12 : 8;
  line.print(" seqnum {}, type {}, idx {}, rate {}, pool {}, drops {},", sample.u32(0), type, index,
             sample.u32(at), sample.u32(at + 4), sample.u32(at + 8));
  if (!expanded) line.print(" input {} output {}", sample.u32(20), sample.u32(24));
  const std::uint32_t count = sample.u32(fixed - 4);
  line.print(" records {}", count);
  return put_records(line, sample.from(fixed), count, {kRecords, 12, "", put_record});
}

bool put_counters(Line& line, Bytes sample, bool expanded) {
  const std::uint32_t fixed = expanded ? 16 : 12;
  if (!holds(line, sample, fixed)) return false;
  const std::uint32_t count = sample.u32(fixed - 4);
  line.print(" seqnum {}, type {}, idx {}, records {}", sample.u32(0),
             expanded ? sample.u32(4) : sample.u8(4), expanded ? sample.u32(8) : sample.u24(5),
             count);
  return put_records(line, sample.from(fixed), count, {kSflowCounters, 20, ",", sflow_counter});
}

bool put_sample(Line& line, Bytes sample, std::uint32_t format) {
  switch (format) {
    case kFlow:
    case kExpandedFlow:
      return put_flow(line, sample, format == kExpandedFlow);
    case kCounter:
    case kExpandedCounter:
      return put_counters(line, sample, format == kExpandedCounter);
    default:
      if (line.verbosity() <= 1 && format != 0)
        put_unknown_field(line, sample, 0, sample.length(), "\n\t    ");
      return true;
  }
}

void put_samples(Line& line, Bytes rest, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count && rest.length() > 0 && !line.cut(); ++i) {
    if (!holds(line, rest, 8)) return;
    const std::uint32_t format = rest.u32(0) & ((1u << kFormatBits) - 1);
    const std::uint32_t size = rest.u32(4);
    line.put("\n\t");
    put_name(line, kSamples, format, "Unknown");
    line.print(" ({}), length {},", format, size);
    rest = rest.from(8);
    if (size > rest.length()) return line.invalid();
    if (format != 0 && size > 0 && rest.raw(0, size) == nullptr) return;
    // An expanded flow may be longer than it says.
    const Bytes sample = format == kExpandedFlow ? rest : rest.claiming(size);
    if (!put_sample(line, sample, format)) return;
    rest = rest.from(size);
  }
}

}  // namespace

void sflow(Line& line, Bytes data) {
  line.protocol = "sflow";
  const std::uint32_t version = data.u32(0);
  const std::uint32_t kind = data.u32(4);
  if (line.cut()) return;
  const bool ipv6 = kind != 1;
  const std::uint32_t agent = ipv6 ? 24 : 12;
  const std::uint32_t header = kHeader + (ipv6 ? kIpv6More : 0);
  if (data.length() < header) {
    line.print("sFlowv{} [length {} < {}]", version, data.length(), header);
    return line.invalid();
  }
  if (version != kVersion) {
    line.print("sFlow version {} packet not supported", version);
    return;
  }
  if (data.raw(0, header) == nullptr) return;
  line.print("sFlowv{}, {} agent ", version, ipv6 ? "IPv6" : "IPv4");
  if (ipv6) {
    put_ipv6(line, data, 8);
  } else {
    put_ipv4(line, data, 8);
  }
  line.print(", agent-id {}", data.u32(agent));
  if (line.verbosity() > 0) {
    line.print(", seqnum {}, uptime {}, samples {}", data.u32(agent + 4), data.u32(agent + 8),
               data.u32(agent + 12));
  }
  line.print(", length {}", data.length());
  if (line.verbosity() > 0) put_samples(line, data.from(header), data.u32(agent + 12));
}

}  // namespace tapbond::text
