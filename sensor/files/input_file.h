// The file or stream that a capture is read from, decompressed where it is gzip data.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sensor/files/gunzip.h"
#include "sensor/posix/file_descriptor.h"

namespace tapbond {

// Why a file cannot be read at all; does not name the file.
class UnreadableFile : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class InputFile {
 public:
  // "-" is standard input. Throws UnreadableFile.
  explicit InputFile(const std::string& path);
  // A stream that does not block, such as a socket: read() does not wait for it.
  explicit InputFile(FileDescriptor stream) : file_(std::move(stream)), waits_(false) {}

  // As much as was read so far, `beginning`, turned out to be the start of gzip data: what is read
  // from here on is what that stands for, from its first byte.
  void decompress(std::span<const std::uint8_t> beginning);
  bool compressed() const { return gunzip_ != nullptr; }

  // As read(2): 0 at the end, -1 otherwise. Then errno is EINTR when a signal came first, EAGAIN
  // when what was read stands for nothing yet (read again) or, in a stream that is not waited for,
  // there is nothing yet; for anything else problem() tells.
  ssize_t read(std::span<std::uint8_t> into);
  bool waits() const { return waits_; }
  const std::string& problem() const { return problem_; }

  // Of the file as it is stored: how much read() took in, and of how much (0 for a stream).
  std::uint64_t bytes_read() const { return bytes_read_; }
  std::uint64_t bytes_total() const { return bytes_total_; }

  // Whether its bytes, as read() gives them, can be had by mapping descriptor().
  bool mappable() const { return bytes_total_ != 0 && !compressed(); }
  int descriptor() const { return file_.get(); }

 private:
  ssize_t read_stored(std::span<std::uint8_t> into);
  ssize_t read_unpacked(std::span<std::uint8_t> into);

  FileDescriptor file_;
  bool waits_ = true;
  std::uint64_t bytes_read_ = 0;
  std::uint64_t bytes_total_ = 0;
  std::unique_ptr<Gunzip> gunzip_;
  std::vector<std::uint8_t> packed_;  // what the gunzip feeds on
  std::string problem_;
};

}  // namespace tapbond
