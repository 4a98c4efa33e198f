#include "sensor/trailers/trailer_clock.h"

#include <fmt/format.h>

#include <optional>

#include "sensor/files/frame_marks.h"
#include "sensor/usage_error.h"

namespace tapbond {

void TrailerClock::take(std::uint16_t leg, const std::string& name, std::span<Frame> frames) {
  Counts& counts = counts_[leg];
  for (Frame& frame : frames) {
    const bool whole = frame.captured == frame.length;
    const auto trailer =
        whole ? read_trailer(kind_, {frame.bytes, frame.captured}, frame.stamp) : std::nullopt;
    if (trailer) {
      ++counts.read;
      stamps_[frame.bytes] = frame.stamp;
      frame.stamp = trailer->stamp;
      frame.captured -= trailer->bytes;
      frame.length -= trailer->bytes;
      frame.marks |= marks::kTrailer;
    } else if (++counts.without == kFirst && counts.read == 0) {
      throw UsageError(fmt::format(
          "--trailer {}: none of the first {} packets of {} ends with such a time within a week of "
          "its capture; name the kind that the tap is set to, or set its clock",
          name_of(kind_), kFirst, name));
    }
  }
}

std::int64_t TrailerClock::take_back(const Frame& frame) {
  const auto found = stamps_.extract(frame.bytes);
  return found ? found.mapped() : frame.stamp;
}

std::string TrailerClock::text(std::uint16_t leg) const {
  const Counts& counts = counts_[leg];
  return fmt::format("times by {} trailers, {} packets without", name_of(kind_), counts.without);
}

const char* name_of(TrailerKind kind) {
  switch (kind) {
    case TrailerKind::kMetamako:
      return "metamako";
    case TrailerKind::kHpt:
      return "hpt";
    case TrailerKind::kIxia:
      return "ixia";
    case TrailerKind::kVss:
      break;
  }
  return "vss";
}

}  // namespace tapbond
