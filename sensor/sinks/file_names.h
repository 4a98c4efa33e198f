// The names of a series of capture files, as tcpdump gives them for the same options.
//
//   -C        name, name1, name2, ...
//   -C -W 12  name00, name01, ... name11, name00, ...
//   -G        the name as a format of strftime(3), of the second in which the file begins
//   both      the first of these with each period's name in front
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sensor/sinks/rotation.h"

namespace tapbond {

class FileNames {
 public:
  // Reads the time zone, so that name() needs no file.
  FileNames(std::string path, const Rotation& rotation);

  // The file of that `number` (from 0) in the period that began at `second` (since 1970 UTC; named
  // in local time).
  std::string name(std::int64_t second, std::uint64_t number) const;

  // Those that are there by now: of earlier runs with the same options. The oldest first. Where
  // the folder, too, is named after the time, none are found. Throws
  // std::filesystem::filesystem_error when the folder cannot be read.
  std::vector<std::string> existing() const;

  // The number that follows.
  std::uint64_t after(std::uint64_t number) const {
    return wraps_at_ != 0 && number + 1 == wraps_at_ ? 0 : number + 1;
  }

 private:
  bool gives(const std::string& name) const;

  std::string path_;
  bool with_time_;
  bool with_number_;
  std::uint64_t wraps_at_;
  std::size_t digits_ = 0;
};

}  // namespace tapbond
