// A frame that another one carries: where it is, and whose.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace tapbond {

// What carried it. The frames of one origin are those of one interface.
struct Origin {
  enum class Carrier : std::uint8_t { kVlan };

  Carrier carrier = Carrier::kVlan;
  std::uint32_t id = 0;  // of the VLAN

  friend bool operator==(const Origin&, const Origin&) = default;
};

struct OriginHash {
  std::size_t operator()(const Origin& origin) const;
};

// What the interface is called, behind the name of the one that the frames came in on: ".10".
std::string name_of(const Origin& origin);

// In words, for the log: "VLAN 10".
std::string words_for(const Origin& origin);

// The inner frame is the first `head` bytes of the outer one, then those from `offset` on.
struct Inside {
  std::uint32_t head = 0;
  std::uint32_t offset = 0;
  std::uint32_t captured = 0;  // bytes
  std::uint32_t length = 0;    // bytes on the wire
  Origin origin;
};

}  // namespace tapbond
