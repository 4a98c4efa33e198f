// Every file of a series tells its own share of what was counted on each interface, so that the
// files' numbers add up to the run's.
//
// What the kernel dropped and filtered is only known from time to time, and for all files so far:
// a file's share of it is what was added since the file before. What was written is counted here,
// frame by frame. In each file received = written + filtered + dropped.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bond/frame.h"
#include "sensor/files/interface.h"

namespace tapbond {

class CountShares {
 public:
  void add_interface() { rows_.emplace_back(); }

  void count(std::span<const Frame> frames) {
    for (const Frame& frame : frames) ++rows_[frame.interface].written;
  }

  // The share of a file that ends at `end_ns`; `so_far` is of all files, and may be of fewer
  // interfaces.
  std::vector<InterfaceCounts> take(std::span<const InterfaceCounts> so_far, std::int64_t end_ns);

  // What is left for the last file of the `total`.
  std::vector<InterfaceCounts> rest(std::span<const InterfaceCounts> total) const;

 private:
  struct Row {
    std::uint64_t written = 0;  // to the file that is not yet finished
    InterfaceCounts given;      // to the files before
    std::uint64_t filtered_given = 0;
  };

  std::vector<Row> rows_;
  std::int64_t began_ns_ = 0;  // the file; 0: with the run
};

}  // namespace tapbond
