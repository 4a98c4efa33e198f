#include "sensor/sinks/disk_sync.h"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "sensor/posix/file_descriptor.h"

namespace tapbond {

struct DiskSync::File {
  FileDescriptor file;
  std::string path;
  bool has_name_on_disk = false;
  bool complained = false;
};

DiskSync::~DiskSync() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void DiskSync::follow(int fd, const std::string& path) {
  auto file = std::make_shared<File>();
  file->file = FileDescriptor::owned(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
  file->path = path;
  if (!file->file) {
    spdlog::warn("{}: --sync has no effect on it: {}", path, std::strerror(errno));
    return;
  }
  const std::lock_guard lock(mutex_);
  if (current_) ended_.push_back(std::move(current_));
  current_ = std::move(file);
}

void DiskSync::let_go() {
  const std::lock_guard lock(mutex_);
  if (current_) ended_.push_back(std::exchange(current_, nullptr));
  wake_.notify_one();
}

void DiskSync::start() {
  if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
}

void DiskSync::work() {
  std::unique_lock lock(mutex_);
  auto next = std::chrono::steady_clock::now() + every_;
  for (;;) {
    wake_.wait_until(lock, next, [this] { return ends_ || !ended_.empty(); });
    std::vector<std::shared_ptr<File>> files = std::exchange(ended_, {});
    const bool last = ends_;
    const auto now = std::chrono::steady_clock::now();
    if (current_ && (last || now >= next)) files.push_back(current_);
    if (now >= next) next = now + every_;
    lock.unlock();
    for (const auto& file : files) sync(*file);
    files.clear();
    lock.lock();
    if (last) return;
  }
}

// A file's name is on the disk once its directory is.
void DiskSync::sync(File& file) {
  if (!std::exchange(file.has_name_on_disk, true)) {
    const std::string parent = std::filesystem::path(file.path).parent_path();
    const auto directory = FileDescriptor::owned(
        ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory) static_cast<void>(::fsync(directory.get()));
  }
  if (::fdatasync(file.file.get()) == 0 || std::exchange(file.complained, true)) return;
  spdlog::warn("{} did not reach the disk whole: {}", file.path, std::strerror(errno));
}

}  // namespace tapbond
