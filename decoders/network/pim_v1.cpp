// PIM version 1, which is carried in IGMP.
#include "decoders/core/address.h"
#include "decoders/core/duration.h"
#include "decoders/network/igmp_messages.h"

namespace tapbond::text {
namespace {

enum Type : std::uint8_t {
  kQuery = 0,
  kRegister = 1,
  kRegisterStop = 2,
  kJoinPrune = 3,
  kReachable = 4,
  kAssert = 5,
  kGraft = 6,
  kGraftAck = 7,
};

constexpr Name kTypes[] = {
    {kQuery, "Query"},   {kRegister, "Register"},      {kRegisterStop, "Register-Stop"},
    {kAssert, "Assert"}, {kReachable, "RP-reachable"}, {kJoinPrune, "Join/Prune"},
    {kGraft, "Graft"},   {kGraftAck, "Graft-ACK"},
};
constexpr Name kModes[] = {{0, " Dense-mode"}, {1, " Sparse-mode"}, {2, " Sparse-Dense-mode"}};

void put_pair(Line& line, Bytes data, std::uint32_t first, std::uint32_t second) {
  if (data.raw(first, 4) == nullptr || data.raw(second, 4) == nullptr) return;
  line.put(" for ");
  put_ipv4(line, data, first);
  line.put(" > ");
  put_ipv4(line, data, second);
}

void put_assert(Line& line, Bytes data) {
  put_pair(line, data, 16, 8);
  if (data.u32(12) != 0xffffffff) {
    line.put('/');
    put_ipv4(line, data, 12);
  }
  const std::uint32_t preference = data.u32(20);
  line.print(" {} pref {} metric {}", (preference & 0x80000000) != 0 ? "RP-tree" : "SPT",
             preference & 0x7fffffff, data.u32(24));
}

void put_reachable(Line& line, Bytes data) {
  line.put(" group ");
  put_ipv4(line, data, 8);
  if (data.u32(12) != 0xffffffff) {
    line.put('/');
    put_ipv4(line, data, 12);
  }
  line.put(" RP ");
  put_ipv4(line, data, 16);
  line.put(" hold ");
  put_duration(line, data.u16(22));
}

Bytes put_sources(Line& line, Bytes rest, std::uint32_t count, std::string_view title) {
  for (std::uint32_t i = 0; i < count && !line.cut(); ++i) {
    if (rest.raw(0, 6) == nullptr) break;
    const unsigned flags = rest.u8(0);
    line.print("\n\t{} {} SPT ", title, (flags & 1) != 0 ? "Sparse" : "Dense");
    put_ipv4(line, rest, 2);
    line.print("/{}", rest.u8(1));
    rest = rest.from(6);
  }
  return rest;
}

void put_groups(Line& line, Bytes data) {
  const std::string_view separator = line.verbosity() > 1 ? "\n " : " ";
  line.print("{}Upstream Nbr: ", separator);
  put_ipv4(line, data, 8);
  line.print("{}Hold time: ", separator);
  put_duration(line, data.u16(14));
  if (line.verbosity() < 2) return;
  const unsigned groups = data.u8(19);
  Bytes rest = data.from(20);
  for (unsigned i = 0; i < groups && !line.cut(); ++i) {
    if (rest.raw(0, 12) == nullptr) return;
    line.put("\n\tGroup: ");
    put_ipv4(line, rest, 0);
    if (rest.u32(4) != 0xffffffff) {
      line.put('/');
      put_ipv4(line, rest, 4);
    }
    const std::uint32_t joined = rest.u16(8);
    const std::uint32_t pruned = rest.u16(10);
    line.print(" joined: {} pruned: {}", joined, pruned);
    rest = put_sources(line, rest.from(12), joined, "Join ");
    rest = put_sources(line, rest, pruned, "Prune");
  }
}

void put_packet(Line& line, Bytes data) {
  line.protocol = "pimv1";
  const std::uint8_t type = data.u8(1);
  if (line.cut()) return;
  line.put(' ');
  put_name(line, kTypes, type, "[type {}]");
  switch (type) {
    case kQuery:
      if (data.has(8, 1)) {
        const unsigned mode = data.u8(8) >> 4;
        put_name(line, kModes, mode, " mode-{}");
      }
      if (line.verbosity() > 0) {
        const std::uint16_t hold = data.u16(10);
        line.put(" (Hold-time ");
        put_duration(line, hold);
        line.put(')');
      }
      break;
    case kRegister:
      put_pair(line, data, 20, 24);
      break;
    case kRegisterStop:
      put_pair(line, data, 8, 12);
      break;
    case kReachable:
      if (line.verbosity() > 0) put_reachable(line, data);
      break;
    case kAssert:
      put_assert(line, data);
      break;
    case kJoinPrune:
    case kGraft:
    case kGraftAck:
      if (line.verbosity() > 0) put_groups(line, data);
      break;
    default:
      break;
  }
  if (const unsigned version = data.u8(4) >> 4; version != 1) line.print(" [v{}]", version);
}

}  // namespace

void pim_v1(Line& line, Bytes data) {
  put_packet(line, data);
  line.settle_cut();
}

}  // namespace tapbond::text
