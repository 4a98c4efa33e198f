// The names of a series of capture files, as tcpdump gives them for the same options.
//
//   -C        name, name1, name2, ...
//   -C -W 12  name00, name01, ... name11, name00, ...
//   -G        the name as a format of strftime(3), of the second in which the file begins
//   both      the first of these with each period's name in front
//
// A name that was given once, or that something else has, is not given to another file: it gets a
// number before its extension (name-2.pcap), or at its end where it has none.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>

#include "sensor/sinks/rotation.h"

namespace tapbond {

class FileNames {
 public:
  // Reads the time zone, so that name() needs no file.
  FileNames(std::string path, const Rotation& rotation);

  // The file of that `number` (from 0) in the period that began at `second` (since 1970 UTC; named
  // in local time), the `repeat`-th period of that name.
  std::string name(std::int64_t second, std::uint64_t number, std::uint64_t repeat) const;

  // Which repeat of its name the next period is that begins then: 1 where there was none in this
  // run, of those that are remembered (more than a day of one each second). `taken` passes over
  // those for which it is true.
  std::uint64_t begin_period(std::int64_t second,
                             const std::function<bool(std::uint64_t repeat)>& taken);

  // The name with that number; with 1 as it is.
  static std::string numbered(const std::string& name, std::uint64_t number);

  // The number that follows.
  std::uint64_t after(std::uint64_t number) const {
    return wraps_at_ != 0 && number + 1 == wraps_at_ ? 0 : number + 1;
  }

 private:
  std::string base(std::int64_t second) const;

  std::string path_;
  bool with_time_;
  std::uint64_t wraps_at_;
  std::size_t digits_ = 0;
  std::map<std::string, std::uint64_t> repeats_;  // of the periods' names
  std::deque<std::string> remembered_;            // the keys of the above, the oldest first
};

}  // namespace tapbond
