// The Link Layer Discovery Protocol (IEEE 802.1AB).
#include "decoders/core/escape.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {
namespace {

constexpr unsigned kEnd = 0;
constexpr unsigned kSystemName = 5;

}  // namespace

void lldp(Line& line, Bytes data) {
  line.protocol = "lldp";
  line.print("LLDP, length {}", data.length());
  for (std::uint32_t at = 0; data.length() >= at + 2 && !line.cut();) {
    const std::uint16_t header = data.u16(at);
    const unsigned type = header >> 9;
    const std::uint32_t size = header & 0x1ff;
    at += 2;
    if (type == kEnd || line.cut()) return;
    if (size > data.length() - at || data.raw(at, size) == nullptr) {
      line.truncated();
      return;
    }
    if (type == kSystemName) {
      line.put(": ");
      put_string(line, data, at, size);
    }
    at += size;
  }
}

}  // namespace tapbond::text
