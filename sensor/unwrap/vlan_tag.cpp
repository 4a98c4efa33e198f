#include "sensor/unwrap/vlan_tag.h"

#include "sensor/unwrap/octets.h"

namespace tapbond {
namespace {

constexpr std::uint32_t kAddresses = 12;  // bytes, in front of the tag
constexpr std::uint32_t kTag = 4;
constexpr std::uint32_t kId = 0x0fff;

}  // namespace

std::optional<Inside> inside_vlan(std::span<const std::uint8_t> frame, std::uint32_t length) {
  if (frame.size() < kAddresses + kTag || length < frame.size()) return std::nullopt;
  const std::uint32_t id = be16(frame, kAddresses + 2) & kId;
  if (!is_vlan_tag(be16(frame, kAddresses)) || id == 0) return std::nullopt;
  return Inside{.head = kAddresses,
                .offset = kAddresses + kTag,
                .captured = static_cast<std::uint32_t>(frame.size()) - kTag,
                .length = length - kTag,
                .origin = {.carrier = Carrier::kVlan, .id = id}};
}

}  // namespace tapbond
