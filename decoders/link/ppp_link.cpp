#include "decoders/core/names.h"
#include "decoders/link/link_types.h"
#include "decoders/link/ppp.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;
constexpr std::uint8_t kAddress = 0xff;  // all stations

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
  line.protocol = "ppp";
  if (frame.captured() < 2) {
    line.truncated();
    line.link_bytes += frame.captured();
    return;
  }
  if (frame.u8(0) != kAddress) {
    ppp_link(line, frame);
    return;
  }
  if (frame.captured() < kHeader) {
    line.truncated();
    line.link_bytes += frame.captured();
    return;
  }
  const std::uint16_t protocol = frame.u16(2);
  if (line.options.link_header) {
    line.print("{:02x} {:02x} {} ", frame.u8(0), frame.u8(1), frame.length());
    put_name(line, kPppProtocols, protocol, "unknown PPP protocol (0x{:04x})");
    line.put(": ");
  }
  ppp_payload(line, protocol, frame.from(4));
  if (!line.cut()) line.link_bytes += kHeader;
}

void pppoe_link(Line& line, Bytes frame) {
  line.protocol = "pppoe";
  const std::uint32_t header = pppoe(line, frame);
  if (!line.cut()) line.link_bytes += header;
}

}  // namespace tapbond::text
