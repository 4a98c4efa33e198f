// IP over ATM: its frames with the header that tells what they carry (RFC 2684), and those of
// Classical IP (RFC 2225).
#include "decoders/core/hexdump.h"
#include "decoders/link/ethernet.h"
#include "decoders/link/link_types.h"
#include "decoders/network/network.h"
#include "decoders/network/osi.h"

namespace tapbond::text {
namespace {

constexpr std::uint8_t kUnnumbered = 0x03;
constexpr std::uint32_t kSnap = 0xaaaa03;
constexpr std::uint32_t kOsi = 0xfefe03;
constexpr std::uint32_t kIp = 0x060603;
constexpr std::uint32_t kOtherHeader = 20;  // of IEEE 802.6, where none of these begins the frame
constexpr std::uint32_t kClassical = 6;     // SNAP with an ethertype's organisation

std::uint32_t put_llc(Line& line, Bytes payload) {
  const int size = llc(line, payload, nullptr);
  if (size >= 0) return static_cast<std::uint32_t>(size);
  put_unknown_payload(line, payload);
  return static_cast<std::uint32_t>(-size);
}

bool has(Bytes frame, std::uint32_t count) {
  return frame.captured() >= count && frame.length() >= count;
}

}  // namespace

void atm_link(Line& line, Bytes frame) {
  line.protocol = "atm";
  if (!has(frame, 1)) return line.truncated();
  if (frame.u8(0) == kUnnumbered) {
    if (line.options.link_header) line.put("CNLPID ");
    osi(line, frame.from(1));
    if (!line.cut()) ++line.link_bytes;
    return;
  }
  if (!has(frame, 3)) return line.truncated();
  std::uint32_t header = 0;
  const std::uint32_t start = frame.u24(0);
  if (start != kSnap && start != kOsi && start != kIp) {
    if (line.options.link_header) {
      line.print("{:08x}{:08x} {:08x}{:08x} ", frame.u32(0), frame.u32(4), frame.u32(8),
                 frame.u32(12));
    }
    if (line.cut()) return;
    if (!has(frame, kOtherHeader)) return line.truncated();
    header = kOtherHeader;
  }
  header += put_llc(line, frame.from(header));
  if (!line.cut()) line.link_bytes += header;
}

void classical_ip_link(Line& line, Bytes frame) {
  line.protocol = "cip";
  if (line.options.link_header) line.print("{}: ", frame.length());
  if (frame.raw(0, kClassical) == nullptr) {
    line.forget_cut();
    return line.truncated();
  }
  if (frame.u24(0) != kSnap || frame.u24(3) != 0) return ipv4(line, frame);
  const std::uint32_t header = put_llc(line, frame);
  if (!line.cut()) line.link_bytes += header;
}

}  // namespace tapbond::text
