#include "sensor/posix/output_stream.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <utility>

#include "sensor/posix/clock.h"

namespace tapbond {
namespace {

constexpr int kWaitMs = 50;
constexpr std::size_t kMostParts = IOV_MAX;

}  // namespace

FileDescriptor OutputStream::open_fifo(const std::string& path) {
  const int flags = O_WRONLY | O_NONBLOCK | O_CLOEXEC;
  auto file = FileDescriptor::owned(::open(path.c_str(), flags));
  if (file || errno != ENXIO) return file;
  // Nobody reads: for a moment we do.
  const auto reader = FileDescriptor::owned(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!reader) return {};
  return FileDescriptor::owned(::open(path.c_str(), flags));
}

OutputStream::OutputStream(const FileDescriptor& file, std::shared_ptr<const Patience> patience)
    : file_(file), patience_(std::move(patience)) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return;
  const bool terminal = S_ISCHR(status.st_mode) && ::isatty(file.get()) == 1;
  if (S_ISSOCK(status.st_mode)) kind_ = Kind::kSocket;
  if (!S_ISFIFO(status.st_mode) && !terminal) return;
  kind_ = Kind::kNonBlocking;
  if (file.owned() && S_ISFIFO(status.st_mode)) {
    reader_came_ = !has_hung_up();
  } else if ((::fcntl(file.get(), F_GETFL) & O_NONBLOCK) == 0) {
    const std::string path = "/proc/self/fd/" + std::to_string(file.get());
    again_ =
        FileDescriptor::owned(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!again_) kind_ = Kind::kBlocking;
  }
}

bool OutputStream::write(std::span<const std::uint8_t> bytes, std::size_t& done) {
  while (done < bytes.size()) {
    if (waits_for_reader()) {
      reader_came_ = !has_hung_up();
      if (reader_came_) continue;
      if (patience_ && patience_->is_over(0)) {
        errno = ENXIO;
        return false;
      }
      ::poll(nullptr, 0, kWaitMs);
      continue;
    }
    const ssize_t count = put(bytes.subspan(done));
    if (count >= 0) {
      done += static_cast<std::size_t>(count);
      if (kind_ != Kind::kFile) last_progress_ = read_clock().monotonic;
    } else if (errno == EAGAIN) {
      if (patience_ && patience_->is_over(last_progress_)) {
        errno = ETIMEDOUT;
        return false;
      }
      pollfd entry{descriptor(), POLLOUT, 0};
      ::poll(&entry, 1, kWaitMs);
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

bool OutputStream::write(std::span<iovec> parts, std::size_t& done) {
  while (!parts.empty()) {
    const ssize_t count =
        ::writev(descriptor(), parts.data(), static_cast<int>(std::min(parts.size(), kMostParts)));
    if (count < 0 && errno != EINTR) return false;
    auto left = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    done += left;
    while (!parts.empty() && left >= parts.front().iov_len) {
      left -= parts.front().iov_len;
      parts = parts.subspan(1);
    }
    if (left == 0) continue;
    parts.front().iov_base = static_cast<std::uint8_t*>(parts.front().iov_base) + left;
    parts.front().iov_len -= left;
  }
  return true;
}

ssize_t OutputStream::put(std::span<const std::uint8_t> bytes) const {
  const int to = descriptor();
  if (kind_ == Kind::kSocket) {
    return ::send(to, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  }
  if (kind_ == Kind::kBlocking) {
    // What there is room for when there is any.
    pollfd entry{to, POLLOUT, 0};
    if (::poll(&entry, 1, 0) == 0) {
      errno = EAGAIN;
      return -1;
    }
    bytes = bytes.first(std::min(bytes.size(), std::size_t{PIPE_BUF}));
  }
  return ::write(to, bytes.data(), bytes.size());
}

bool OutputStream::has_hung_up() const {
  pollfd entry{descriptor(), 0, 0};
  return ::poll(&entry, 1, 0) > 0 && (entry.revents & (POLLERR | POLLHUP)) != 0;
}

bool OutputStream::is_left() {
  if (kind_ == Kind::kFile) return false;
  const bool hung_up = has_hung_up();
  if (reader_came_) return hung_up;
  reader_came_ = !hung_up;
  return false;
}

std::string OutputStream::reason(int error) {
  if (error == ENXIO) return "nobody has opened it to read";
  if (error == ETIMEDOUT) return "its reader takes nothing any more";
  if (error == EFAULT) return "a file that is read was cut short meanwhile";
  return std::strerror(error);
}

}  // namespace tapbond
