#include "sensor/sinks/file_ring.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace tapbond {

void FileRing::add(const std::string& path, const FileState& state) {
  files_.push_back({path, state});
  bytes_ += files_.back().bytes();
}

bool FileRing::has(const std::string& path) const {
  const auto file = std::find_if(files_.begin(), files_.end(),
                                 [&](const File& each) { return each.path == path; });
  return file != files_.end() && state_at(path) == file->state;
}

void FileRing::begin(const std::string& path) {
  std::erase_if(files_, [&](const File& file) {
    if (file.path != path) return false;
    bytes_ -= file.bytes();
    return true;
  });
  while (most_files_ != 0 && files_.size() >= most_files_) remove_oldest();
}

void FileRing::fit(std::uint64_t current) {
  if (most_bytes_ == 0) return;
  while (!files_.empty() && bytes_ + current > most_bytes_) remove_oldest();
  if (current > most_bytes_ && !complained_) {
    complained_ = true;
    spdlog::warn("one file is larger than --max-disk allows for all; make -C or -G smaller");
  }
}

// A file that -z has moved away is no longer of the series, which is all that was asked for; and
// what somebody has put in its place never was.
void FileRing::remove_oldest() {
  const File& oldest = files_.front();
  const auto found = state_at(oldest.path);
  if (found && found != oldest.state) {
    spdlog::warn("{} is no longer as it was written: it is left alone", oldest.path);
  } else if (found && ::unlink(oldest.path.c_str()) != 0 && errno != ENOENT) {
    spdlog::warn("{} cannot be deleted to make room: {}", oldest.path, std::strerror(errno));
  }
  bytes_ -= oldest.bytes();
  files_.pop_front();
}

}  // namespace tapbond
