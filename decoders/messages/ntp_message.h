// A message of NTP that tells the time (RFC 5905), as values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace tapbond::messages {

struct NtpMessage {
  unsigned version = 0;
  unsigned mode = 0;  // 1 to 5
  unsigned stratum = 0;
  // Seconds.
  double poll = 0;
  double precision = 0;
  double root_delay = 0;
  double root_dispersion = 0;
  std::string reference;  // four letters, or from the second stratum on an address
  // Nanoseconds since 1970; 0: not told.
  std::int64_t reference_time = 0;
  std::int64_t origin_time = 0;
  std::int64_t receive_time = 0;
  std::int64_t transmit_time = 0;
  unsigned extensions = 0;
};

// Nothing where it is none, or one of control.
std::optional<NtpMessage> read_ntp(std::span<const std::uint8_t> message);

}  // namespace tapbond::messages
