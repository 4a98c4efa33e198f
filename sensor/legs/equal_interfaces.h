// Tells interfaces of one leg that are the same: another section of a file, or the next connection
// to a feed, names again what was there before.
//
// Within a section interfaces are different ones, even where they say the same of themselves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sensor/files/interface.h"

namespace tapbond {

class EqualInterfaces {
 public:
  void begin_section() { ++section_; }

  // The place of one that says the same and that this section has not named before.
  std::optional<std::uint32_t> find(const Interface& told);

  // One that was not found.
  void add(const Interface& told, std::uint32_t place);

  // Bytes of text, of all interfaces.
  std::size_t bytes() const { return bytes_; }

 private:
  struct Places {
    std::vector<std::uint32_t> places;
    std::uint64_t section = 0;  // the last that named one
    std::size_t named = 0;      // by it, of the places
  };

  Places& of(const Interface& told);

  std::unordered_map<std::string, Places> known_;
  std::uint64_t section_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace tapbond
