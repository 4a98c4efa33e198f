#include "decoders/network/pim.h"

namespace tapbond::text {

void PimReader::put_address(PimAddress kind) {
  std::uint32_t size = address_size_;
  if (size == 0) {
    const std::uint8_t family = u8();
    const std::uint8_t native = u8();
    size = family == 1 ? 4 : family == 2 ? 16 : 0;
    if (native != 0) size = 0;
  }
  if (size != 4 && size != 16) {
    line_.cut_here();
    return;
  }
  std::uint8_t flags = 0;
  std::uint8_t mask = 0;
  if (kind != PimAddress::kUnicast) {
    flags = u8();
    mask = u8();
  }
  const std::uint32_t at = advance(size);
  if (size == 4) {
    put_ipv4(line_, data_, at);
  } else {
    put_ipv6(line_, data_, at);
  }
  if (kind == PimAddress::kUnicast) return;
  if (mask != size * 8) line_.print("/{}", mask);
  if (flags == 0) return;
  if (kind == PimAddress::kGroup) {
    line_.print("(0x{:02x})", flags);
    return;
  }
  line_.print("({}{}{}", (flags & 4) != 0 ? "S" : "", (flags & 2) != 0 ? "W" : "",
              (flags & 1) != 0 ? "R" : "");
  if ((flags & 0xf8) != 0) line_.print("+0x{:02x}", flags & 0xf8);
  line_.put(')');
}

}  // namespace tapbond::text
