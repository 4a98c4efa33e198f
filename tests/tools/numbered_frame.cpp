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

}  // namespace

NumberedFrame::NumberedFrame(std::size_t size, std::uint8_t sender) : bytes_(size) {
  if (size < kSmallestFrame || size > kLargestFrame) {
    throw std::invalid_argument("a numbered frame has " + std::to_string(kSmallestFrame) + " to " +
                                std::to_string(kLargestFrame) + " bytes, not " +
                                std::to_string(size));
  }
  put(bytes_, 0, 0x0200'0000'ff01, 6);
  put(bytes_, 6, 0x0200'0000'0000U + sender, 6);
  put(bytes_, 12, 0x0800, 2);

  const std::size_t ip_length = size - kIpOffset;
  put(bytes_, kIpOffset, 0x4500, 2);
  put(bytes_, kIpOffset + 2, ip_length, 2);
  put(bytes_, kIpOffset + 6, 0x4000, 2);  // do not fragment
  put(bytes_, kIpOffset + 8, 64, 1);
  put(bytes_, kIpOffset + 9, 17, 1);
  put(bytes_, kIpOffset + 12, 0x0a4d'0000U + sender, 4);
  put(bytes_, kIpOffset + 16, 0x0a4d'ff01, 4);
  const std::span<const std::uint8_t> all(bytes_);
  put(bytes_, kIpOffset + 10, checksum(word_sum(all.subspan(kIpOffset, 20))), 2);

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

std::optional<std::uint64_t> number_of(std::span<const std::uint8_t> frame) {
  if (frame.size() < kSmallestFrame || get64(frame, kPayloadOffset) != kMagic) return std::nullopt;
  return get64(frame, kNumberOffset);
}

}  // namespace tapbond::tools
