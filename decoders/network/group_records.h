// What IGMP's version 3 (RFC 3376) and MLD's version 2 (RFC 3810) say alike, but for the size of an
// address.
#pragma once

#include <cstdint>

#include "decoders/core/line.h"

namespace tapbond::text {

struct GroupFamily {
  std::uint32_t address_bytes;
  void (*put_address)(Line& line, Bytes data, std::uint64_t offset);
  int report_version;
};

extern const GroupFamily kIgmpGroups;
extern const GroupFamily kListenerGroups;

// RFC 3376 4.1.1, RFC 3810 5.1.9: a number of eight bits, of which large ones are floating-point.
constexpr std::uint32_t group_interval(std::uint32_t code) {
  return code < 128 ? code : ((code & 0x0f) | 0x10) << ((code >> 4 & 7) + 3);
}

// So many addresses from `at` on.
void put_group_sources(Line& line, Bytes data, std::uint32_t at, std::uint32_t count,
                       const GroupFamily& family);

// A whole report (RFC 3376 4.2, RFC 3810 5.2), whose length was looked at.
void put_group_report(Line& line, Bytes report, const GroupFamily& family);

}  // namespace tapbond::text
