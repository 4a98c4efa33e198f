// Prints one frame as tcpdump prints it.
//
// Knows nothing of capture or files: a frame in, its line (and the lines under it) out. Malformed
// and truncated frames are normal input and print as far as they can be read. No names are ever
// resolved.
//
// One printer serves one stream and one thread: it remembers TCP conversations for relative
// sequence numbers, the previous time stamp for -ttt, and the packet count for -#.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tapbond {

enum class TimeStyle { kClock, kNone, kEpoch, kDelta, kDate, kSinceFirst };  // "", -t ... -ttttt
enum class DumpStyle {
  kNone,
  kHex,
  kHexLink,
  kHexAscii,
  kHexAsciiLink,
  kAscii
};  // -x -xx -X -XX -A

// What UDP or TCP carries, whatever the ports say: -T.
enum class Payload { kByPort, kDomain, kLmp, kPgm, kPtp, kRadius, kResp, kSnmp, kTftp, kVxlan };

struct TextOptions {
  bool link_header = false;        // -e
  bool quick = false;              // -q
  int verbosity = 0;               // -v, -vv, -vvv
  bool absolute_sequence = false;  // -S
  bool number = false;             // -#
  bool verify_checksums = true;    // of IPv4, TCP and UDP; -K
  bool nfs_handles = false;        // as they are, not guessed at; -u
  bool as_dot = false;             // numbers of autonomous systems as RFC 5396 has them; -b
  Payload payload = Payload::kByPort;
  bool nanoseconds = false;  // --time-stamp-precision nano
  TimeStyle time = TimeStyle::kClock;
  DumpStyle dump = DumpStyle::kNone;
};

struct FrameView {
  std::int64_t stamp = 0;               // nanoseconds since 1970-01-01 00:00 UTC
  const std::uint8_t* bytes = nullptr;  // `captured` bytes, link-layer header first
  std::uint32_t captured = 0;
  std::uint32_t length = 0;  // bytes on the wire
  int linktype = 1;          // LINKTYPE_ value
  std::string_view leg;      // printed before the line as tcpdump does for -i any; empty for none
};

class FramePrinter {
 public:
  explicit FramePrinter(const TextOptions& options);
  ~FramePrinter();

  // Appends the frame's text to `out`, each line ended by '\n'.
  void print(const FrameView& frame, std::string& out);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tapbond
