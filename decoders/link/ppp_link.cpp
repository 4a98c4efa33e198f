#include "decoders/core/names.h"
#include "decoders/link/link_types.h"
#include "decoders/link/ppp.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;
constexpr std::uint8_t kAddress = 0xff;  // all stations
constexpr std::uint8_t kCiscoUnicast = 0x0f;
constexpr std::uint8_t kCiscoBroadcast = 0x8f;

}  // namespace

void ppp_link(Line& line, Bytes frame) {
  line.protocol = "ppp";
  if (frame.captured() < kHeader) {
    line.truncated();
    line.link_bytes += frame.captured();
    return;
  }
  ppp(line, frame);
  if (!line.cut()) line.link_bytes += kHeader;
}

// PPP in HDLC-like framing (RFC 1662), or Cisco's.
void ppp_serial_link(Line& line, Bytes frame) {
  line.protocol = "ppp_hdlc";
  if (frame.captured() >= 2 && (frame.u8(0) == kCiscoUnicast || frame.u8(0) == kCiscoBroadcast)) {
    cisco_hdlc_link(line, frame);
    return;
  }
  if (frame.captured() < kHeader) {
    line.truncated();
    line.link_bytes += frame.captured();
    return;
  }
  if (line.options.link_header) {
    line.print("{:02x} {:02x} {} ", frame.u8(0), frame.u8(1), frame.length());
  }
  if (frame.u8(0) == kAddress) {
    const std::uint16_t protocol = frame.u16(2);
    put_name(line, kPppProtocols, protocol, "unknown PPP protocol (0x{:04x})");
    line.put(": ");
    ppp_payload(line, protocol, frame.from(kHeader));
    if (!line.cut()) line.link_bytes += kHeader;
  } else {
    line.print("unknown addr {:02x}; ctrl {:02x}", frame.u8(2), frame.u8(3));
    line.link_bytes += 2;
  }
}

void pppoe_link(Line& line, Bytes frame) {
  line.protocol = "pppoe";
  const std::uint32_t header = pppoe(line, frame);
  if (!line.cut()) line.link_bytes += header;
}

}  // namespace tapbond::text
