// Writes the stream to a capture file, pcap or pcapng.
//
// Frames are formatted into one large buffer and leave it by few, large writes, cut at whole
// records: a reader, or the file after a SIGKILL, sees complete records up to the last write. When
// a write fails on a regular file the partial record is cut off again, so the file stays valid.
// The file header and the interfaces are buffered like frames: flush shows them to a reader.
//
// A closed pipe and a file size limit are errors like others only if SIGPIPE and SIGXFSZ are
// ignored, which is the program's business.
#pragma once

#include <memory>
#include <string>

#include "sensor/sinks/sink.h"

namespace tapbond {

enum class FileFormat { kPcap, kPcapng };

struct CaptureFileOptions {
  std::string path;  // "-" is standard output
  FileFormat format = FileFormat::kPcap;
  bool microseconds = false;  // pcap only: time stamps in microseconds instead of nanoseconds
  std::string hardware;       // pcapng section header: the machine
  std::string os;             // pcapng section header: the operating system
  std::string application;    // pcapng section header: this program
};

// Creates the file (mode 0600, an existing one is replaced); throws SinkError when that fails.
// A pcap file has one link type: add_interface throws SinkError when a second one comes.
std::unique_ptr<Sink> make_capture_file_sink(const CaptureFileOptions& options);

}  // namespace tapbond
