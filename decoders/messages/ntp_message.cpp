#include "decoders/messages/ntp_message.h"

#include <fmt/format.h>

#include <cmath>

#include "decoders/core/bytes.h"

namespace tapbond::messages {
namespace {

constexpr std::uint32_t kSize = 48;
constexpr std::uint32_t kLargestDigest = 24;         // a key's number and what it signs with
constexpr std::int64_t kToUnixTime = 2'208'988'800;  // seconds from 1900 to 1970
constexpr std::int64_t kSecond = 1'000'000'000;

std::int64_t time_at(text::Bytes data, std::uint32_t at) {
  const std::uint64_t value = data.u64(at);
  if (value == 0) return 0;
  const auto seconds = static_cast<std::int64_t>(value >> 32) - kToUnixTime;
  const auto nanoseconds =
      static_cast<std::int64_t>((value & 0xffffffff) * static_cast<std::uint64_t>(kSecond) >> 32);
  return seconds * kSecond + nanoseconds;
}

double exponent(std::uint8_t value) { return std::ldexp(1.0, static_cast<std::int8_t>(value)); }

double short_time(std::uint32_t value) { return value / 65536.0; }

std::string reference(text::Bytes data, unsigned stratum) {
  if (stratum > 1)
    return fmt::format("{}.{}.{}.{}", data.u8(12), data.u8(13), data.u8(14), data.u8(15));
  const std::string_view letters = data.seen(12, 4);
  return std::string(letters.substr(0, letters.find('\0')));
}

unsigned count_extensions(text::Bytes rest) {  // RFC 7822
  constexpr std::uint32_t kLeast = 16;
  unsigned count = 0;
  while (rest.length() > kLargestDigest) {
    const std::uint32_t size = rest.u16(2);
    if (size < kLeast || size > rest.length()) break;
    rest = rest.from(size);
    ++count;
  }
  return count;
}

}  // namespace

std::optional<NtpMessage> read_ntp(std::span<const std::uint8_t> message) {
  if (message.size() < kSize) return std::nullopt;
  const auto size = static_cast<std::uint32_t>(message.size());
  const text::Bytes data(message.data(), size, size, nullptr);
  NtpMessage read;
  read.version = data.u8(0) >> 3 & 7;
  read.mode = data.u8(0) & 7;
  if (read.mode == 0 || read.mode > 5) return std::nullopt;
  read.stratum = data.u8(1);
  read.poll = exponent(data.u8(2));
  read.precision = exponent(data.u8(3));
  read.root_delay = short_time(data.u32(4));
  read.root_dispersion = short_time(data.u32(8));
  read.reference = reference(data, read.stratum);
  read.reference_time = time_at(data, 16);
  read.origin_time = time_at(data, 24);
  read.receive_time = time_at(data, 32);
  read.transmit_time = time_at(data, 40);
  read.extensions = count_extensions(data.from(kSize));
  return read;
}

}  // namespace tapbond::messages
