#include "sensor/files/input_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace tapbond {
namespace {

constexpr std::size_t kPackedBytes = std::size_t{64} << 10;

[[noreturn]] void throw_errno(const std::string& what) {
  const std::string advice = errno == EMFILE ? "; let this shell have more of them: ulimit -n" : "";
  throw UnreadableFile(what + ": " + std::strerror(errno) + advice);
}

FileDescriptor open_for_reading(const std::string& path) {
  if (path == "-") return FileDescriptor::borrowed(STDIN_FILENO);
  const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  auto file = FileDescriptor::owned(::open(path.c_str(), flags));
  if (!file) throw_errno("cannot be opened");
  return file;
}

// What poll(2) says of it at once; 0: there is nothing to read, and there may be.
short readiness(const FileDescriptor& file) {
  pollfd entry{file.get(), POLLIN, 0};
  return ::poll(&entry, 1, 0) == 1 ? entry.revents : short{0};
}

}  // namespace

InputFile::InputFile(const std::string& path) : file_(open_for_reading(path)) {
  struct stat status {};
  if (::fstat(file_.get(), &status) != 0) throw_errno("cannot be read");
  if (S_ISREG(status.st_mode)) {
    bytes_total_ = static_cast<std::uint64_t>(status.st_size);
  } else if (!S_ISDIR(status.st_mode)) {
    kind_ = !file_.owned()             ? Kind::kBorrowed
            : S_ISFIFO(status.st_mode) ? Kind::kFifo
                                       : Kind::kStream;
  }
}

void InputFile::decompress(std::unique_ptr<Unpacker> unpacker,
                           std::span<const std::uint8_t> beginning) {
  unpacker_ = std::move(unpacker);
  packed_.resize(kPackedBytes);
  std::copy(beginning.begin(), beginning.end(), packed_.begin());
  unpacker_->feed({packed_.data(), beginning.size()});
}

InputFile::Fill InputFile::read(std::span<std::uint8_t> into, std::size_t& got) {
  got = 0;
  return compressed() ? read_unpacked(into, got) : read_stored(into, got);
}

InputFile::Fill InputFile::read_stored(std::span<std::uint8_t> into, std::size_t& got) {
  if (kind_ == Kind::kBorrowed && readiness(file_) == 0) return Fill::kNothing;
  const ssize_t result = ::read(file_.get(), into.data(), into.size());
  if (result < 0) {
    if (errno == EINTR) return Fill::kAgain;
    no_writer_ = false;
    if (errno == EAGAIN) return Fill::kNothing;
    return fail(std::strerror(errno));
  }
  if (result == 0) {
    // The hang-up is only told where somebody was there before.
    no_writer_ = kind_ == Kind::kFifo && readiness(file_) == 0;
    return no_writer_ ? Fill::kNothing : Fill::kEnd;
  }
  no_writer_ = false;
  got = static_cast<std::size_t>(result);
  bytes_read_ += got;
  return Fill::kMore;
}

// What comes of one read(2) is not waited for, so that a signal is seen in time whatever the data
// is: it may stand for nothing, or for a thousand times its size.
InputFile::Fill InputFile::read_unpacked(std::span<std::uint8_t> into, std::size_t& got) {
  if (!problem_.empty()) return Fill::kFailed;
  if (!unpacker_->damage().empty()) return fail(unpacker_->damage());
  got = unpacker_->unpack(into);
  if (got == 0 && unpacker_->hungry() && unpacker_->damage().empty()) {
    std::size_t packed = 0;
    const Fill fill = read_stored(packed_, packed);
    if (fill == Fill::kEnd && !unpacker_->whole()) {
      return fail("the " + unpacker_->format() + " data breaks off");
    }
    if (fill != Fill::kMore) return fill;
    unpacker_->feed({packed_.data(), packed});
    got = unpacker_->unpack(into);
  }
  if (got > 0) return Fill::kMore;
  return unpacker_->damage().empty() ? Fill::kAgain : fail(unpacker_->damage());
}

InputFile::Fill InputFile::fail(std::string problem) {
  problem_ = std::move(problem);
  return Fill::kFailed;
}

}  // namespace tapbond
