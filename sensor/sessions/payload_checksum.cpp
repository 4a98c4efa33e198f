#include "sensor/sessions/payload_checksum.h"

#include <bit>
#include <cstring>

namespace tapbond::sessions {
namespace {

// In the order of this machine's bytes, which does not matter to whether the sum is right.
std::uint64_t sum_of(std::span<const std::uint8_t> bytes) {
  std::uint64_t sum = 0;
  std::uint64_t carry = 0;
  while (bytes.size() >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), 8);
    sum += word & 0xffffffffu;
    carry += word >> 32;
    bytes = bytes.subspan(8);
  }
  std::uint64_t rest = 0;
  if (!bytes.empty()) std::memcpy(&rest, bytes.data(), bytes.size());
  sum += rest & 0xffffffffu;
  return sum + carry + (rest >> 32);
}

std::uint16_t fold(std::uint64_t sum) {
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum & 0xffff);
}

std::uint32_t as_stored(std::uint32_t value) {
  const std::uint8_t bytes[] = {
      static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16),
      static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
  return std::bit_cast<std::uint32_t>(bytes);
}

}  // namespace

std::uint16_t checksum(std::span<const std::uint8_t> bytes) { return fold(sum_of(bytes)); }

std::uint16_t checksum(const Address& source, const Address& destination, std::uint8_t protocol,
                       std::span<const std::uint8_t> bytes) {
  return fold(sum_of(source.bytes()) + sum_of(destination.bytes()) + sum_of(bytes) +
              as_stored(static_cast<std::uint32_t>(bytes.size())) + as_stored(protocol));
}

}  // namespace tapbond::sessions
