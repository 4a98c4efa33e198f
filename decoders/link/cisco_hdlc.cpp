// Cisco's HDLC: two bytes of address and control, then an ethertype.
#include "decoders/core/address.h"
#include "decoders/core/ethertype.h"
#include "decoders/core/hexdump.h"
#include "decoders/link/ethernet.h"
#include "decoders/link/link_types.h"
#include "decoders/network/network.h"
#include "decoders/network/osi.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;
constexpr std::uint16_t kSlarp = Ethertype::REVARP;
constexpr std::uint8_t kFirstOsi = 0x81;  // CLNP, ES-IS, IS-IS
constexpr std::uint8_t kLastOsi = 0x83;

// The keep-alives and address resolution of a serial line.
void put_slarp(Line& line, Bytes data) {
  line.protocol = "chdlc_slarp";
  line.print("SLARP (length: {}), ", data.length());
  if (data.length() < 14 || !data.has(0, 14)) {
    line.truncated();
    return;
  }
  const std::uint32_t code = data.u32(0);
  std::uint32_t told = 4;
  if (code == 0) {
    line.put("request");
  } else if (code == 1) {
    line.put("reply ");
    put_ipv4(line, data, 4);
    line.put('/');
    put_ipv4(line, data, 8);
  } else if (code == 2) {
    line.print("keepalive: mineseen=0x{:08x}, yourseen=0x{:08x}, reliability=0x{:04x}", data.u32(4),
               data.u32(8), data.u16(12));
    told = 14;
    if (data.length() >= 18) {
      told = 18;
      const std::uint32_t seconds = data.u32(14) / 1000;
      line.print(", link uptime={}d{}h{}m{}s", seconds / 86400, seconds % 86400 / 3600,
                 seconds % 3600 / 60, seconds % 60);
    }
  } else {
    line.print("0x{:02x} unknown", code);
    if (line.verbosity() <= 1) put_unknown_rest(line, data.from(4), "\n\t");
  }
  if (data.length() > 18 && line.verbosity() > 0) {
    line.print(", (trailing junk: {} bytes)", data.length() - 18);
  }
  if (line.verbosity() > 1) put_unknown_rest(line, data.from(told), "\n\t");
}

}  // namespace

void cisco_hdlc_link(Line& line, Bytes frame) {
  line.protocol = "chdlc";
  if (frame.captured() < kHeader) {
    line.truncated();
    if (frame.length() < kHeader) line.link_bytes += frame.captured();
    return;
  }
  const std::uint16_t protocol = frame.u16(2);
  if (line.options.link_header) {
    const std::uint8_t address = frame.u8(0);
    if (address == 0x0f) {
      line.put("unicast");
    } else if (address == 0x8f) {
      line.put("bcast");
    } else {
      line.print("0x{:02x}", address);
    }
    line.put(", ethertype ");
    put_name(line, kEthertypes, protocol, "Unknown");
    line.print(" (0x{:04x}), length {}: ", protocol, frame.length());
  }
  const Bytes payload = frame.from(kHeader);
  if (protocol == kSlarp) {
    put_slarp(line, payload);
  } else if (protocol == Ethertype::IP) {
    ipv4(line, payload);
  } else if (protocol == Ethertype::kOsi) {
    if (payload.length() < 2) {
      line.truncated();
      return;
    }
    // A byte of padding may stand before the protocol identifier.
    const std::uint8_t second = payload.u8(1);
    if (line.cut()) return;
    osi(line, second >= kFirstOsi && second <= kLastOsi ? payload.from(1) : payload);
  } else if (protocol == Ethertype::IPV6) {
    ipv6(line, payload);
  } else if (protocol == Ethertype::MPLS || protocol == Ethertype::kMplsUpstream) {
    mpls(line, payload);
  } else if (!line.options.link_header) {
    line.print("unknown CHDLC protocol (0x{:04x})", protocol);
  }
  if (!line.cut()) line.link_bytes += kHeader;
}

}  // namespace tapbond::text
