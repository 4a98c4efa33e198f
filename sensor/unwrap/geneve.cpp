#include "sensor/unwrap/tunnel_headers.h"

namespace tapbond {

// version u2 | words of options u6 | control u1 | critical u1 | reserved u6 | protocol u16 |
// VNI u24 | reserved u8 | options
std::optional<TunnelHeader> geneve_header(Octets bytes) {
  constexpr std::uint32_t kHeader = 8;
  constexpr std::uint8_t kControl = 0x80;
  if (bytes.size() < kHeader || bytes[0] >> 6 != 0 || (bytes[1] & kControl) != 0) {
    return std::nullopt;
  }
  const std::uint16_t protocol = be16(bytes, 2);
  const bool ip = protocol == 0x0800 || protocol == 0x86dd;
  if (!ip && protocol != 0x6558) return std::nullopt;
  return TunnelHeader{.carrier = Carrier::kGeneve,
                      .bytes = kHeader + (bytes[0] & 0x3fU) * 4,
                      .id = be32(bytes, 4) >> 8,
                      .ip = ip};
}

}  // namespace tapbond
