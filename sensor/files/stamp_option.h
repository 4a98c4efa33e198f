// The option in which a pcapng keeps the stamp of a packet that left with another time (--order
// causal): what the kernel stamped on it. It is own_option.h with one value, the stamp: nanoseconds
// since 1970-01-01 00:00 UTC, signed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sensor/files/own_option.h"

namespace tapbond::stamp_option {

// With the option's header.
inline constexpr std::size_t kBytes = own_option::bytes(1);
// Likewise of a comment that says the same to people.
inline constexpr std::size_t kCommentBytes = 100;

// To `to`, which has room for it.
void store(std::int64_t stamp, std::uint8_t* to);

void store_comment(std::int64_t stamp, std::uint8_t* to);

// Whether an option, whose value is in the other byte order if `swapped`, is one.
bool is_one(std::uint16_t code, std::span<const std::uint8_t> value, bool swapped);

}  // namespace tapbond::stamp_option
