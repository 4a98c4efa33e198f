// Ends of frames that may be times. The first byte tells which kind is looked for, the second where
// from the end the seconds stand that the frame was captured at: a time has to be near those.
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <vector>

#include "sensor/trailers/trailer.h"

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

std::int64_t captured_at(const std::vector<std::uint8_t>& frame, std::size_t from_end) {
  if (from_end < 4 || from_end > frame.size()) return 0;
  std::uint32_t seconds = 0;
  for (std::size_t i = 0; i < 4; ++i) seconds = seconds << 8 | frame[frame.size() - from_end + i];
  return seconds * kSecond;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tapbond::TrailerKind;
  constexpr TrailerKind kKinds[] = {TrailerKind::kMetamako, TrailerKind::kHpt, TrailerKind::kVss,
                                    TrailerKind::kIxia};
  if (size < 2) return 0;
  const std::vector<std::uint8_t> frame(data + 2, data + size);
  const std::int64_t stamp = captured_at(frame, data[1] % 32);
  const auto found = tapbond::read_trailer(kKinds[data[0] % std::size(kKinds)], frame, stamp);
  if (!found) return 0;
  if (found->bytes > frame.size() || found->stamp < 0) std::abort();
  const std::int64_t apart = found->stamp - stamp;
  if (apart > tapbond::kFarthestTrailer || apart < -tapbond::kFarthestTrailer) std::abort();
  return 0;
}
