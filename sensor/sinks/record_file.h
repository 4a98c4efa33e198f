// A file or stream of records (file header, blocks, packets), written in few, large pieces that end
// where a record ends, so that whoever reads it meanwhile, or finds it after a SIGKILL, sees whole
// records, but for the piece that was on its way.
//
// When a write fails, a regular file is cut back to its last whole record (a compressed one to the
// last piece, and properly ended there), and nothing is ever written to it again.
//
// Small records are copied into a buffer. The bytes of larger frames may stay where they lie: then
// only what is around them is in the buffer, and writev(2) puts it together. Measured at full
// speed: frames of 500 bytes cost a quarter more that way, of 1500 as much as in a buffer but fewer
// are lost, of 9000 a sixth less, of 60,000 a fifth. What goes past the system's cache has to lie
// in one piece (sensor/posix/direct_writes.h).
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sensor/posix/direct_writes.h"
#include "sensor/posix/file_descriptor.h"
#include "sensor/posix/file_id.h"
#include "sensor/posix/output_stream.h"
#include "sensor/sinks/gzip_stream.h"
#include "sensor/sinks/sink.h"

namespace tapbond {

class RecordFile {
 public:
  struct Record {
    std::size_t bytes;
    bool is_frame;
  };
  // Tells of a record that was put here; `first`: it is the first of the file. Only asked after a
  // write has failed.
  using Measure = Record (*)(const std::uint8_t* record, bool first);

  // Creates `path` with mode 0600 or replaces what is there (which is refused when it
  // `must_be_new`),
  // "-" for standard output. Throws SinkError when that fails. With `gzip` what reaches the file is
  // compressed. A reader is waited for as long as there is `patience`.
  RecordFile(const std::string& path, Measure measure, bool gzip, bool must_be_new,
             std::shared_ptr<const Patience> patience);
  // Writes what is left, as far as that goes: who wants to know calls close().
  ~RecordFile();
  RecordFile(const RecordFile&) = delete;
  RecordFile& operator=(const RecordFile&) = delete;

  // Where the next record goes; `put` takes it in. May write the ones before it.
  std::uint8_t* room(std::size_t bytes) {
    if (bytes > buffer_.size() - lead_ - filled_) make_room(bytes);
    return front() + filled_;
  }
  void put_frame(std::size_t bytes) {
    filled_ += bytes;
    ++frames_buffered_;
  }
  void put(std::span<const std::uint8_t> record);

  // The same without the frame's own bytes, which stay where they lie, and as they are, until
  // write_out(): in the room are `before` bytes that come before them, and `after` behind. Only
  // while this gathers(), which may change with each record.
  void put_around(std::span<const std::uint8_t> frame, std::size_t before, std::size_t after);
  bool gathers() const { return gathers_; }
  // Frames that lie elsewhere wait to be written.
  bool has_frames_apart() const { return !apart_.empty(); }

  // Overwrites what was put at `position`, counted from the first record. False when it is out of
  // reach: carried away by a stream.
  bool replace(std::uint64_t position, std::span<const std::uint8_t> bytes);

  // These throw SinkError when the file cannot take it.
  void write_out();
  void look_for_reader();
  void close();  // writes the rest; nothing may be put afterwards

  bool empty() const { return written_ == 0 && waiting() == 0; }
  // What was put, and what of it takes place in the file by now.
  std::uint64_t bytes() const { return written_ + waiting(); }
  std::uint64_t stored() const { return gzip_ ? stored_ : bytes(); }
  const FileId& id() const { return id_; }
  // -1: what is written to is no file on a disk.
  int descriptor() const { return regular_ ? file_.get() : -1; }
  // False when the file's name leads somewhere else by now, or nowhere.
  bool still_named() const;
  std::uint64_t frames_written() const { return frames_written_; }

 private:
  struct Apart {
    std::size_t at;  // so many bytes of the buffer come before them
    std::span<const std::uint8_t> bytes;
  };

  std::size_t waiting() const { return filled_ + apart_bytes_; }
  std::uint8_t* front() { return buffer_.data() + lead_; }
  void lay_out();
  void make_room(std::size_t bytes);
  // 0, or the errno of what went wrong.
  int drain();
  bool removed() const;
  bool write_through(std::span<const std::uint8_t> bytes, std::size_t& done);
  bool write_gathered(std::size_t& done);
  void keep_whole_records(std::size_t written);
  void end_early();
  [[noreturn]] void fail(const std::string& what, int error) const;

  std::string name_;
  Measure measure_;
  FileDescriptor file_;
  OutputStream stream_;
  FileId id_;
  bool regular_ = false;
  bool failed_ = false;
  bool has_name_ = false;      // a regular file that others find
  bool ends_whole_ = true;     // not with the beginning of a record
  std::uint64_t start_ = 0;    // position in the file of the first record
  std::uint64_t written_ = 0;  // bytes that wait no more
  std::uint64_t stored_ = 0;   // bytes that they became in the file
  std::unique_ptr<GzipStream> gzip_;
  std::optional<DirectWrites> direct_;
  std::vector<std::uint8_t> buffer_;
  std::size_t lead_ = 0;  // bytes of the buffer before what is in it
  std::size_t filled_ = 0;
  bool gathers_ = false;      // what is put next
  std::vector<Apart> apart_;  // in their order
  std::size_t apart_bytes_ = 0;
  std::vector<iovec> parts_;  // of a write
  std::uint64_t frames_buffered_ = 0;
  std::uint64_t frames_written_ = 0;
};

}  // namespace tapbond
