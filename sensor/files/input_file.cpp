#include "sensor/files/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace tapbond {
namespace {

constexpr std::size_t kPackedBytes = std::size_t{64} << 10;

[[noreturn]] void throw_errno(const std::string& what) {
  throw UnreadableFile(what + ": " + std::strerror(errno));
}

FileDescriptor open_for_reading(const std::string& path) {
  if (path == "-") return FileDescriptor::borrowed(STDIN_FILENO);
  auto file = FileDescriptor::owned(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) throw_errno("cannot be opened");
  return file;
}

std::uint64_t size_if_known(const FileDescriptor& file) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw_errno("cannot be read");
  return S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
}

ssize_t fail(int error) {
  errno = error;
  return -1;
}

}  // namespace

InputFile::InputFile(const std::string& path)
    : file_(open_for_reading(path)), bytes_total_(size_if_known(file_)) {}

void InputFile::decompress(std::span<const std::uint8_t> beginning) {
  gunzip_ = std::make_unique<Gunzip>();
  packed_.resize(kPackedBytes);
  std::copy(beginning.begin(), beginning.end(), packed_.begin());
  gunzip_->feed({packed_.data(), beginning.size()});
}

ssize_t InputFile::read(std::span<std::uint8_t> into) {
  return compressed() ? read_unpacked(into) : read_stored(into);
}

ssize_t InputFile::read_stored(std::span<std::uint8_t> into) {
  const ssize_t got = waits_ ? file_.read(into) : ::read(file_.get(), into.data(), into.size());
  if (got >= 0) {
    bytes_read_ += static_cast<std::uint64_t>(got);
  } else if (errno != EINTR && errno != EAGAIN) {
    problem_ = std::strerror(errno);
  }
  return got;
}

// At most one read(2), and what comes of it is not waited for, so that a signal is seen in time
// whatever the data is: it may stand for nothing, or for a thousand times its size.
ssize_t InputFile::read_unpacked(std::span<std::uint8_t> into) {
  if (!problem_.empty()) return fail(EIO);
  std::size_t made = gunzip_->unpack(into);
  if (made == 0 && gunzip_->hungry() && gunzip_->damage().empty()) {
    const ssize_t got = read_stored(packed_);
    if (got < 0 || (got == 0 && gunzip_->whole())) return got;
    if (got == 0) {
      problem_ = "the gzip data breaks off";
      return fail(EIO);
    }
    gunzip_->feed({packed_.data(), static_cast<std::size_t>(got)});
    made = gunzip_->unpack(into);
  }
  problem_ = gunzip_->damage();
  return made > 0 ? static_cast<ssize_t>(made) : fail(EAGAIN);
}

}  // namespace tapbond
