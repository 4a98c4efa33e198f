// Frames as the blocks of a pcapng file (sensor/files/pcapng_format.h): one section in this
// machine's byte order, time stamps in nanoseconds.
//
// The n-th interface added is interface n of the section, which is the n-th row of the run's table.
// Time stamps before 1970 become 0. Strings of more than 65535 bytes are cut.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "bond/frame.h"
#include "sensor/files/byte_order.h"
#include "sensor/files/interface.h"
#include "sensor/files/pcapng_format.h"
#include "sensor/sinks/capture_file_sink.h"
#include "sensor/sinks/record_file.h"

namespace tapbond {

class PcapngEncoder {
 public:
  explicit PcapngEncoder(const CaptureFileOptions& options) : options_(options) {}

  static RecordFile::Record measure(const std::uint8_t* record, bool first);

  // The blocks that are not packets. What is not known is left out.
  static std::vector<std::uint8_t> section(const Section& section, const std::string& application);
  static std::vector<std::uint8_t> interface(const Interface& interface);
  static std::vector<std::uint8_t> statistics(std::uint32_t row, const InterfaceCounts& count);

  void begin_section(const Section& begun, RecordFile& file) const {
    file.put(section(begun, options_.application));
  }
  void add_interface(const Interface& added, RecordFile& file) const {
    begin_if_empty(file);
    file.put(interface(added));
  }
  void add_block(const BesideBlock& block, RecordFile& file) const {
    begin_if_empty(file);
    file.put(*block.bytes);
  }
  // One statistics block per interface.
  void finish(std::span<const InterfaceCounts> counts, RecordFile& file) const;

  static constexpr const char* kYears = "1970 to 2262";
  static bool tells(std::int64_t stamp) { return stamp >= 0; }

  // Of the frames that come next and have the mark.
  void moved(const MovedFrames& moved) { moved_ = moved; }

  std::size_t bytes(const Frame& frame) const {
    const std::size_t plain = pcapng::kEnhancedPacketBytes + pcapng::padded(frame.captured);
    return frame.marks == 0 ? plain : plain + bytes_of_options(frame);
  }

  // `bytes`: as bytes() said.
  void encode(const Frame& frame, std::uint8_t* to, std::size_t bytes) const {
    encode_head(frame, to, bytes);
    to += kHeadBytes;
    // Zeroes the padding; the bytes in front of it come next.
    const std::uint32_t content = pcapng::padded(frame.captured);
    if (content > 0) std::memset(to + content - 4, 0, 4);
    std::memcpy(to, frame.bytes, frame.captured);
    end_block(frame, to + content, bytes);
  }

  // What comes before a frame's bytes, and, as much as is left of the block, behind them.
  static constexpr std::size_t kHeadBytes = pcapng::kEnhancedPacketBytes - 4;
  void encode_head(const Frame& frame, std::uint8_t* to, std::size_t bytes) const {
    const auto stamp = static_cast<std::uint64_t>(std::max<std::int64_t>(frame.stamp, 0));
    to = store<std::uint32_t>(to, pcapng::kEnhancedPacketBlock);
    to = store(to, static_cast<std::uint32_t>(bytes));
    to = store(to, std::uint32_t{frame.interface});
    to = store(to, static_cast<std::uint32_t>(stamp >> 32));
    to = store(to, static_cast<std::uint32_t>(stamp));
    to = store(to, frame.captured);
    store(to, frame.length);
  }
  void encode_tail(const Frame& frame, std::uint8_t* to, std::size_t bytes) const {
    const std::uint32_t padding = pcapng::padded(frame.captured) - frame.captured;
    std::memset(to, 0, padding);
    end_block(frame, to + padding, bytes);
  }

 private:
  void begin_if_empty(RecordFile& file) const {
    if (file.empty()) begin_section({}, file);
  }
  // Options, and the length once more.
  void end_block(const Frame& frame, std::uint8_t* to, std::size_t bytes) const {
    if (frame.marks != 0) [[unlikely]] {
      const std::size_t options =
          bytes - pcapng::kEnhancedPacketBytes - pcapng::padded(frame.captured);
      encode_options(frame, {to, options});
      to += options;
    }
    store(to, static_cast<std::uint32_t>(bytes));
  }
  // What is put in front of the options that the frame came with.
  std::size_t bytes_of_stamp(const Frame& frame) const;
  bool has_comment(const Frame& frame) const;
  std::size_t bytes_of_options(const Frame& frame) const;
  void encode_options(const Frame& frame, std::span<std::uint8_t> to) const;

  CaptureFileOptions options_;
  MovedFrames moved_;
};

}  // namespace tapbond
