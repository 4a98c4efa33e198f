// What a stream of hostile frames makes of the session log: no crash, no more conversations than
// there may be, and lines that are lines.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <vector>

#include "scratch_directory.h"
#include "sensor/sessions/sessions.h"

namespace {

constexpr int kLinktypes[] = {1, 1, 1, 1, 101, 105, 113, 127, 239, 276, 0, 9};
constexpr std::size_t kConversations = 16;  // few, so that some are pushed out

}  // namespace

// Frames: a byte for the link type, one for the size, one for what was cut off, then the bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tapbond::sessions;
  Logs logs({.directory = scratch_directory()});
  Sessions sessions(
      {.most_conversations = kConversations, .reassembly_bytes = 4096, .verify_checksums = false},
      logs);
  std::int64_t stamp = 0;
  while (size >= 3) {
    const std::size_t captured = std::min<std::size_t>(data[1], size - 3);
    // A copy of its own, so that a read beyond its end is one.
    const std::vector<std::uint8_t> bytes(data + 3, data + 3 + captured);
    tapbond::FrameView frame;
    frame.stamp = stamp += 1'000'000 * std::int64_t{data[2]};
    frame.bytes = bytes.data();
    frame.captured = static_cast<std::uint32_t>(captured);
    frame.length = frame.captured + data[2] % 16;
    frame.linktype = kLinktypes[data[0] % std::size(kLinktypes)];
    sessions.look(frame, 0);
    if (sessions.open() > kConversations) std::abort();
    data += 3 + captured;
    size -= 3 + captured;
  }
  sessions.finish();
  if (sessions.open() != 0) std::abort();
  return 0;
}
