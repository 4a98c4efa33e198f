// Frames of a hostile network for a TrafficWatch: the first byte of each tells its leg and how long
// it is; what it then says of them has to be possible.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "sensor/checks/traffic_watch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tapbond::TrafficWatch watch({1500, 1500}, {0x0200'0000'0001});
  std::uint64_t frames = 0;
  while (size > 0) {
    const std::size_t leg = data[0] & 1;
    const std::size_t length = std::min<std::size_t>(data[0] >> 1, size - 1);
    // A copy of its own, so that the sanitizer sees a byte too many.
    const std::vector<std::uint8_t> frame(data + 1, data + 1 + length);
    watch.add(leg, frame, static_cast<std::uint32_t>(length), static_cast<std::int64_t>(frames));
    ++frames;
    data += 1 + length;
    size -= 1 + length;
  }
  const tapbond::TrafficFacts facts = watch.facts();
  std::uint64_t counted = 0;
  for (const tapbond::LegTraffic& leg : facts.legs) {
    counted += leg.frames;
    if (leg.for_others + leg.for_us + leg.group > leg.frames) std::abort();
    if (2 * leg.duplicates > leg.frames || leg.routed > leg.duplicates) std::abort();
    if (leg.pairs_both_ways > leg.pairs || leg.pairs > leg.for_others) std::abort();
  }
  if (counted > frames || facts.sides.one_sided > facts.sides.conversations) std::abort();
  if (facts.shared[0].same > facts.shared[0].compared) std::abort();
  return 0;
}
