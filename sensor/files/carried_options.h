// Options of pcapng that nobody here has a use for, on their way from one file to another.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "sensor/files/option_fields.h"

namespace tapbond {

// Appends the option to the list, in this machine's byte order. False, and nothing is appended,
// where it cannot or is not to be carried on.
bool carry_option(std::uint16_t code, std::span<const std::uint8_t> value,
                  const OptionFields& fields, std::string& list);

// The same for all of a block's options but for the end of the list, where none has numbers that
// are known but custom ones. Returns how many were left out.
std::uint64_t carry_options(std::span<const std::uint8_t> from, bool swapped,
                            std::uint16_t highest_known, std::string& list);

}  // namespace tapbond
