#include "sensor/unwrap/tunnel_headers.h"

namespace tapbond {
namespace {

constexpr std::uint16_t kHasChecksum = 0x8000;
constexpr std::uint16_t kHasRouting = 0x4000;
constexpr std::uint16_t kHasKey = 0x2000;
constexpr std::uint16_t kHasSequence = 0x1000;
constexpr std::uint16_t kVersion = 0x0007;

}  // namespace

// flags u16 | protocol u16 | checksum u16, reserved u16 | key u32 | sequence u32: each of the last
// three where a flag says so.
std::optional<TunnelHeader> gre_header(Octets bytes) {
  if (bytes.size() < 4) return std::nullopt;
  const std::uint16_t flags = be16(bytes, 0);
  if ((flags & (kHasRouting | kVersion)) != 0) return std::nullopt;
  TunnelHeader header{.carrier = Carrier::kGre, .bytes = 4};
  if ((flags & kHasChecksum) != 0) header.bytes += 4;
  const auto take_word = [&bytes, &header](bool there) -> std::optional<std::uint32_t> {
    if (!there || bytes.size() < header.bytes + 4) return std::nullopt;
    const std::uint32_t word = be32(bytes, header.bytes);
    header.bytes += 4;
    return word;
  };
  const auto key = take_word((flags & kHasKey) != 0);
  header.sequence = take_word((flags & kHasSequence) != 0);
  if (bytes.size() < header.bytes) return std::nullopt;
  const Octets behind = bytes.subspan(header.bytes);
  switch (be16(bytes, 2)) {
    case 0x6558:
      header.id = key;
      return header;
    case 0x88be:
      header.carrier = Carrier::kErspan;
      // Type I has nothing of its own, and no sequence numbers.
      if (!header.sequence || add_erspan_ii(behind, header)) return header;
      return std::nullopt;
    case 0x22eb:
      header.carrier = Carrier::kErspan;
      if (add_erspan_iii(behind, header)) return header;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace tapbond
