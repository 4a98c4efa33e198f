#include "sensor/unwrap/tunnel_headers.h"

namespace tapbond {
namespace {

constexpr std::uint16_t kSession = 0x03ff;
constexpr std::uint64_t kSecond = 1'000'000'000;

enum Granularity { k100Microseconds = 0, k100Nanoseconds = 1, kIeee1588 = 2 };

// By the platform that sends it, of which some tell the upper half of the time in its second word.
enum class Subheader { kNone, kUpperHalf, kSeconds };

Subheader subheader(unsigned platform) {
  switch (platform) {
    case 3:
    case 7:
      return Subheader::kUpperHalf;
    case 5:
    case 6:
      return Subheader::kSeconds;
    default:
      return Subheader::kNone;
  }
}

std::optional<MirrorTime> counted(std::uint64_t units, std::uint64_t unit, bool is_long) {
  if (units > MirrorTime::kEndless / unit) return std::nullopt;
  return MirrorTime{.nanoseconds = units * unit,
                    .period = is_long ? MirrorTime::kEndless : (std::uint64_t{1} << 32) * unit};
}

// `upper` is the subheader's second word.
std::optional<MirrorTime> time_of(unsigned granularity, std::uint32_t stamp, Subheader kind,
                                  std::uint32_t upper) {
  const bool is_long = kind == Subheader::kUpperHalf;
  const std::uint64_t units = std::uint64_t{is_long ? upper : 0} << 32 | stamp;
  switch (granularity) {
    case k100Microseconds:
      return counted(units, 100'000, is_long);
    case k100Nanoseconds:
      return counted(units, 100, is_long);
    case kIeee1588:
      if (stamp >= kSecond) return std::nullopt;
      if (kind != Subheader::kSeconds) return MirrorTime{.nanoseconds = stamp, .period = kSecond};
      return MirrorTime{.nanoseconds = upper * kSecond + stamp};
    default:
      return std::nullopt;
  }
}

}  // namespace

// version u4 | VLAN u12 | COS u3 | encapsulation u2 | truncated u1 | session u10 | index u32
bool add_erspan_ii(Octets bytes, TunnelHeader& header) {
  constexpr std::uint32_t kHeader = 8;
  if (bytes.size() < kHeader || bytes[0] >> 4 != 1) return false;
  header.id = be16(bytes, 2) & kSession;
  header.bytes += kHeader;
  return true;
}

// The first four bytes are those of type II | time stamp u32 | SGT u16 | protocol data u1 | frame
// type u5 | hardware u6 | direction u1 | granularity u2 | subheader u1: platform u6, 26 bits of its
// own, u32
bool add_erspan_iii(Octets bytes, TunnelHeader& header) {
  constexpr std::uint32_t kHeader = 12;
  constexpr std::uint32_t kSubheader = 8;
  if (bytes.size() < kHeader || bytes[0] >> 4 != 2) return false;
  const std::uint16_t flags = be16(bytes, 10);
  const bool ethernet = (flags >> 10 & 0x1f) == 0;
  if (!ethernet) return false;
  const bool longer = (flags & 1) != 0;
  const std::uint32_t length = kHeader + (longer ? kSubheader : 0);
  if (bytes.size() < length) return false;
  header.id = be16(bytes, 2) & kSession;
  header.bytes += length;
  header.time = time_of(flags >> 1 & 3, be32(bytes, 4),
                        longer ? subheader(bytes[kHeader] >> 2U) : Subheader::kNone,
                        longer ? be32(bytes, kHeader + 4) : 0);
  return true;
}

}  // namespace tapbond
