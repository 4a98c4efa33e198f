#include "sensor/sinks/series_mark.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "sensor/files/pcap_format.h"
#include "sensor/files/pcapng_format.h"
#include "sensor/posix/file_attribute.h"
#include "sensor/posix/file_descriptor.h"

namespace tapbond {
namespace {

constexpr const char* kAttribute = "tapbond.series";

std::string name_in(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

FileDescriptor open_itself(const std::string& path) {
  return FileDescriptor::owned(
      ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
}

// Nothing was written yet, or it is pcap of either resolution, pcapng or gzip data.
bool begins_as_capture(const std::string& path) {
  const FileDescriptor file = open_itself(path);
  std::array<std::uint8_t, 4> start{};
  if (!file) return false;
  const ssize_t got = file.read(start);
  if (got == 0) return true;
  std::uint32_t magic = 0;  // in the byte order that the encoders write
  std::memcpy(&magic, start.data(), sizeof magic);
  return magic == pcap::kMagicMicro || magic == pcap::kMagicNano ||
         magic == pcapng::kSectionBlock || (start[0] == 0x1f && start[1] == 0x8b);
}

}  // namespace

SeriesMark::SeriesMark(const std::string& path)
    : folder_(path.substr(0, path.find_last_of('/') + 1)), series_(name_in(path)) {}

bool SeriesMark::put(const std::string& path, const FileId& id, bool finished) const {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return true;
  const FileDescriptor file = open_itself(path);
  if (!file || ::fstat(file.get(), &status) != 0 || id_of(status) != id) return true;
  return set_attribute(file.get(), kAttribute, text(path, status, finished)) != ENOTSUP;
}

bool SeriesMark::is_on(const std::string& path) const {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  const std::string found = attribute_of(path, kAttribute);
  return found == text(path, status, true) ||
         (found == text(path, status, false) && begins_as_capture(path));
}

std::vector<std::string> SeriesMark::files() const {
  namespace fs = std::filesystem;
  std::vector<std::pair<fs::file_time_type, std::string>> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_.empty() ? "." : folder_)) {
    std::string path = folder_ + entry.path().filename().string();
    std::error_code gone;
    if (is_on(path)) found.emplace_back(fs::last_write_time(path, gone), std::move(path));
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> paths;
  for (auto& [time, path] : found) paths.push_back(std::move(path));
  return paths;
}

std::string SeriesMark::text(const std::string& path, const struct stat& status,
                             bool finished) const {
  const FileState state = state_of(status);
  const std::string written =
      finished ? fmt::format("{}/{}", state.size, state.modified_ns) : "-/-";
  return fmt::format("{}/{}/{}/{}", state.id.inode, written, name_in(path), series_);
}

}  // namespace tapbond
