// What is written to a file, or to a reader: a pipe, a fifo, a socket, a terminal.
//
// A reader may be slow, stop reading, leave, or not have come yet. None of that blocks in write(2),
// so that a thread that waits for a reader can be told to stop (Patience). The blocking mode of a
// descriptor that others share is left as it is: a pipe is opened once more through /proc.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "sensor/posix/file_descriptor.h"
#include "sensor/posix/patience.h"

namespace tapbond {

class OutputStream {
 public:
  // The writing end of a fifo, whether or not somebody reads; invalid, with errno, when it cannot
  // be opened.
  static FileDescriptor open_fifo(const std::string& path);

  // The descriptor outlives it. Without `patience` a reader is waited for without end.
  OutputStream(const FileDescriptor& file, std::shared_ptr<const Patience> patience);

  // False, with errno, when not all of it was taken; `done` tells how much was. EPIPE: the reader
  // left. ENXIO, ETIMEDOUT: it did not come, or took nothing, and there is no patience left.
  bool write(std::span<const std::uint8_t> bytes, std::size_t& done);

  // The same of parts that lie apart, where nobody is waited for; they are used up.
  bool write(std::span<iovec> parts, std::size_t& done);
  // What is written to has no reader, nor is it a terminal.
  bool waits_for_nobody() const { return kind_ == Kind::kFile; }

  // The reader has left for good; false where there is none to be seen.
  bool is_left();
  // Nobody has come yet.
  bool waits_for_reader() const { return kind_ != Kind::kFile && !reader_came_; }

  // The result of close(2) of what was opened here.
  int close() { return again_.close(); }

  // An errno of the above in words.
  static std::string reason(int error);

 private:
  enum class Kind { kFile, kNonBlocking, kSocket, kBlocking };

  int descriptor() const { return again_ ? again_.get() : file_.get(); }
  bool has_hung_up() const;
  ssize_t put(std::span<const std::uint8_t> bytes) const;

  const FileDescriptor& file_;
  std::shared_ptr<const Patience> patience_;
  FileDescriptor again_;
  Kind kind_ = Kind::kFile;
  bool reader_came_ = true;
  std::int64_t last_progress_ = 0;  // monotonic
};

}  // namespace tapbond
