#include "sensor/sinks/file_ring.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace tapbond {

void FileRing::add(const std::string& path, std::uint64_t bytes) {
  files_.push_back({path, bytes});
  bytes_ += bytes;
}

bool FileRing::begin(const std::string& path) {
  const auto replaced = std::erase_if(files_, [&](const File& file) {
    if (file.path != path) return false;
    bytes_ -= file.bytes;
    return true;
  });
  while (most_files_ != 0 && files_.size() >= most_files_) remove_oldest();
  return replaced != 0;
}

void FileRing::fit(std::uint64_t current) {
  if (most_bytes_ == 0) return;
  while (!files_.empty() && bytes_ + current > most_bytes_) remove_oldest();
  if (current > most_bytes_ && !complained_) {
    complained_ = true;
    spdlog::warn("one file is larger than --max-disk allows for all; make -C or -G smaller");
  }
}

// A file that -z has moved away is no longer of the series, which is all that was asked for.
void FileRing::remove_oldest() {
  const File& oldest = files_.front();
  if (::unlink(oldest.path.c_str()) != 0 && errno != ENOENT) {
    spdlog::warn("{} cannot be deleted to make room: {}", oldest.path, std::strerror(errno));
  }
  bytes_ -= oldest.bytes;
  files_.pop_front();
}

}  // namespace tapbond
