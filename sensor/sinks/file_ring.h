// The finished files of a series, the oldest of which are deleted where there is a limit to their
// number or to the disk that they take.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "sensor/sinks/rotation.h"

namespace tapbond {

class FileRing {
 public:
  explicit FileRing(const Rotation& rotation)
      : most_files_(rotation.ring), most_bytes_(rotation.series_bytes) {}

  void add(const std::string& path, std::uint64_t bytes);

  // A file of that name is begun. True when it takes the place of an older one of the series.
  bool begin(const std::string& path);

  // Deletes until the file that is being written may have `current` bytes. It is itself never
  // deleted; when it alone is too large, that is said once.
  void fit(std::uint64_t current);

 private:
  struct File {
    std::string path;
    std::uint64_t bytes;
  };

  void remove_oldest();

  std::uint64_t most_files_;
  std::uint64_t most_bytes_;
  std::deque<File> files_;  // finished, the oldest first
  std::uint64_t bytes_ = 0;
  bool complained_ = false;
};

}  // namespace tapbond
