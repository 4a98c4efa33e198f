#include "sensor/posix/file_descriptor.h"

#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace tapbond {
namespace {

// False when a signal came first.
bool wait_for(int fd, short event) {
  pollfd entry{fd, event, 0};
  return ::poll(&entry, 1, -1) >= 0;
}

}  // namespace

ssize_t FileDescriptor::read(std::span<std::uint8_t> into) const {
  for (;;) {
    const ssize_t got = ::read(fd_, into.data(), into.size());
    if (got >= 0 || errno != EAGAIN || !wait_for(fd_, POLLIN)) return got;
  }
}

ssize_t FileDescriptor::write(std::span<const std::uint8_t> from) const {
  for (;;) {
    const ssize_t put = ::write(fd_, from.data(), from.size());
    if (put >= 0 || errno != EAGAIN || !wait_for(fd_, POLLOUT)) return put;
  }
}

int FileDescriptor::close() {
  const int fd = std::exchange(fd_, -1);
  return fd >= 0 && owned_ ? ::close(fd) : 0;
}

void allow_descriptors(std::size_t count) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= count) return;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, count);
  static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
}

}  // namespace tapbond
