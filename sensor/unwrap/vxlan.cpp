#include "sensor/unwrap/tunnel_headers.h"

namespace tapbond {

// flags u8 | reserved u24 | VNI u24 | reserved u8
std::optional<TunnelHeader> vxlan_header(Octets bytes) {
  constexpr std::uint32_t kHeader = 8;
  constexpr std::uint8_t kHasVni = 0x08;
  if (bytes.size() < kHeader || (bytes[0] & kHasVni) == 0) return std::nullopt;
  return TunnelHeader{.carrier = Carrier::kVxlan, .bytes = kHeader, .id = be32(bytes, 4) >> 8};
}

}  // namespace tapbond
