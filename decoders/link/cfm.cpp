// Connectivity Fault Management (IEEE 802.1ag), as far as its common header.
#include "decoders/core/names.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;

constexpr Name kCodes[] = {
    {1, "Continuity Check Message"}, {2, "Loopback Reply"},    {3, "Loopback Message"},
    {4, "Linktrace Reply"},          {5, "Linktrace Message"},
};

}  // namespace

void cfm(Line& line, Bytes data) {
  line.protocol = "cfm";
  if (data.length() < kHeader) {
    line.put("\n\t\t packet is too short");
    return;
  }
  if (!data.has(0, kHeader)) {
    line.truncated();
    return;
  }
  const unsigned level_and_version = data.u8(0);
  const unsigned version = level_and_version & 31;
  if (version != 0) {
    line.print("CFMv{} not supported, length {}", version, data.length());
    return;
  }
  line.put("CFMv0 ");
  put_name(line, kCodes, data.u8(1), "unknown ({})");
  line.print(", MD Level {}, length {}", level_and_version >> 5, data.length());
}

}  // namespace tapbond::text
