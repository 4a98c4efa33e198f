// A frame that another one carries: where it is, and whose.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace tapbond {

// An IP address: 4 bytes, 16, or none.
struct IpAddress {
  std::uint8_t size = 0;
  std::array<std::uint8_t, 16> bytes{};

  friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

enum class Carrier : std::uint8_t { kVlan, kVxlan, kGeneve, kGre, kErspan, kTzsp };

// What carried it. The frames of one origin are those of one interface.
struct Origin {
  Carrier carrier = Carrier::kVlan;
  IpAddress source{};                 // of a tunnel
  std::optional<std::uint32_t> id{};  // of the VLAN; VNI, key or session, where there is one

  friend bool operator==(const Origin&, const Origin&) = default;
};

struct OriginHash {
  std::size_t operator()(const Origin& origin) const;
};

// As --unwrap calls it.
const char* carrier_name(Carrier carrier);

// What the interface is called, behind the name of the one that the frames came in on: ".10",
// "/vxlan 10.0.0.5 vni 7".
std::string name_of(const Origin& origin);

// In words, for the log: "VLAN 10".
std::string words_for(const Origin& origin);

// When the mirror saw a frame, by its own clock.
struct MirrorTime {
  // It counts from 1970, as IEEE 1588 does.
  static constexpr std::uint64_t kAbsolute = 0;
  // It does not begin anew within what 64 bits of nanoseconds can tell.
  static constexpr std::uint64_t kEndless = ~std::uint64_t{0};

  std::uint64_t nanoseconds = 0;
  // After so many the clock begins anew at 0, unless it is one of the above; where it began is not
  // told.
  std::uint64_t period = kAbsolute;

  friend bool operator==(const MirrorTime&, const MirrorTime&) = default;
};

// The inner frame is the first `head` bytes of the outer one, then those from `offset` on.
struct Inside {
  std::uint32_t head = 0;
  std::uint32_t offset = 0;
  std::uint32_t captured = 0;  // bytes
  std::uint32_t length = 0;    // bytes on the wire
  Origin origin;
  std::optional<std::uint32_t> sequence{};  // that its source counts them by
  std::optional<MirrorTime> time{};
};

}  // namespace tapbond
