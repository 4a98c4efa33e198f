// The options of an IPv4 header (RFC 791), of libtins's numbers.
#pragma once

#include <tins/ip.h>

#include <cstdint>

namespace tapbond {

// An option's first byte: whether fragments get it too, its class, its number.
constexpr std::uint8_t ipv4_option(Tins::IP::OptionNumber number,
                                   Tins::IP::OptionClass kind = Tins::IP::CONTROL,
                                   bool copied = false) {
  return static_cast<std::uint8_t>((copied ? 0x80 : 0) | kind << 5 | number);
}

enum Ipv4Option : std::uint8_t {
  kEndOfOptions = ipv4_option(Tins::IP::END),
  kNoOperation = ipv4_option(Tins::IP::NOOP),
  kRecordRoute = ipv4_option(Tins::IP::RR),
  kTimestamp = ipv4_option(Tins::IP::TIMESTAMP, Tins::IP::MEASUREMENT),
  kTraceroute = ipv4_option(Tins::IP::TR, Tins::IP::MEASUREMENT),
  kSecurity = ipv4_option(Tins::IP::SEC, Tins::IP::CONTROL, true),
  kLooseRoute = ipv4_option(Tins::IP::LSRR, Tins::IP::CONTROL, true),
  kStrictRoute = ipv4_option(Tins::IP::SSRR, Tins::IP::CONTROL, true),
  kRouterAlert = ipv4_option(Tins::IP::RTRALT, Tins::IP::CONTROL, true),
};

}  // namespace tapbond
