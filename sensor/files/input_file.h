// The file or stream that a capture is read from, decompressed where it is compressed data.
//
// Nothing here waits, but for a disk: a fifo is opened whether somebody writes to it or not, and
// what a stream has not brought yet is kNothing.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sensor/files/unpacker.h"
#include "sensor/posix/file_descriptor.h"

namespace tapbond {

// Why a file cannot be read at all; does not name the file.
class UnreadableFile : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class InputFile {
 public:
  enum class Fill {
    kMore,     // there are bytes
    kAgain,    // a signal came first, or what was read stands for nothing so far: read again
    kNothing,  // a stream has nothing yet: poll(2) on descriptor()
    kEnd,
    kFailed,  // problem() tells why
  };

  // "-" is standard input. Throws UnreadableFile.
  explicit InputFile(const std::string& path);
  // A stream that does not block, such as a socket.
  explicit InputFile(FileDescriptor stream) : file_(std::move(stream)), kind_(Kind::kStream) {}

  // As much as was read so far, `beginning`, turned out to be the start of what `unpacker` unpacks:
  // what is read from here on is what that stands for, from its first byte.
  void decompress(std::unique_ptr<Unpacker> unpacker, std::span<const std::uint8_t> beginning);
  bool compressed() const { return unpacker_ != nullptr; }

  // At most one read(2). Bytes in front of `into`, `got` of them: 0 but for kMore.
  Fill read(std::span<std::uint8_t> into, std::size_t& got);
  const std::string& problem() const { return problem_; }

  // Of the file as it is stored: how much read() took in, and of how much (0 for a stream).
  std::uint64_t bytes_read() const { return bytes_read_; }
  std::uint64_t bytes_total() const { return bytes_total_; }

  // What comes here may be a while in coming.
  bool is_stream() const { return kind_ != Kind::kFile; }
  // A fifo that nobody had opened for writing when it was last read from.
  bool has_no_writer() const { return no_writer_; }

  // Whether its bytes, as read() gives them, can be had by mapping descriptor().
  bool mappable() const { return bytes_total_ != 0 && !compressed(); }
  int descriptor() const { return file_.get(); }

 private:
  enum class Kind {
    kFile,
    kStream,    // read(2) does not wait
    kFifo,      // nor here, but it takes a fifo without a writer for one that has ended
    kBorrowed,  // read(2) may wait: others have it open, too, and want it as it is
  };

  Fill read_stored(std::span<std::uint8_t> into, std::size_t& got);
  Fill read_unpacked(std::span<std::uint8_t> into, std::size_t& got);
  Fill fail(std::string problem);

  FileDescriptor file_;
  Kind kind_ = Kind::kFile;
  bool no_writer_ = false;
  std::uint64_t bytes_read_ = 0;
  std::uint64_t bytes_total_ = 0;
  std::unique_ptr<Unpacker> unpacker_;
  std::vector<std::uint8_t> packed_;  // what the unpacker feeds on
  std::string problem_;
};

}  // namespace tapbond
