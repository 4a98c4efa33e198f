// Frames as the records of a pcap file (sensor/files/pcap_format.h), in this machine's byte order.
//
// The file has one link type, of its first interface, and as its snaplen the largest of all
// interfaces. If one with a larger snaplen comes late, the header is corrected where that is still
// possible: not down a stream that has carried it away, whose reader may then cut frames short.
// Time stamps outside of what unsigned 32-bit seconds hold (1970 to 2106) become the nearest that
// they do hold, which keeps the order.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

#include "bond/frame.h"
#include "sensor/files/byte_order.h"
#include "sensor/files/interface.h"
#include "sensor/files/pcap_format.h"
#include "sensor/sinks/capture_file_sink.h"
#include "sensor/sinks/record_file.h"

namespace tapbond {

class PcapEncoder {
 public:
  explicit PcapEncoder(const CaptureFileOptions& options) : microseconds_(options.microseconds) {}

  static RecordFile::Record measure(const std::uint8_t* record, bool first);

  static std::array<std::uint8_t, pcap::kFileHeaderBytes> header(int linktype,
                                                                 std::uint32_t snaplen,
                                                                 bool microseconds);

  // What is wrong with two link types in one file, in one line without a remedy.
  static std::string two_linktypes(const std::string& interface, int linktype,
                                   const Interface& other);

  void begin_section(const Section&, RecordFile&) {}
  void add_block(const BesideBlock&, RecordFile&) {}
  // Throws SinkError, after writing out what came before, for a second link type.
  void add_interface(const Interface& interface, RecordFile& file);
  void finish(std::span<const InterfaceCounts>, RecordFile& file);

  static constexpr const char* kYears = "1970 to 2106";
  static bool tells(std::int64_t stamp) { return stamp >= 0 && stamp <= kLast; }

  static std::size_t bytes(const Frame& frame) { return pcap::kRecordHeaderBytes + frame.captured; }

  void encode(const Frame& frame, std::uint8_t* to, std::size_t bytes) const {
    encode_head(frame, to, bytes);
    std::memcpy(to + kHeadBytes, frame.bytes, frame.captured);
  }

  // What comes before a frame's bytes, and, as much as is left of the record, behind them.
  static constexpr std::size_t kHeadBytes = pcap::kRecordHeaderBytes;
  void encode_head(const Frame& frame, std::uint8_t* to, std::size_t) const {
    const std::int64_t stamp = std::clamp<std::int64_t>(frame.stamp, 0, kLast);
    const auto fraction = static_cast<std::uint32_t>(stamp % kSecond);
    to = store(to, static_cast<std::uint32_t>(stamp / kSecond));
    to = store(to, microseconds_ ? fraction / 1000 : fraction);
    to = store(to, frame.captured);
    store(to, frame.length);
  }
  void encode_tail(const Frame&, std::uint8_t*, std::size_t) const {}

 private:
  static constexpr std::int64_t kSecond = 1'000'000'000;
  static constexpr std::int64_t kLast = (kSecond << 32) - 1;

  bool microseconds_;
  int linktype_ = -1;  // none yet
  std::uint32_t snaplen_ = 0;
  std::string first_interface_;
};

}  // namespace tapbond
