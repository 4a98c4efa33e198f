// Which file it is, whatever its name.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>

namespace tapbond {

struct FileId {
  dev_t device = 0;
  ino_t inode = 0;

  bool operator==(const FileId&) const = default;
};

inline FileId id_of(const struct stat& status) { return {status.st_dev, status.st_ino}; }

// The file as somebody left it. An inode is given to another file as soon as its own is deleted;
// the time of the last change tells them apart.
struct FileState {
  FileId id;
  std::int64_t size = 0;
  std::int64_t modified_ns = 0;

  bool operator==(const FileState&) const = default;
};

inline FileState state_of(const struct stat& status) {
  return {id_of(status), status.st_size,
          status.st_mtim.tv_sec * std::int64_t{1'000'000'000} + status.st_mtim.tv_nsec};
}

// Of what stands at `path` itself, be it a symbolic link; nothing where nothing does.
inline std::optional<FileState> state_at(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return std::nullopt;
  return state_of(status);
}

}  // namespace tapbond
