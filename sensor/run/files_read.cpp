#include "sensor/run/files_read.h"

#include <unistd.h>

#include <algorithm>
#include <optional>

namespace tapbond {
namespace {

// Nothing for a terminal or another device, which reading and writing leave as they are.
std::optional<FileId> id_behind(const std::string& path, int standard_stream) {
  struct stat status {};
  const int failed =
      path == "-" ? ::fstat(standard_stream, &status) : ::stat(path.c_str(), &status);
  if (failed != 0 || (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode))) return std::nullopt;
  return id_of(status);
}

}  // namespace

FilesRead::FilesRead(const Options& options) {
  for (const auto* paths : {&options.files, &options.settings_files}) {
    for (const std::string& path : *paths) {
      if (const auto id = id_behind(path, STDIN_FILENO)) files_.push_back(*id);
    }
  }
}

bool FilesRead::has(const std::string& path) const {
  const auto id = id_behind(path, STDOUT_FILENO);
  return id && std::find(files_.begin(), files_.end(), *id) != files_.end();
}

}  // namespace tapbond
