// The finished files of a series, the oldest of which are deleted where there is a limit to their
// number or to the disk that they take.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "sensor/posix/file_id.h"
#include "sensor/sinks/rotation.h"

namespace tapbond {

class FileRing {
 public:
  explicit FileRing(const Rotation& rotation)
      : most_files_(rotation.ring), most_bytes_(rotation.series_bytes) {}

  bool has_limit() const { return most_files_ != 0 || most_bytes_ != 0; }

  void add(const std::string& path, const FileState& state);

  // The file of that name is there, and one of these as it was left.
  bool has(const std::string& path) const;

  // A file of that name is begun, in place of the one that may have had it.
  void begin(const std::string& path);

  // Deletes until the file that is being written may have `current` bytes. It is itself never
  // deleted; when it alone is too large, that is said once.
  void fit(std::uint64_t current);

  // No file of before will be asked for, or has to go.
  void forget() {
    files_.clear();
    bytes_ = 0;
  }

 private:
  struct File {
    std::string path;
    FileState state;
    std::uint64_t bytes() const { return static_cast<std::uint64_t>(state.size); }
  };

  void remove_oldest();

  std::uint64_t most_files_;
  std::uint64_t most_bytes_;
  std::deque<File> files_;  // finished, the oldest first
  std::uint64_t bytes_ = 0;
  bool complained_ = false;
};

}  // namespace tapbond
