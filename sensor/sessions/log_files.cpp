#include "sensor/sessions/log_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <utility>

namespace tapbond::sessions {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::size_t kWriteAt = std::size_t{256} << 10;
constexpr int kMostNames = 10'000;

[[noreturn]] void fail(const std::string& what, int error) {
  throw LogError(fmt::format("{}: {}", what, std::strerror(error)), error);
}

std::string time_in_name(std::int64_t stamp) {
  const std::time_t second = stamp / kSecond;
  std::tm parts{};
  localtime_r(&second, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof(text), "%Y-%m-%d-%H-%M-%S", &parts)};
}

// Whole lines, or none of the last one. Answers with errno, or 0.
int write_whole(const FileDescriptor& file, std::string_view lines) {
  const off_t end = file.owned() ? lseek(file.get(), 0, SEEK_END) : 0;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(lines.data());
  std::size_t done = 0;
  while (done < lines.size()) {
    const ssize_t count = file.write({bytes + done, lines.size() - done});
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      const int error = count < 0 ? errno : ENOSPC;
      const std::size_t whole = lines.substr(0, done).rfind('\n') + 1;
      if (file.owned()) static_cast<void>(!ftruncate(file.get(), end + static_cast<off_t>(whole)));
      return error;
    }
    done += static_cast<std::size_t>(count);
  }
  return 0;
}

// A name like this one that is free, for that log: an empty file of our own keeps it from others
// until the log moves there. (A link would do both in one step, but the sensor's confinement does
// not allow it, and not every file system has them.)
std::string take_name(const std::string& name, const std::string& log) {
  std::string free = name + ".log";
  const auto take = [&free] {
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
    return FileDescriptor::owned(::open(free.c_str(), flags, 0600));
  };
  for (int number = 2; !take(); ++number) {
    if (errno != EEXIST || number > kMostNames)
      fail(fmt::format("cannot give {} the name {}", log, free), errno);
    free = fmt::format("{}-{}.log", name, number);
  }
  return free;
}

}  // namespace

LogFiles::LogFiles(LogOptions options) : options_(std::move(options)) { tzset(); }

std::string LogFiles::path_of(const LogSchema& schema) const {
  if (options_.directory == "-") return "-";
  return fmt::format("{}/{}.log", options_.directory, schema.path);
}

void LogFiles::open_directory() {
  if (options_.directory == "-") return;
  struct stat found {};
  if (mkdir(options_.directory.c_str(), 0700) == 0) return;
  const int error = errno;
  const bool there = stat(options_.directory.c_str(), &found) == 0;
  if (there && S_ISDIR(found.st_mode)) return;
  if (there)
    throw LogError(fmt::format("{} is no directory; name one for the logs", options_.directory),
                   ENOTDIR);
  fail(fmt::format("cannot make the directory {}", options_.directory), error);
}

void LogFiles::open_all(std::span<const LogSchema* const> schemas) {
  open_directory();
  for (const LogSchema* schema : schemas) {
    File& file = file_of(*schema);
    file.schema = schema;
    if (!file.file) open(file);
  }
}

LogFiles::File& LogFiles::file_of(const LogSchema& schema) {
  const auto known = std::ranges::find(of_, &schema, &decltype(of_)::value_type::first);
  if (known != of_.end()) return *known->second;
  File& file = files_[path_of(schema)];
  of_.emplace_back(&schema, &file);
  return file;
}

void LogFiles::put(const LogRow::Rows& rows) {
  FilledRows filled(rows);
  while (const LogSchema* schema = filled.next()) {
    File& file = file_of(*schema);
    file.schema = schema;
    filled.put_line(options_.format, options_.directory == "-", file.lines);
    if (file.lines.size() >= kWriteAt) write(file);
  }
}

void LogFiles::flush() {
  for (auto& [path, file] : files_) write(file);
}

void LogFiles::open(File& file) {
  const std::string path = path_of(*file.schema);
  if (path == "-") {
    file.file = FileDescriptor::borrowed(STDOUT_FILENO);
    return;
  }
  const int flags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW;
  int fd = ::open(path.c_str(), flags | O_EXCL, 0600);
  file.made = fd >= 0;
  if (fd < 0 && errno == EEXIST) fd = ::open(path.c_str(), flags, 0600);
  if (fd < 0) fail(fmt::format("cannot open {}", path), errno);
  file.file = FileDescriptor::owned(fd);
  struct stat found {};
  if (fstat(fd, &found) != 0 || !S_ISREG(found.st_mode))
    throw LogError(fmt::format("{} is no file; move it away", path), EEXIST);
  file.written = found.st_size > 0;
  // Who was killed may have left half a line.
  char last = '\n';
  if (file.written && pread(fd, &last, 1, found.st_size - 1) == 1 && last != '\n')
    file.before += '\n';
  if (options_.format == LogFormat::kTsv) file.written = false;
}

void LogFiles::write(File& file) {
  if (file.lines.size() == 0 && file.before.empty()) return;
  if (!file.file) open(file);
  if (options_.format == LogFormat::kTsv && !file.written)
    file.before += log_header(*file.schema, begun_);
  file.written = true;
  int error = write_whole(file.file, file.before);
  if (error == 0) error = write_whole(file.file, {file.lines.data(), file.lines.size()});
  // What could not be written is left out: the end of the run comes here again.
  file.before.clear();
  file.lines.clear();
  if (error == 0) return;
  fail(fmt::format("cannot write to {}",
                   file.file.owned() ? path_of(*file.schema) : "standard output"),
       error);
}

void LogFiles::close(File& file) {
  write(file);
  if (!file.file) return;
  if (file.file.close() != 0) fail(fmt::format("cannot write to {}", path_of(*file.schema)), errno);
}

void LogFiles::rotate() {
  for (auto& [path, file] : files_) {
    close(file);
    if (path == "-" || !std::exchange(file.written, false)) continue;
    const std::string name =
        fmt::format("{}/{}.{}", options_.directory, file.schema->path, time_in_name(begun_));
    const std::string free = take_name(name, path);
    if (std::rename(path.c_str(), free.c_str()) != 0) {
      const int error = errno;
      static_cast<void>(unlink(free.c_str()));
      fail(fmt::format("cannot give {} the name {}", path, free), error);
    }
  }
}

void LogFiles::reopen() {
  for (auto& [path, file] : files_) {
    close(file);
    file.written = false;
  }
}

void LogFiles::finish() {
  for (auto& [path, file] : files_) {
    close(file);
    if (file.made && !file.written) static_cast<void>(unlink(path.c_str()));
  }
}

}  // namespace tapbond::sessions
