#include "sensor/checks/shared_frames.h"

#include <algorithm>
#include <functional>
#include <string_view>

#include "sensor/checks/mixed.h"

namespace tapbond {
namespace {

// Enough of a frame to tell it from any other: addresses, IP identification, sequence numbers.
constexpr std::size_t kDigestBytes = 128;

SharedFrames compare(const auto& first, const auto& second) {
  SharedFrames shared;
  std::uint64_t of_first = 0;
  std::uint64_t of_second = 0;
  for (const auto& [digest, count] : second) of_second += count;
  for (const auto& [digest, count] : first) {
    of_first += count;
    const auto found = second.find(digest);
    if (found != second.end()) shared.same += std::min(count, found->second);
  }
  shared.compared = std::min(of_first, of_second);
  return shared;
}

}  // namespace

void SharedFramesFinder::add(std::size_t leg, std::span<const std::uint8_t> bytes,
                             std::uint32_t length) {
  const std::string_view start(reinterpret_cast<const char*>(bytes.data()),
                               std::min(bytes.size(), kDigestBytes));
  const std::uint64_t digest = mixed(std::hash<std::string_view>()(start) + length);
  if ((digest & mask_) != 0) return;
  ++legs_[leg][digest];
  if (legs_[leg].size() >= kMostDigests) thin_out();
}

void SharedFramesFinder::thin_out() {
  mask_ = mask_ << 1 | 1;
  for (Digests& digests : legs_) {
    std::erase_if(digests, [&](const auto& entry) { return (entry.first & mask_) != 0; });
  }
}

std::vector<SharedFrames> SharedFramesFinder::found() const {
  std::vector<SharedFrames> all;
  for (std::size_t second = 1; second < legs_.size(); ++second) {
    for (std::size_t first = 0; first < second; ++first) {
      SharedFrames shared = compare(legs_[first], legs_[second]);
      shared.first = first;
      shared.second = second;
      all.push_back(shared);
    }
  }
  return all;
}

}  // namespace tapbond
