// What a file is that cannot be read here, and how to come by one that can.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace tapbond {

// "is a snoop capture, which ...", for a file that begins so (with 24 bytes; zeros behind a shorter
// one). Nothing for what is not known either.
std::optional<std::string> foreign_format(std::span<const std::uint8_t> beginning);

}  // namespace tapbond
