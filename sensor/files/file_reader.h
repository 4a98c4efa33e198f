// What the readers of both formats share: slabs in, frames out, and what ends a file.
//
// The derived class parses; it is asked once per read(2), not once per frame.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sensor/files/capture_reader.h"
#include "sensor/files/slab_input.h"

namespace tapbond {

class FileReader : public CaptureReader {
 public:
  Status read(std::vector<Frame>& out) final;
  const std::string& problem() const final { return problem_; }
  std::uint64_t bytes_read() const final { return input_.bytes_read(); }
  std::uint64_t bytes_total() const final { return input_.bytes_total(); }

 protected:
  FileReader(InputFile file, SlabPool& pool, std::span<const std::uint8_t> prefix,
             std::uint64_t parsed)
      : input_(std::move(file), pool, prefix, parsed) {}

  // Parses the whole records of input_.unread() and consumes them. Stops early when the slab has
  // its fill of frames. False after damaged().
  virtual bool parse(std::vector<Frame>& out) = 0;

  // What the file breaks off in, if it ends where it was parsed to: "a packet record", say. Nothing
  // when that is a fine place to end.
  virtual std::optional<std::string> unfinished() const = 0;

  // Nothing is read from here on. `offset` is where in the file the trouble begins. Returns false.
  bool damaged(std::uint64_t offset, const std::string& what);

  // What is unread begins with a record of so many bytes, more than there are so far; 0 where that
  // is not so, or not known. False after damaged(): so much memory is not there.
  bool want(std::size_t bytes);

  SlabInput input_;

 private:
  Status end(Status status);

  std::string problem_;
  std::optional<Status> ended_;
};

}  // namespace tapbond
