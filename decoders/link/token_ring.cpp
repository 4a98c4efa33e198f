// Token Ring (IEEE 802.5): access and frame control, two addresses, the rings on the way where the
// source chose it, then LLC.
#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/link/ethernet.h"
#include "decoders/link/link_types.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 14;
constexpr std::uint32_t kAddresses = 2;  // the destination and the source
constexpr unsigned kLlc = 1;             // of the frame types

constexpr std::string_view kBroadcasts[] = {"Non-Broadcast", "Non-Broadcast", "Non-Broadcast",
                                            "Non-Broadcast", "All-routes",    "All-routes",
                                            "Single-route",  "Single-route"};
constexpr std::string_view kLargest[] = {"516",  "1500",  "2052",  "4472",
                                         "8144", "11407", "17800", "??"};

void put_header(Line& line, Bytes frame, const LinkAddresses& addresses) {
  if (!line.quick()) line.print("{:02x} {:02x} ", frame.u8(0), frame.u8(1));
  put_mac(line, addresses.data, addresses.source);
  line.put(" > ");
  put_mac(line, addresses.data, addresses.destination);
  line.print(", length {}: ", frame.length());
}

void put_route(Line& line, Bytes route) {
  const unsigned control = route.u16(0);
  const unsigned size = control >> 8 & 31;
  const std::uint32_t segments = size > 2 ? (size - 2) / 2 : 0;
  const bool verbose = line.verbosity() > 0;
  if (verbose) {
    line.print("{} {}", kBroadcasts[control >> 13], (control & 0x80) != 0 ? "Backward" : "Forward");
  } else {
    line.print("rt = {:x}", control);
  }
  for (std::uint32_t i = 0; i < segments; ++i) {
    const unsigned segment = route.u16(2 + i * 2);
    if (verbose) {
      line.print(" [{}:{}]", segment >> 4, segment & 15);
    } else {
      line.print(":{:x}", segment);
    }
  }
  line.print(" ({}) ", kLargest[control >> 4 & 7]);
}

}  // namespace

void token_ring_link(Line& line, Bytes frame) {
  line.protocol = "token-ring";
  if (frame.captured() < kHeader) {
    line.truncated();
    line.link_bytes += kHeader;
    return;
  }
  const bool show = line.options.link_header;
  // Its first bit says that the source chose the route, and is no part of the address.
  std::uint8_t both[12];
  for (std::uint32_t i = 0; i < sizeof both; ++i) both[i] = frame.u8(kAddresses + i);
  const bool routed = (both[6] & 0x80) != 0;
  both[6] &= 0x7f;
  const LinkAddresses addresses{line.bytes(both, sizeof both, sizeof both), 6, 0};
  std::uint32_t header = kHeader;
  if (show) put_header(line, frame, addresses);
  if (routed) {
    if (frame.captured() < kHeader + 2) {
      line.truncated();
      line.link_bytes += kHeader + 2;
      return;
    }
    header += frame.u8(kHeader) & 31u;
    if (frame.captured() < header) {
      line.truncated();
      line.link_bytes += header;
      return;
    }
    put_route(line, frame.from(kHeader));
  }
  const Bytes payload = frame.from(header);
  bool known = false;
  if (frame.u8(1) >> 6 == kLlc) {
    const int size = llc(line, payload, &addresses);
    known = size >= 0;
    header += static_cast<std::uint32_t>(known ? size : -size);
    if (!known) put_unknown_payload(line, payload);
  } else {
    if (!show) put_header(line, frame, addresses);
    put_unknown_payload(line, payload);
  }
  if (!line.cut()) line.link_bytes += header;
}

}  // namespace tapbond::text
