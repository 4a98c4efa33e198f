// The last minutes of a run, a sample a second, for the page's plots.
//
// For one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "sensor/report/run_numbers.h"

namespace tapbond {

class PageHistory {
 public:
  static constexpr std::size_t kMost = 300;  // samples

  void add(const RunNumbers& numbers);

  // {"legs": [names], "samples": [{"time": s, "legs": [[frames/s, bits/s, dropped, late, up]]}]},
  // oldest first; dropped and late since the sample before.
  std::string json() const;

 private:
  struct OfLeg {
    double frames_per_s = 0;
    double bits_per_s = 0;
    std::uint64_t dropped = 0;
    std::uint64_t late = 0;
    bool up = true;
  };
  struct Sample {
    std::int64_t time_ns = 0;
    std::vector<OfLeg> legs;
  };

  RunNumbers last_;
  bool any_ = false;
  std::deque<Sample> samples_;
};

}  // namespace tapbond
