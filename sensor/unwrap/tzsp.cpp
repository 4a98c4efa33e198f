#include "sensor/unwrap/tunnel_headers.h"

namespace tapbond {
namespace {

constexpr std::uint8_t kPadding = 0;
constexpr std::uint8_t kEnd = 1;
constexpr std::uint8_t kFrameLength = 0x29;

}  // namespace

// version u8 | type u8 | protocol u16 | tags: type u8, and but for padding and the end length u8,
// value
std::optional<TunnelHeader> tzsp_header(Octets bytes) {
  constexpr std::size_t kHeader = 4;
  const bool frames = bytes.size() >= kHeader && bytes[0] == 1 && bytes[1] <= 1;
  if (!frames || be16(bytes, 2) != 1) return std::nullopt;
  TunnelHeader header{.carrier = Carrier::kTzsp};
  for (std::size_t at = kHeader; at < bytes.size();) {
    const std::uint8_t type = bytes[at++];
    if (type == kPadding) continue;
    if (type == kEnd) {
      header.bytes = static_cast<std::uint32_t>(at);
      return header;
    }
    if (at == bytes.size()) break;
    const std::size_t length = bytes[at++];
    if (length > bytes.size() - at) break;
    if (type == kFrameLength && length == 2) header.length = be16(bytes, at);
    at += length;
  }
  return std::nullopt;
}

}  // namespace tapbond
