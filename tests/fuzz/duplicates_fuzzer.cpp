// Frames of which some may be copies of others. The first byte tells the link type, and that of
// each frame its leg, whether it comes again, and how long it is.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <vector>

#include "sensor/duplicates/copy_finder.h"
#include "sensor/duplicates/duplicate_options.h"

namespace {

constexpr int kLinktypes[] = {1, 0, 9, 51, 101, 104, 105, 113, 127, 239, 276};

void look_at_what_counts(const tapbond::Frame& frame, int linktype) {
  tapbond::Comparable packet;
  if (!tapbond::find_comparable(frame, linktype, tapbond::PacketHash::kMost, packet)) return;
  const std::uint8_t* const begin = packet.bytes.data();
  if (begin < frame.bytes || begin + packet.bytes.size() > frame.bytes + frame.captured)
    std::abort();
  if (packet.bytes.size() != packet.length) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static tapbond::CopyFinder finder(2, tapbond::DuplicateOptions().within_ns);
  static std::int64_t stamp = 0;
  if (size == 0) return 0;
  const int linktype = kLinktypes[data[0] % std::size(kLinktypes)];
  ++data;
  --size;
  stamp += 2 * tapbond::DuplicateOptions().within_ns;  // nothing is a copy of another input's
  std::size_t frames = 0;
  std::size_t copies = 0;
  while (size > 0) {
    const std::size_t length = std::min<std::size_t>(data[0] >> 2, size - 1);
    const std::vector<std::uint8_t> bytes(data + 1, data + 1 + length);
    const auto leg = static_cast<std::uint16_t>(data[0] & 1);
    const tapbond::Frame frame{.stamp = ++stamp,
                               .bytes = bytes.data(),
                               .captured = static_cast<std::uint32_t>(length),
                               .length = static_cast<std::uint32_t>(length),
                               .interface = leg,
                               .marks = 0,
                               .leg = leg,
                               .slab = 0};
    look_at_what_counts(frame, linktype);
    for (int times = data[0] >> 1 & 1; times >= 0; --times) {
      std::optional<tapbond::Copy> copy;
      finder.look({&frame, 1}, {&linktype, 1}, {&copy, 1});
      ++frames;
      if (copy) ++copies;
    }
    data += 1 + length;
    size -= 1 + length;
  }
  if (2 * copies > frames) std::abort();
  return 0;
}
