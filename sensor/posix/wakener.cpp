#include "sensor/posix/wakener.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace tapbond {

Wakener::Wakener() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
  }
  read_ = FileDescriptor::owned(ends[0]);
  write_ = FileDescriptor::owned(ends[1]);
}

void Wakener::wake() const {
  // A pipe that is full has woken the thread already.
  [[maybe_unused]] const auto written = ::write(write_.get(), "", 1);
}

void Wakener::clear() const {
  std::array<char, 512> unasked;
  while (::read(read_.get(), unasked.data(), unasked.size()) > 0) {
  }
}

}  // namespace tapbond
