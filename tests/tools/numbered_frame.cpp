#include "tests/tools/numbered_frame.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace tapbond::tools {
namespace {

constexpr std::uint64_t kMagic = 0x7461'7062'6f6e'6421;  // "tapbond!"
constexpr std::size_t kIpOffset = 14;
constexpr std::size_t kUdpOffset = kIpOffset + 20;
constexpr std::size_t kTcpOffset = kIpOffset + 20;
constexpr std::size_t kNumberOffset = kPayloadOffset + 8;
constexpr std::uint16_t kSourcePort = 40000;

void put(std::span<std::uint8_t> bytes, std::size_t at, std::uint64_t value, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) {
    bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * (width - 1 - i)));
  }
}

std::uint64_t get64(std::span<const std::uint8_t> bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8 | bytes[at + i];
  return value;
}

// RFC 1071: the sum of 16-bit words, still to be folded and complemented.
std::uint64_t word_sum(std::span<const std::uint8_t> bytes) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    sum += i % 2 == 0 ? std::uint64_t{bytes[i]} << 8 : bytes[i];
  }
  return sum;
}

std::uint64_t word_sum(std::uint64_t value) {
  return (value >> 48) + (value >> 32 & 0xffff) + (value >> 16 & 0xffff) + (value & 0xffff);
}

std::uint16_t checksum(std::uint64_t sum) {
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

void check_size(std::size_t size, std::size_t least) {
  if (size >= least && size <= kLargestFrame) return;
  throw std::invalid_argument("a numbered frame has " + std::to_string(least) + " to " +
                              std::to_string(kLargestFrame) + " bytes, not " +
                              std::to_string(size));
}

// Ethernet and IP; from and to are the last bytes of the addresses.
void put_headers(std::span<std::uint8_t> bytes, std::uint8_t protocol, std::uint64_t from,
                 std::uint64_t to) {
  put(bytes, 0, 0x0200'0000'0000U + to, 6);
  put(bytes, 6, 0x0200'0000'0000U + from, 6);
  put(bytes, 12, 0x0800, 2);
  put(bytes, kIpOffset, 0x4500, 2);
  put(bytes, kIpOffset + 2, bytes.size() - kIpOffset, 2);
  put(bytes, kIpOffset + 6, 0x4000, 2);  // do not fragment
  put(bytes, kIpOffset + 8, 64, 1);
  put(bytes, kIpOffset + 9, protocol, 1);
  put(bytes, kIpOffset + 10, 0, 2);
  put(bytes, kIpOffset + 12, 0x0a4d'0000U + from, 4);
  put(bytes, kIpOffset + 16, 0x0a4d'0000U + to, 4);
  put(bytes, kIpOffset + 10, checksum(word_sum(bytes.subspan(kIpOffset, 20))), 2);
}

std::size_t number_offset(std::span<const std::uint8_t> frame) {
  if (frame.size() >= kSmallestFrame && get64(frame, kPayloadOffset) == kMagic) {
    return kNumberOffset;
  }
  if (frame.size() >= kSmallestSegment && get64(frame, kSegmentOffset) == kMagic) {
    return kSegmentOffset + 8;
  }
  return 0;
}

}  // namespace

NumberedFrame::NumberedFrame(std::size_t size, std::uint8_t sender) : bytes_(size) {
  check_size(size, kSmallestFrame);
  put_headers(bytes_, 17, sender, 0xff01);
  const std::span<const std::uint8_t> all(bytes_);
  const std::size_t ip_length = size - kIpOffset;
  const std::size_t udp_length = ip_length - 20;
  put(bytes_, kUdpOffset, kSourcePort, 2);
  put(bytes_, kUdpOffset + 4, udp_length, 2);
  put(bytes_, kPayloadOffset, kMagic, 8);
  const std::uint64_t pseudo_header = word_sum(all.subspan(kIpOffset + 12, 8)) + 17 + udp_length;
  constant_sum_ = pseudo_header + word_sum(all.subspan(kUdpOffset));
}

void NumberedFrame::set(std::uint64_t number, std::uint64_t sent_ns,
                        std::uint16_t destination_port) {
  put(bytes_, kNumberOffset, number, 8);
  put(bytes_, kNumberOffset + 8, sent_ns, 8);
  put(bytes_, kUdpOffset + 2, destination_port, 2);
  const std::uint16_t sum =
      checksum(constant_sum_ + word_sum(number) + word_sum(sent_ns) + destination_port);
  put(bytes_, kUdpOffset + 6, sum == 0 ? 0xffff : sum, 2);
}

NumberedSegment::NumberedSegment(std::size_t size, std::uint64_t conversations)
    : bytes_(size), conversations_(conversations) {
  check_size(size, kSmallestSegment);
  if (conversations == 0 || conversations > kMostConversations) {
    throw std::invalid_argument("there are 1 to " + std::to_string(kMostConversations) +
                                " conversations");
  }
  constexpr std::uint64_t kTimeStamps = 0x0101'080a;  // with padding in front
  put(bytes_, kTcpOffset + 12, 0x8018, 2);            // 32 bytes of header; ACK and PSH
  put(bytes_, kTcpOffset + 14, 0xffff, 2);            // window
  put(bytes_, kTcpOffset + 20, kTimeStamps, 4);
  put(bytes_, kSegmentOffset, kMagic, 8);
  constant_sum_ =
      word_sum(std::span<const std::uint8_t>(bytes_).subspan(kTcpOffset)) + 6 + size - kTcpOffset;
}

void NumberedSegment::set(std::uint64_t number, std::uint64_t sent_ns) {
  constexpr std::uint64_t kClient = 1;
  constexpr std::uint64_t kServer = 2;
  constexpr std::uint64_t kFirstPort = 10'000;
  const std::uint64_t round = number / 2 / conversations_;
  const std::uint64_t port = kFirstPort + number / 2 % conversations_;
  const std::uint64_t each = bytes_.size() - kSegmentOffset;
  const bool client = number % 2 == 0;
  const auto field = [this](std::size_t at, std::uint64_t value, std::size_t width) {
    put(bytes_, kTcpOffset + at, value, width);
  };
  put_headers(bytes_, 6, client ? kClient : kServer, client ? kServer : kClient);
  field(0, client ? port : 80, 2);
  field(2, client ? 80 : port, 2);
  field(4, round * each, 4);
  field(8, (client ? round : round + 1) * each, 4);
  field(16, 0, 2);
  field(24, round + 1, 4);
  field(28, client ? round : round + 1, 4);
  put(bytes_, kSegmentOffset + 8, number, 8);
  put(bytes_, kSegmentOffset + 16, sent_ns, 8);
  const std::span<const std::uint8_t> all(bytes_);
  const std::uint64_t sum = constant_sum_ + word_sum(all.subspan(kIpOffset + 12, 8)) +
                            word_sum(all.subspan(kTcpOffset, 12)) +
                            word_sum(all.subspan(kTcpOffset + 24, 8)) + word_sum(number) +
                            word_sum(sent_ns);
  field(16, checksum(sum), 2);
}

std::optional<std::uint64_t> number_of(std::span<const std::uint8_t> frame) {
  const std::size_t offset = number_offset(frame);
  return offset == 0 ? std::nullopt : std::optional(get64(frame, offset));
}

}  // namespace tapbond::tools
