#include "sensor/unwrap/sequence_loss.h"

namespace tapbond {

void SequenceLoss::saw(std::uint32_t number) {
  const std::uint32_t ahead = newest_ ? number - *newest_ : 0;
  const std::uint32_t behind = 0 - ahead;
  if (newest_ && ahead == 0) return;
  if (newest_ && behind < kWindow) {
    const std::uint64_t bit = std::uint64_t{1} << behind;
    // Before the first that was seen nothing was counted as lost.
    if ((seen_ & bit) == 0 && lost_ > 0) --lost_;
    seen_ |= bit;
    return;
  }
  if (newest_ && ahead <= kMostSkipped) {
    lost_ += ahead - 1;
    seen_ = ahead < kWindow ? seen_ << ahead | 1 : 1;
  } else {
    seen_ = ~std::uint64_t{0};  // what came before it is not missed
  }
  newest_ = number;
}

}  // namespace tapbond
