// What a stream of hostile frames makes the cause finder conclude: pairs of frames that it has
// seen, and no more of them than frames can prove.
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
  while (size >= 3) {
    const std::size_t captured = std::min<std::size_t>(data[1], size - 3);
    // A copy of its own, so that a read beyond its end is one.
    const std::vector<std::uint8_t> bytes(data + 3, data + 3 + captured);
    tapbond::FrameView frame;
    frame.stamp = static_cast<std::int64_t>(number) * 1'000'000;
    frame.bytes = bytes.data();
    frame.captured = static_cast<std::uint32_t>(captured);
    frame.length = frame.captured + data[2];
    frame.linktype = kLinktypes[data[0] % std::size(kLinktypes)];
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
  return 0;
}
