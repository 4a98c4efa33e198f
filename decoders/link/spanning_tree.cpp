// The spanning tree protocols (IEEE 802.1D, 802.1w): configuration messages.
#include "decoders/link/spanning_tree.h"

#include <tins/stp.h>

#include <algorithm>
#include <array>

#include "decoders/core/names.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kConfiguration = 35;
constexpr std::uint32_t kFlagsAt = 4;
constexpr std::uint32_t kBridge = 17;
constexpr std::uint32_t kMessageAge = 27;
constexpr std::uint8_t kConfigType = 0;
constexpr std::uint8_t kRapidType = 2;
constexpr std::uint8_t kRapid = 2;
constexpr std::uint8_t kMultiple = 3;

constexpr Name kVersions[] = {
    {0, "802.1d"},
    {2, "802.1w"},
    {3, "802.1s"},
    {4, "802.1aq"},
};
constexpr Name kTypes[] = {
    {0, "Config"},
    {2, "Rapid STP"},
    {128, "Topology Change"},
};
constexpr Name kFlags[] = {
    {1, "Topology change"}, {2, "Proposal"},   {16, "Learn"},
    {32, "Forward"},        {64, "Agreement"}, {128, "Topology change ACK"},
};
constexpr Name kPortRoles[] = {{0, "Unknown"}, {1, "Alternate"}, {2, "Root"}, {3, "Designated"}};

void put_bridge(Line& line, const Tins::STP::bpdu_id_type& id) {
  line.print("{:04x}.", id.priority << 12 | id.ext_id);
  bool first = true;
  for (const auto octet : id.id) {
    line.print("{}{:02x}", first ? "" : ":", octet);
    first = false;
  }
}

// libtins parses nothing but a whole message, so what is missing of one is made up and not printed.
void put_configuration(Line& line, Bytes data, bool rapid) {
  std::array<std::uint8_t, kConfiguration> bytes{};
  std::ranges::copy(data.seen(0, kConfiguration), bytes.begin());
  const Tins::STP message(bytes.data(), kConfiguration);
  data.raw(kFlagsAt, 1);
  line.put(", Flags [");
  put_bits(line, kFlags, message.bpdu_flags(), "none");
  line.put(']');
  data.raw(kBridge, kMessageAge - kBridge);
  line.put(", bridge-id ");
  put_bridge(line, message.bridge_id());
  line.print(".{:04x}, length {}", message.port_id(), data.length());
  if (line.verbosity() == 0) return;
  if (data.raw(kMessageAge, kConfiguration - kMessageAge) == nullptr) return;
  const auto seconds = [](std::uint16_t value) { return value / 256.0; };
  line.print(
      "\n\tmessage-age {:.2f}s, max-age {:.2f}s, hello-time {:.2f}s, forwarding-delay {:.2f}s",
      seconds(data.u16(kMessageAge)), seconds(data.u16(29)), seconds(data.u16(31)),
      seconds(data.u16(33)));
  line.put("\n\troot-id ");
  put_bridge(line, message.root_id());
  line.print(", root-pathcost {}", message.root_path_cost());
  if (rapid) {
    line.put(", port-role ");
    put_name(line, kPortRoles, spanning_tree_role(message.bpdu_flags()), "Unknown");
  }
}

}  // namespace

constinit const Names kSpanningTreeFlags = kFlags;
constinit const Names kSpanningTreeRoles = kPortRoles;

void spanning_tree(Line& line, Bytes data) {
  line.protocol = "stp";
  if (data.length() < 4) return line.invalid();
  if (data.u16(0) != 0 || line.cut()) {
    line.print("unknown STP version, length {}", data.length());
    return;
  }
  const std::uint8_t version = data.u8(2);
  line.put("STP ");
  put_name(line, kVersions, version, "Unknown STP protocol (0x{:02x})");
  if (find_name(kVersions, version) == nullptr) return;
  const std::uint8_t type = data.u8(3);
  line.put(", ");
  put_name(line, kTypes, type, "Unknown BPDU Type (0x{:02x})");
  if (type != kConfigType && type != kRapidType) return;
  if (type == kRapidType && version == kMultiple) return multiple_spanning_trees(line, data);
  if (type == kRapidType && version != kRapid) return;
  if (data.length() < kConfiguration + (type == kRapidType ? 1 : 0)) return line.invalid();
  put_configuration(line, data, version == kRapid);
}

}  // namespace tapbond::text
