// Virtual extensible LAN (RFC 7348).
#include "decoders/application/application.h"
#include "decoders/core/names.h"
#include "decoders/link/ethernet.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 8;
constexpr Name kFlags[] = {{0x08, "I"}};

}  // namespace

void vxlan(Line& line, Bytes data) {
  line.protocol = "vxlan";
  line.put("VXLAN");
  if (data.length() < kHeader) {
    line.invalid();
    return;
  }
  const std::uint8_t flags = data.u8(0);
  line.put(", flags [");
  put_bits(line, kFlags, flags, "invalid");
  line.print("] (0x{:02x}), ", flags);
  line.print("vni {}\n", data.u24(4));
  if (data.raw(0, kHeader) != nullptr) ethernet(line, data.from(kHeader));
}

}  // namespace tapbond::text
