#include "decoders/core/address.h"
#include "decoders/core/names.h"
#include "decoders/network/icmpv6_parts.h"

namespace tapbond::text {
namespace {

constexpr Name kRecordTypes[] = {
    {1, "is_in"}, {2, "is_ex"}, {3, "to_in"}, {4, "to_ex"}, {5, "allow"}, {6, "block"},
};

// RFC 3810 5.1.3 and 5.1.9: a small floating-point number.
std::uint32_t response_delay(std::uint32_t code) {
  return code < 32768 ? code : ((code & 0x0fff) | 0x1000) << ((code >> 12 & 7) + 3);
}
std::uint32_t query_interval(std::uint32_t code) {
  return code < 128 ? code : ((code & 0x0f) | 0x10) << ((code >> 4 & 7) + 3);
}

void put_sources(Line& line, Bytes message, std::uint32_t at, std::uint32_t count) {
  line.put(" {");
  for (std::uint32_t i = 0; i < count && !line.cut(); ++i) {
    line.put(' ');
    put_ipv6(line, message, at + 16 * i);
  }
  line.put(" }");
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
    line.print(" qqi={}", query_interval(message.u8(25)));
  }
  const std::uint32_t sources = message.u16(26);
  if (sources > 0) {
    if (message.length() < 28 + sources * 16) {
      line.put(" [invalid number of sources]");
    } else if (line.verbosity() > 1) {
      put_sources(line, message, 28, sources);
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
  const std::uint32_t groups = message.u16(6);
  line.print(", {} group record(s)", groups);
  if (line.verbosity() == 0) return;
  std::uint32_t at = 8;
  for (std::uint32_t i = 0; i < groups && !line.cut(); ++i) {
    if (message.length() < at + 20) {
      line.put(" [invalid number of groups]");
      return;
    }
    message.raw(at, 20);
    line.put(" [gaddr ");
    put_ipv6(line, message, at + 4);
    line.put(' ');
    put_name(line, kRecordTypes, message.u8(at), " [v2-report-#{}]");
    const std::uint32_t sources = message.u16(at + 2);
    if (message.length() < at + 20 + sources * 16) {
      line.print(" [invalid number of sources {}]", sources);
      return;
    }
    if (line.verbosity() == 1) {
      line.print(", {} source(s)", sources);
    } else {
      put_sources(line, message, at + 20, sources);
    }
    at += 20 + sources * 16;
    line.put(']');
  }
}

}  // namespace tapbond::text
