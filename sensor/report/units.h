// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace tapbond {

std::string count_text(std::uint64_t count);       // 1,234,567
std::string bytes_text(std::uint64_t bytes);       // 1.2 MiB
std::string bit_rate_text(double bits_per_s);      // 1.2 Mbit/s
std::string frame_rate_text(double frames_per_s);  // 1.2 k packets/s
std::string duration_text(std::int64_t ns);        // 1.2 ms
std::string time_text(std::int64_t ns);            // 2026-11-27 10:00:00.000 UTC

}  // namespace tapbond
