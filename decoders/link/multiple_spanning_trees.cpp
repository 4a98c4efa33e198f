// Multiple spanning trees (IEEE 802.1Q clause 14.4): the common one of all regions (CIST), and
// those of one region (MSTI).
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/link/spanning_tree.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kLeast = 102;  // bytes of a message that tells of the common tree alone
constexpr std::uint32_t kFlags = 4;
constexpr std::uint32_t kRoot = 5;
constexpr std::uint32_t kPathCost = 13;
constexpr std::uint32_t kRegionalRoot = 17;
constexpr std::uint32_t kPort = 25;
constexpr std::uint32_t kMessageAge = 27;
constexpr std::uint32_t kVersion1Length = 35;
constexpr std::uint32_t kVersion3Length = 36;
constexpr std::uint32_t kVersion3 = 38;  // what that length counts begins here
constexpr std::uint32_t kName = 39;
constexpr std::uint32_t kNameSize = 32;
constexpr std::uint32_t kRevision = 71;
constexpr std::uint32_t kDigest = 73;
constexpr std::uint32_t kInternalPathCost = 89;
constexpr std::uint32_t kBridge = 93;
constexpr std::uint32_t kHops = 101;
constexpr std::uint32_t kInstance = 16;  // bytes

void put_bridge(Line& line, std::string_view title, Bytes data, std::uint32_t at) {
  if (data.raw(at, 8) == nullptr) return;
  line.print("{}{:04x}.", title, data.u16(at));
  put_mac(line, data, at + 2);
}

void put_flags(Line& line, std::uint8_t flags) {
  line.put("Flags [");
  put_bits(line, kSpanningTreeFlags, flags, "none");
  line.put(']');
}

void put_role(Line& line, std::uint8_t flags) {
  line.put("port-role ");
  put_name(line, kSpanningTreeRoles, spanning_tree_role(flags), "Unknown");
}

void put_common_tree(Line& line, Bytes data) {
  line.put("\n\t");
  put_role(line, data.u8(kFlags));
  put_bridge(line, ", CIST root-id ", data, kRoot);
  line.print(", CIST ext-pathcost {}", data.u32(kPathCost));
  put_bridge(line, "\n\tCIST regional-root-id ", data, kRegionalRoot);
  line.print(", CIST port-id {:04x},", data.u16(kPort));
  const auto seconds = [&](std::uint32_t place) {
    return data.u16(kMessageAge + 2 * place) / 256.0;
  };
  line.print(
      "\n\tmessage-age {:.2f}s, max-age {:.2f}s, hello-time {:.2f}s, forwarding-delay {:.2f}s",
      seconds(0), seconds(1), seconds(2), seconds(3));
  line.print("\n\tv3len {}, MCID Name ", data.u16(kVersion3Length));
  put_string(line, data, kName, kNameSize);
  line.print(", rev {},\n\t\tdigest {:016x}{:016x}", data.u16(kRevision), data.u64(kDigest),
             data.u64(kDigest + 8));
  line.put(", ");
  line.print("CIST int-root-pathcost {},", data.u32(kInternalPathCost));
  put_bridge(line, "\n\tCIST bridge-id ", data, kBridge);
  line.put(", ");
  line.print("CIST remaining-hops {}", data.u8(kHops));
}

void put_instance(Line& line, Bytes data) {
  const std::uint8_t flags = data.u8(0);
  line.print("\n\tMSTI {}, ", data.u16(1) & 0x0fff);
  put_flags(line, flags);
  line.put(", ");
  put_role(line, flags);
  if (data.raw(1, 12) == nullptr) return;
  put_bridge(line, "\n\t\tMSTI regional-root-id ", data, 1);
  line.print(", pathcost {}", data.u32(9));
  line.print("\n\t\tMSTI bridge-prio {}, port-prio {}, hops {}", data.u8(13) >> 4, data.u8(14) >> 4,
             data.u8(15));
}

}  // namespace

void multiple_spanning_trees(Line& line, Bytes data) {
  if (data.length() < kLeast) return line.invalid();
  const std::uint32_t size = data.u16(kVersion3Length);
  if (data.u8(kVersion1Length) != 0 || size > data.length() - kVersion3) return line.invalid();
  line.put(", CIST ");
  put_flags(line, data.u8(kFlags));
  line.print(", length {}", data.length());
  if (line.verbosity() == 0) return;
  put_common_tree(line, data);
  Bytes instances = data.first(kVersion3 + size).from(kLeast);
  for (; instances.length() >= kInstance && !line.cut(); instances = instances.from(kInstance)) {
    put_instance(line, instances);
  }
}

}  // namespace tapbond::text
