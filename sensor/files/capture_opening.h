// A capture file or stream on its way to being read: until it has brought what tells its format.
//
// Compressed data is unpacked as it is read (sensor/files/unpacker.h).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "sensor/files/capture_reader.h"
#include "sensor/files/input_file.h"

namespace tapbond {

// There is not one byte in it, or what it stands for.
class EmptyFile : public UnreadableFile {
 public:
  EmptyFile() : UnreadableFile("is empty: not even the header of a capture file") {}
};

class CaptureOpening {
 public:
  // "-" is standard input. Waits for nobody, not for the writer of a fifo either. Throws
  // UnreadableFile.
  explicit CaptureOpening(const std::string& path) : file_(path) {}

  // Reads on. None while a stream has not brought enough yet; once there is a reader, the opening
  // is done with. Throws UnreadableFile when it is no capture, and what on_interface throws.
  std::unique_ptr<CaptureReader> proceed(std::uint16_t leg, SlabPool& pool,
                                         const CaptureReader::OnInterface& on_interface,
                                         const CaptureReader::OnStatistics& on_statistics,
                                         const Beside& beside = {});

  // What a stream has not done yet, as "nobody has opened it for writing".
  std::string waits_for() const;

  bool is_stream() const { return file_.is_stream(); }
  int descriptor() const { return file_.descriptor(); }

 private:
  bool read_beginning();

  InputFile file_;
  std::array<std::uint8_t, CaptureReader::kBeginningBytes> beginning_{};
  std::size_t have_ = 0;  // bytes of it
};

}  // namespace tapbond
