#include "sensor/trailers/trailer.h"

#include <initializer_list>

#include "decoders/core/bytes.h"

namespace tapbond {
namespace {

using text::Bytes;

constexpr std::uint32_t kCheckSequence = 4;
constexpr std::int64_t kSecond = 1'000'000'000;

bool is_near(std::int64_t time, std::int64_t stamp) {
  // Unsigned: a stamp may be any number.
  const auto distance = time > stamp
                            ? static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(stamp)
                            : static_cast<std::uint64_t>(stamp) - static_cast<std::uint64_t>(time);
  return distance <= static_cast<std::uint64_t>(kFarthestTrailer);
}

std::optional<std::int64_t> time_of(std::uint32_t seconds, std::uint32_t nanoseconds) {
  if (nanoseconds >= kSecond) return std::nullopt;
  return seconds * kSecond + nanoseconds;
}

// Bytes of the extensions at the end of `data`, which may be hostile. Nothing where they do not
// fit.
std::optional<std::uint32_t> extension_bytes(Bytes data) {
  constexpr std::uint32_t kWord = 4;
  constexpr std::uint32_t kLong = 31;  // a kind
  std::uint32_t bytes = 0;
  for (bool last = false; !last;) {
    if (data.captured() < bytes + kWord) return std::nullopt;
    const std::uint32_t header = data.u32(data.captured() - bytes - kWord);
    const bool is_long = (header & 31) == kLong;
    const std::uint32_t words = is_long ? (header >> 6 & 0x3ff) + 1 : header >> 6 & 3;
    bytes += kWord * (words + 1);
    last = (header >> 5 & 1) != 0;
  }
  return bytes <= data.captured() ? std::optional(bytes) : std::nullopt;
}

std::optional<Trailer> metamako(Bytes frame) {
  constexpr std::uint32_t kFixed = 12;
  constexpr std::uint8_t kHasExtensions = 2;
  if (!frame.has(0, kFixed)) return std::nullopt;
  const std::uint32_t front = frame.captured() - kFixed;
  const auto time = time_of(frame.u32(front), frame.u32(front + 4));
  const bool extended = (frame.u8(front + 8) & kHasExtensions) != 0;
  const auto extensions = extended ? extension_bytes(frame.first(front)) : std::optional(0U);
  if (!time || !extensions || front < *extensions + kCheckSequence) return std::nullopt;
  return Trailer{.stamp = *time, .bytes = kFixed + *extensions + kCheckSequence};
}

std::optional<Trailer> hpt(Bytes frame) {
  constexpr std::uint32_t kBytes = 16;
  constexpr int kFractionBits = 40;
  if (!frame.has(0, kBytes)) return std::nullopt;
  const Bytes trailer = frame.from(frame.captured() - kBytes);
  const std::uint64_t fraction = std::uint64_t{trailer.u32(10)} << 8 | trailer.u8(14);
  // Below 2^40 times 10^9 by way of 2^-10, which 64 bits have room for.
  const auto nanoseconds = static_cast<std::int64_t>(
      (fraction * (static_cast<std::uint64_t>(kSecond) >> 9)) >> (kFractionBits - 9));
  return Trailer{.stamp = trailer.u32(6) * kSecond + nanoseconds, .bytes = kBytes};
}

std::optional<Trailer> vss(Bytes frame, std::uint32_t port) {
  constexpr std::uint32_t kTime = 8;
  constexpr std::uint32_t kNanoseconds = 0x3fffffff;
  const std::uint32_t bytes = kTime + port;
  if (!frame.has(0, bytes)) return std::nullopt;
  const Bytes trailer = frame.from(frame.captured() - bytes);
  const auto time = time_of(trailer.u32(0), trailer.u32(4) & kNanoseconds);
  if (!time) return std::nullopt;
  return Trailer{.stamp = *time, .bytes = bytes};
}

}  // namespace

std::optional<Trailer> read_trailer(TrailerKind kind, std::span<const std::uint8_t> frame,
                                    std::int64_t stamp) {
  const auto size = static_cast<std::uint32_t>(frame.size());
  for (const std::uint32_t behind : {0U, kCheckSequence}) {
    if (size < behind) break;
    const Bytes data(frame.data(), size - behind, size - behind, nullptr);
    for (const std::uint32_t port : {0U, 1U, 2U}) {
      std::optional<Trailer> found;
      if (kind == TrailerKind::kVss) {
        found = vss(data, port);
      } else if (port == 0) {
        found = kind == TrailerKind::kMetamako ? metamako(data) : hpt(data);
      }
      if (!found || !is_near(found->stamp, stamp)) continue;
      found->bytes += behind;
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace tapbond
