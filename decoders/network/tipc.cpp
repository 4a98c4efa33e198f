// Transparent Inter-Process Communication (TIPC, version 2), which runs on Ethernet: its headers.
#include "decoders/core/names.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr Name kUsers[] = {
    {0, "Low Importance Data payload"},
    {1, "Medium Importance Data payload"},
    {2, "High Importance Data payload"},
    {3, "Critical Importance Data payload"},
    {5, "Broadcast Link Protocol internal"},
    {6, "Message Bundler Protocol internal"},
    {7, "Link State Protocol internal"},
    {8, "Connection Manager internal"},
    {10, "Link Changeover Protocol internal"},
    {11, "Name Table Update Protocol internal"},
    {12, "Message Fragmentation Protocol internal"},
    {13, "Neighbor Detection Protocol internal"},
};
// The order of the middle two is tcpdump's, not the protocol's.
constexpr Name kTypes[] = {{0, "CONN_MSG"}, {1, "MCAST_MSG"}, {2, "NAMED_MSG"}, {3, "DIRECT_MSG"}};
constexpr Name kDiscoveryTypes[] = {{0, "Link request"}, {1, "Link response"}};

enum class Format { kNone, kPayload, kInternal, kDiscovery };

Format format_of(unsigned user) {
  switch (user) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 8:
    case 11:
      return Format::kPayload;
    case 5:
    case 6:
    case 7:
    case 10:
    case 12:
      return Format::kInternal;
    case 13:
      return Format::kDiscovery;
    default:
      return Format::kNone;
  }
}

// By zone, cluster and node.
void put_address(Line& line, std::uint32_t address) {
  line.print("{}.{}.{}", address >> 24, address >> 12 & 0xfff, address & 0xfff);
}

void put_version(Line& line, Bytes data) { line.print("TIPC v{}.0 ", data.u32(0) >> 29); }

void put_sizes(Line& line, Bytes data, Names types) {
  const std::uint32_t first = data.u32(0);
  line.print(", headerlength {} bytes, MessageSize {} bytes, ", (first >> 21 & 15) * 4,
             first & 0x1ffff);
  put_name(line, kUsers, first >> 25 & 15, "unknown");
  line.put(", messageType ");
  put_name(line, types, data.u32(4) >> 29, "Unknown");
}

void put_payload_header(Line& line, Bytes data) {
  if (data.raw(0, 24) == nullptr) return;
  const std::uint32_t words = data.u32(0) >> 21 & 15;
  if (words > 6 && data.raw(0, 32) == nullptr) return;
  put_version(line, data);
  put_address(line, data.u32(words > 6 ? 24 : 12));
  line.print(":{} > ", data.u32(16));
  if (words > 6) {
    put_address(line, data.u32(28));
    line.put(':');
  }
  line.dec(data.u32(20));
  put_sizes(line, data, kTypes);
  if (words <= 6 || line.verbosity() == 0) return;
  line.put("\n\tPrevious Node ");
  put_address(line, data.u32(12));
  line.print(", Broadcast Ack {}, Link Ack {}, Link Sequence {}", data.u16(6), data.u16(8),
             data.u16(10));
}

void put_internal_header(Line& line, Bytes data) {
  if (data.raw(0, 32) == nullptr) return;
  put_version(line, data);
  put_address(line, data.u32(24));
  line.put(" > ");
  put_address(line, data.u32(28));
  put_sizes(line, data, kTypes);
  line.print(" (0x{:08x})", data.u32(4));
  if (line.verbosity() == 0 || data.raw(0, 40) == nullptr) return;
  line.put("\n\tPrevious Node ");
  put_address(line, data.u32(12));
  line.print(", Session No. {}, Broadcast Ack {}, Sequence Gap {},  Broadcast Gap After {}",
             data.u16(20), data.u16(6), data.u16(4) & 0x1fff, data.u16(8));
  line.print(", Broadcast Gap To {}, Last Sent Packet No. {}, Next sent Packet No. {}",
             data.u16(10), data.u16(16), data.u16(18));
  line.print(", Transport Sequence {}, msg_count {}, Link Tolerance {}", data.u32(32), data.u16(36),
             data.u16(38));
}

void put_discovery_header(Line& line, Bytes data) {
  if (data.raw(0, 16) == nullptr) return;
  put_version(line, data);
  put_address(line, data.u32(12));
  line.put(" > ");
  put_address(line, data.u32(8));
  put_sizes(line, data, kDiscoveryTypes);
  if (line.verbosity() == 0 || data.raw(0, 24) == nullptr) return;
  line.print("\n\tNodeSignature {}, network_id {}, media_id {}", data.u16(6), data.u32(16),
             data.u8(23));
}

}  // namespace

void tipc(Line& line, Bytes data) {
  line.protocol = "tipc";
  if (data.length() < 4 || data.raw(0, 4) == nullptr) return line.cut_here();
  switch (format_of(data.u32(0) >> 25 & 15)) {
    case Format::kNone:
      return;
    case Format::kPayload:
      return put_payload_header(line, data);
    case Format::kInternal:
      return put_internal_header(line, data);
    case Format::kDiscovery:
      return put_discovery_header(line, data);
  }
}

}  // namespace tapbond::text
