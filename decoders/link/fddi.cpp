// FDDI (ANSI X3.139): frame control, two addresses, then LLC.
#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/link/ethernet.h"
#include "decoders/link/link_types.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 13;

void put_frame_control(Line& line, std::uint8_t control) {
  if ((control & 0xf0) == 0x50) {
    line.print("async{}", control & 15);
    if ((control & 8) != 0) line.put('*');
  } else if ((control & 0xf0) == 0xd0) {
    line.print("sync{}", control & 15);
  } else {
    line.print("{:02x}", control);
  }
  line.put(' ');
}

void put_header(Line& line, Bytes frame) {
  if (!line.quick()) put_frame_control(line, frame.u8(0));
  put_mac(line, frame, 7);
  line.put(" > ");
  put_mac(line, frame, 1);
  line.put(", ");
  line.print("length {}: ", frame.length());
}

}  // namespace

void fddi_link(Line& line, Bytes frame) {
  line.protocol = "fddi";
  if (frame.captured() < kHeader) {
    line.truncated();
    line.link_bytes += frame.captured();
    return;
  }
  if (line.options.link_header) put_header(line, frame);
  const LinkAddresses addresses{frame, 7, 1};
  const Bytes payload = frame.from(kHeader);
  std::uint32_t header = kHeader;
  if ((frame.u8(0) & 0x70) == 0x50) {
    const int size = llc(line, payload, &addresses);
    if (size < 0) put_unknown_payload(line, payload);
    header += static_cast<std::uint32_t>(size < 0 ? -size : size);
  } else {
    if (!line.options.link_header) put_header(line, frame);
    put_unknown_payload(line, payload);
  }
  if (!line.cut()) line.link_bytes += header;
}

}  // namespace tapbond::text
