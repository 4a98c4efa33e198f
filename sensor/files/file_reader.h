// What the readers of both formats share: slabs in, frames out, and what ends a file.
//
// The derived class parses; it is asked once per read(2), not once per frame.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sensor/files/capture_reader.h"
#include "sensor/files/slab_input.h"

namespace tapbond {

// Why a file cannot be read at all; does not name the file.
class UnreadableFile : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class FileReader : public CaptureReader {
 public:
  Status read(std::vector<Frame>& out) final;
  const std::string& problem() const final { return problem_; }
  std::uint64_t bytes_read() const final { return input_.taken_in(); }
  std::uint64_t bytes_total() const final { return bytes_total_; }

 protected:
  FileReader(FileDescriptor file, SlabPool& pool, std::span<const std::uint8_t> prefix,
             std::uint64_t parsed, std::uint64_t bytes_total)
      : input_(std::move(file), pool, prefix, parsed, bytes_total != 0),
        bytes_total_(bytes_total) {}

  // Parses the whole records of input_.unread() and consumes them. Stops early when the slab has
  // its fill of frames. False after damaged().
  virtual bool parse(std::vector<Frame>& out) = 0;

  // What the file breaks off in, if it ends where it was parsed to: "a packet record", say. Nothing
  // when that is a fine place to end.
  virtual std::optional<std::string> unfinished() const = 0;

  // Nothing is read from here on. `offset` is where in the file the trouble begins. Returns false.
  bool damaged(std::uint64_t offset, const std::string& what);

  SlabInput input_;

 private:
  Status end(Status status);

  std::uint64_t bytes_total_;
  std::string problem_;
  std::optional<Status> ended_;
};

}  // namespace tapbond
