#include "sensor/posix/whole_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "sensor/posix/file_descriptor.h"
#include "sensor/posix/visible_text.h"

namespace tapbond {
namespace {

[[noreturn]] void fail(const std::string& path, const char* why) {
  throw std::runtime_error(fmt::format("cannot write {}: {}", visible_text(path), why));
}

// Behind symbolic links, where there is something.
std::string place_of(const std::string& path) {
  std::error_code none;
  const auto place = std::filesystem::canonical(path, none);
  return none ? path : place.string();
}

bool put(const FileDescriptor& file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written =
        file.write({reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file.get()) == 0;
}

}  // namespace

void check_whole_file(const std::string& path) {
  const std::filesystem::path place = place_of(path);
  std::error_code none;
  const auto there = std::filesystem::status(place, none);
  if (std::filesystem::exists(there) && !std::filesystem::is_regular_file(there)) {
    fail(path, "it is there, and is no regular file");
  }
  const std::filesystem::path folder = place.parent_path();
  if (::access(folder.empty() ? "." : folder.c_str(), W_OK | X_OK) != 0) {
    fail(path, std::strerror(errno));
  }
}

void write_whole_file(const std::string& path, std::string_view content) {
  const std::string place = place_of(path);
  std::string aside = place + ".XXXXXX";
  FileDescriptor file = FileDescriptor::owned(::mkostemp(aside.data(), O_CLOEXEC));
  if (!file) fail(path, std::strerror(errno));
  const bool done =
      put(file, content) && file.close() == 0 && std::rename(aside.c_str(), place.c_str()) == 0;
  if (done) return;
  const int error = errno;
  ::unlink(aside.c_str());
  fail(path, std::strerror(error));
}

}  // namespace tapbond
