// Writes the stream to one capture file, pcap or pcapng. capture_series.h makes many of them.
//
// Frames are formatted into one large buffer and leave it by few, large writes, cut at whole
// records: a reader, or the file after a SIGKILL, sees complete records up to the last write. When
// a write fails on a regular file the partial record is cut off again, so the file stays valid.
// The file header and the interfaces are buffered like frames: flush shows them to a reader.
//
// A closed pipe and a file size limit are errors like others only if SIGPIPE and SIGXFSZ are
// ignored, which is the program's business.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "sensor/posix/file_id.h"
#include "sensor/posix/patience.h"
#include "sensor/sinks/sink.h"

namespace tapbond {

enum class FileFormat { kPcap, kPcapng };

struct CaptureFileOptions {
  std::string path;  // "-" is standard output
  FileFormat format = FileFormat::kPcap;
  bool microseconds = false;  // pcap only: time stamps in microseconds instead of nanoseconds
  bool gzip = false;          // compressed as it is written
  bool must_be_new = false;   // refuse to replace a file
  std::shared_ptr<const Patience> patience;  // with a reader; none: without end
  std::string application;                   // pcapng section header: this program
  bool comment_moved = false;                // pcapng only: what was moved says so to people, too
};

class CaptureFile : public Sink {
 public:
  // What any format adds to a frame: header, padding, trailer.
  static constexpr std::uint64_t kMostAroundFrame = 36;

  // Writes frames from the front of the batch for as long as the file is not larger than `most`
  // bytes before one of them; returns how many that were.
  virtual std::size_t write_up_to(std::span<const Frame> batch, std::uint64_t most) = 0;

  // The size of the file with all that was written to it; and the place that it takes by now, which
  // is less where it is compressed.
  virtual std::uint64_t bytes() const = 0;
  virtual std::uint64_t stored() const = 0;

  virtual const FileId& id() const = 0;
  // -1: what is written to is no file on a disk.
  virtual int descriptor() const = 0;

  // Frames that were given the nearest time that the format can tell, for want of their own; and
  // what it can tell, as "1970 to 2106".
  virtual std::uint64_t times_moved() const = 0;
  virtual const char* years() const = 0;

  // False when another file, or none, has this one's name by now.
  virtual bool still_named() const = 0;
};

// Creates the file (mode 0600, an existing one is replaced, unless it must be new); throws
// SinkError when that fails. A pcap file has one link type: add_interface throws SinkError when a
// second one comes.
std::unique_ptr<CaptureFile> make_capture_file_sink(const CaptureFileOptions& options);

}  // namespace tapbond
