// What a stream of hostile frames makes the cause finder conclude: pairs of frames that it has
// seen, no more of them than frames can prove, and the same whether the frames are looked at one by
// one or many at once.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <vector>

#include "decoders/causes/cause_finder.h"

namespace {

constexpr int kLinktypes[] = {1, 1, 1, 1, 101, 113, 276, 0, 9};
// Acknowledgement of bytes and of a time stamp, both ways.
constexpr std::size_t kMostPairs = 4;
constexpr std::size_t kConversations = 16;  // few, so that some are forgotten

}  // namespace

// Frames: a byte for the link type, one for the size, one for what was cut off, then the bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tapbond::causes::CauseFinder finder(kConversations);
  std::vector<tapbond::causes::CauseAndEffect> found;
  tapbond::causes::FrameNumber number = 0;
  std::vector<std::vector<std::uint8_t>> all_bytes;
  std::vector<tapbond::FrameView> all;
  while (size >= 3) {
    const std::size_t captured = std::min<std::size_t>(data[1], size - 3);
    // A copy of its own, so that a read beyond its end is one.
    const auto& bytes = all_bytes.emplace_back(data + 3, data + 3 + captured);
    tapbond::FrameView frame;
    frame.stamp = static_cast<std::int64_t>(number) * 1'000'000;
    frame.bytes = bytes.data();
    frame.captured = static_cast<std::uint32_t>(captured);
    frame.length = frame.captured + data[2];
    frame.linktype = kLinktypes[data[0] % std::size(kLinktypes)];
    all.push_back(frame);
    const std::size_t before = found.size();
    finder.look(frame, number, found);
    if (found.size() - before > kMostPairs) std::abort();
    for (std::size_t i = before; i < found.size(); ++i) {
      if (found[i].cause > number || found[i].effect > number) std::abort();
      if (found[i].cause == found[i].effect) std::abort();
    }
    ++number;
    data += 3 + captured;
    size -= 3 + captured;
  }
  tapbond::causes::CauseFinder another(kConversations);
  std::vector<tapbond::causes::CauseAndEffect> found_at_once;
  another.look(all, 0, found_at_once);
  if (found_at_once != found) std::abort();
  return 0;
}
