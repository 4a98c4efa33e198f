// The frame that is the ground truth of tests and benchmarks: it carries its own number.
//
// UDP (RFC 768) or TCP (RFC 9293) in IPv4 (RFC 791) in Ethernet II, with valid checksums. The
// payload starts with a magic word, the frame's number and the time it was sent, both 64 bits
// big-endian, and is filled with zeros.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tapbond::tools {

inline constexpr std::size_t kPayloadOffset = 14 + 20 + 8;
inline constexpr std::size_t kSmallestFrame = kPayloadOffset + 3 * sizeof(std::uint64_t);
inline constexpr std::size_t kLargestFrame = 14 + 65535;
inline constexpr std::size_t kSegmentOffset = 14 + 20 + 32;  // of a TCP segment's payload
inline constexpr std::size_t kSmallestSegment = kSegmentOffset + 3 * sizeof(std::uint64_t);
inline constexpr std::uint64_t kMostConversations = 50'000;

class NumberedFrame {
 public:
  // `size` in bytes from the Ethernet header on, without frame check sequence; throws
  // std::invalid_argument outside kSmallestFrame ... kLargestFrame. `sender` ends the source
  // addresses: 02:00:00:00:00:<sender>, 10.77.0.<sender>.
  NumberedFrame(std::size_t size, std::uint8_t sender);

  // Costs the same for every size: the checksum is completed, not computed anew.
  void set(std::uint64_t number, std::uint64_t sent_ns, std::uint16_t destination_port);

  std::span<const std::uint8_t> bytes() const { return bytes_; }

 private:
  std::vector<std::uint8_t> bytes_;
  std::uint64_t constant_sum_ = 0;  // UDP checksum of everything that set() leaves alone
};

// The same as a segment of TCP conversations that take turns, each frame with data: clients send
// the even numbers, servers the odd ones, and each acknowledges the number before its own, and
// echoes its time stamp (RFC 7323).
class NumberedSegment {
 public:
  // Likewise, kSmallestSegment at least; up to kMostConversations.
  NumberedSegment(std::size_t size, std::uint64_t conversations);

  void set(std::uint64_t number, std::uint64_t sent_ns);

  std::span<const std::uint8_t> bytes() const { return bytes_; }

 private:
  std::vector<std::uint8_t> bytes_;
  std::uint64_t conversations_;
  std::uint64_t constant_sum_ = 0;  // TCP checksum of what is the same in all
};

// The number that a captured frame carries; nothing when it is no numbered frame.
std::optional<std::uint64_t> number_of(std::span<const std::uint8_t> frame);

}  // namespace tapbond::tools
