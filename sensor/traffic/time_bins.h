// What came when, in a fixed number of bins that cover the whole capture, however long: when time
// goes beyond the last one, two and two become one, and all are twice as wide.
//
// All lanes (the interfaces that frames came from) share the bins, so that their plots can be laid
// side by side. A frame that is stamped before the first one counts in the first bin. Memory is
// fixed for each lane; one thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tapbond {

struct BinCounts {
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;     // on the wire; of these, by the ends of conversations:
  std::uint64_t began = 0;     // of who began one,
  std::uint64_t answered = 0;  // of who answered
  std::uint64_t moved = 0;     // frames that left with an earlier time than their stamp

  BinCounts& operator+=(const BinCounts& other);
};

class TimeBins {
 public:
  static constexpr std::size_t kBins = 512;
  static constexpr std::int64_t kFirstWidth = 1'000'000;  // nanoseconds

  // `stamp`: nanoseconds since 1970.
  void add(std::size_t lane, std::int64_t stamp, const BinCounts& counts);

  bool any() const { return any_; }
  std::int64_t begin() const { return begin_; }  // of the first bin
  std::int64_t width() const { return width_; }
  std::size_t used() const { return used_; }  // bins; all behind them are empty
  // By lane; as many as were seen up to the last that had frames. Empty for one that had none.
  std::size_t lanes() const { return lanes_.size(); }
  std::span<const BinCounts> of(std::size_t lane) const;

 private:
  std::size_t bin_of(std::int64_t stamp);
  void widen();

  bool any_ = false;
  std::int64_t begin_ = 0;
  std::int64_t width_ = kFirstWidth;
  std::size_t used_ = 0;
  std::vector<std::vector<BinCounts>> lanes_;
};

}  // namespace tapbond
