// Rates follow from how many bits the streams together put on a subcarrier, the code's rate, the
// subcarriers, and the time of a symbol (IEEE 802.11-2016 19.5).
#include "decoders/link/radiotap_rates.h"

namespace tapbond::text {
namespace {

struct Modulation {
  unsigned bits = 0;           // per subcarrier, over all streams
  unsigned code_twelfths = 0;  // of 12
};

constexpr Modulation kEqual[] = {{1, 6}, {2, 6}, {2, 9}, {4, 6}, {4, 9}, {6, 8}, {6, 9}, {6, 10}};

// Streams that differ in modulation: the sums of their bits, first with code rate 1/2, then 3/4.
constexpr std::uint8_t kTwoStreams[] = {6, 8, 10};
constexpr std::uint8_t kThreeStreams[] = {8, 10, 10, 12, 14, 14, 16};
constexpr std::uint8_t kFourStreams[] = {10, 12, 14, 12, 14, 16, 18, 16, 18, 20, 20, 22};

template <unsigned size>
bool find_unequal(const std::uint8_t (&sums)[size], unsigned& place, Modulation& found) {
  if (place < 2 * size) {
    found = {sums[place % size], place < size ? 6u : 9u};
    return true;
  }
  place -= 2 * size;
  return false;
}

Modulation modulation(std::uint8_t index) {
  if (index < 32) {
    Modulation one = kEqual[index % 8];
    one.bits *= index / 8 + 1u;
    return one;
  }
  if (index == 32) return {};
  unsigned place = index - 33u;
  Modulation found;
  if (find_unequal(kTwoStreams, place, found)) return found;
  if (find_unequal(kThreeStreams, place, found)) return found;
  find_unequal(kFourStreams, place, found);
  return found;
}

}  // namespace

void put_throughput_rate(Line& line, std::uint8_t index, bool wide, bool short_guard) {
  const double symbol = short_guard ? 3.6 : 4.0;  // microseconds
  if (index == 32) {                              // both halves of a wide channel say the same
    if (wide) line.print("{:.1f} Mb/s ", 24 / symbol);
    return;
  }
  const Modulation known = modulation(index);
  if (known.bits == 0) return;
  const unsigned subcarriers = wide ? 108 : 52;
  line.print("{:.1f} Mb/s ", subcarriers * known.bits * known.code_twelfths / 12.0 / symbol);
}

}  // namespace tapbond::text
