// What captures hold beside packets, by kind, and how much there was of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace tapbond {

enum class BesideKind : std::uint8_t {
  kPacketComment,
  kPacketFlags,
  kPacketHash,
  kPacketDropCount,
  kPacketId,
  kPacketQueue,
  kPacketVerdict,
  kCustomOption,
  kOtherOption,
};

class BesideCounts {
 public:
  static constexpr std::size_t kKinds = static_cast<std::size_t>(BesideKind::kOtherOption) + 1;

  void add(BesideKind kind, std::uint64_t how_many = 1) {
    counts_[static_cast<std::size_t>(kind)] += how_many;
  }
  std::uint64_t of(BesideKind kind) const { return counts_[static_cast<std::size_t>(kind)]; }

 private:
  std::array<std::uint64_t, kKinds> counts_{};
};

}  // namespace tapbond
