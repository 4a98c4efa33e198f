#include "sensor/trailers/trailer.h"

#include <initializer_list>

#include "decoders/core/bytes.h"
#include "decoders/core/checksum.h"

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

std::optional<Trailer> ixia(Bytes frame) {
  constexpr std::uint32_t kEnd = 5;  // bytes behind the fields
  constexpr std::uint32_t kCheck = 2;
  constexpr std::uint16_t kSignature = 0xaf12;
  constexpr std::uint8_t kFirstClock = 3;
  constexpr std::uint8_t kLastClock = 7;
  constexpr std::uint8_t kTime = 8;
  if (!frame.has(0, kEnd)) return std::nullopt;
  const std::uint32_t end = frame.captured() - kEnd;
  const std::uint32_t fields = frame.u8(end);
  if (frame.u16(end + 1) != kSignature || fields > end) return std::nullopt;
  const std::uint32_t begin = end - fields;
  const std::uint16_t sum = text::checksum(frame.from(begin), fields + kEnd - kCheck);
  if (sum != frame.u16(end + kEnd - kCheck)) return std::nullopt;
  for (std::uint32_t at = begin; at + 2 <= end; at += 2 + frame.u8(at + 1)) {
    const std::uint8_t kind = frame.u8(at);
    if (kind < kFirstClock || kind > kLastClock) continue;
    if (frame.u8(at + 1) != kTime || at + 2 + kTime > end) return std::nullopt;
    const auto time = time_of(frame.u32(at + 2), frame.u32(at + 6));
    if (!time) return std::nullopt;
    return Trailer{.stamp = *time, .bytes = fields + kEnd};
  }
  return std::nullopt;
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

// How many bytes the port may have that stands behind the time.
std::initializer_list<std::uint32_t> ports_of(TrailerKind kind) {
  static constexpr std::initializer_list<std::uint32_t> kOfVss = {0, 1, 2};
  static constexpr std::initializer_list<std::uint32_t> kNone = {0};
  return kind == TrailerKind::kVss ? kOfVss : kNone;
}

std::optional<Trailer> at_the_end(TrailerKind kind, Bytes data, std::uint32_t port) {
  switch (kind) {
    case TrailerKind::kMetamako:
      return metamako(data);
    case TrailerKind::kHpt:
      return hpt(data);
    case TrailerKind::kIxia:
      return ixia(data);
    case TrailerKind::kVss:
      break;
  }
  return vss(data, port);
}

}  // namespace

std::optional<Trailer> read_trailer(TrailerKind kind, std::span<const std::uint8_t> frame,
                                    std::int64_t stamp) {
  const auto size = static_cast<std::uint32_t>(frame.size());
  for (const std::uint32_t behind : {0U, kCheckSequence}) {
    if (size < behind) break;
    const Bytes data(frame.data(), size - behind, size - behind, nullptr);
    for (const std::uint32_t port : ports_of(kind)) {
      std::optional<Trailer> found = at_the_end(kind, data, port);
      if (!found || !is_near(found->stamp, stamp)) continue;
      found->bytes += behind;
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace tapbond
