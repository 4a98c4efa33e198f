#include "sensor/unwrap/vlan_tag.h"

namespace tapbond {
namespace {

constexpr std::uint32_t kAddresses = 12;  // bytes, in front of the tag
constexpr std::uint32_t kTag = 4;
constexpr std::uint32_t kId = 0x0fff;

// 802.1Q, 802.1ad, and what was used for the outer one of two before that.
bool is_tag(std::uint32_t type) { return type == 0x8100 || type == 0x88a8 || type == 0x9100; }

}  // namespace

std::optional<Inside> inside_vlan(std::span<const std::uint8_t> frame, std::uint32_t length) {
  if (frame.size() < kAddresses + kTag || length < frame.size()) return std::nullopt;
  const auto at = [&frame](std::uint32_t offset) {
    return static_cast<std::uint32_t>(frame[offset] << 8 | frame[offset + 1]);
  };
  const std::uint32_t id = at(kAddresses + 2) & kId;
  if (!is_tag(at(kAddresses)) || id == 0) return std::nullopt;
  return Inside{.head = kAddresses,
                .offset = kAddresses + kTag,
                .captured = static_cast<std::uint32_t>(frame.size()) - kTag,
                .length = length - kTag,
                .origin = {.carrier = Carrier::kVlan, .id = id}};
}

}  // namespace tapbond
