#include "decoders/core/address.h"
#include "decoders/network/group_records.h"
#include "decoders/network/icmpv6_parts.h"

namespace tapbond::text {
namespace {

// RFC 3810 5.1.3: of which large ones are floating-point.
std::uint32_t response_delay(std::uint32_t code) {
  return code < 32768 ? code : ((code & 0x0fff) | 0x1000) << ((code >> 12 & 7) + 3);
}

}  // namespace

void listener(Line& line, Bytes message) {
  if (!message.has(0, 24)) return;
  line.print("max resp delay: {} addr: ", message.u16(4));
  put_ipv6(line, message, 8);
}

void listener_query2(Line& line, Bytes message) {
  const bool verbose = line.verbosity() > 0;
  const std::uint32_t delay = response_delay(message.u16(4));
  if (verbose) line.print(" [max resp delay={}]", delay);
  line.put(" [gaddr ");
  put_ipv6(line, message, 8);
  if (verbose) {
    const std::uint8_t flags = message.u8(24);
    if ((flags & 8) != 0) line.put(" sflag");
    if ((flags & 7) != 0) line.print(" robustness={}", flags & 7);
    line.print(" qqi={}", group_interval(message.u8(25)));
  }
  const std::uint32_t sources = message.u16(26);
  if (sources > 0) {
    if (message.length() < 28 + sources * 16) {
      line.put(" [invalid number of sources]");
    } else if (line.verbosity() > 1) {
      put_group_sources(line, message, 28, sources, kListenerGroups);
    } else {
      line.print(", {} source(s)", sources);
    }
  }
  line.put(']');
}

void listener_report2(Line& line, Bytes message) {
  if (message.length() < 8) {
    line.print(" [invalid len {}]", message.length());
    return;
  }
  put_group_report(line, message, kListenerGroups);
}

}  // namespace tapbond::text
