// A file descriptor that closes itself; the standard streams are borrowed and stay open.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace tapbond {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  static FileDescriptor owned(int fd) { return {fd, true}; }
  static FileDescriptor borrowed(int fd) { return {fd, false}; }
  FileDescriptor(FileDescriptor&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), owned_(other.owned_) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(owned_, other.owned_);
    return *this;
  }
  ~FileDescriptor() { static_cast<void>(close()); }

  int get() const { return fd_; }
  bool owned() const { return owned_; }
  explicit operator bool() const { return fd_ >= 0; }

  // read(2) and write(2), except that they wait on a descriptor that somebody made non-blocking.
  ssize_t read(std::span<std::uint8_t> into) const;
  ssize_t write(std::span<const std::uint8_t> from) const;

  // The result of close(2), 0 for a borrowed one. Some errors of writing only show here.
  int close();

 private:
  FileDescriptor(int fd, bool owned) : fd_(fd), owned_(owned) {}

  int fd_ = -1;
  bool owned_ = false;
};

// Lets the process have so many open at once, as far as the system allows it.
void allow_descriptors(std::size_t count);

}  // namespace tapbond
