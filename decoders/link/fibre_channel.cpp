// IP over Fibre Channel (RFC 2625): two network addresses, each a MAC address behind two bytes,
// then LLC.
#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/link/ethernet.h"
#include "decoders/link/link_types.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 16;
constexpr std::uint32_t kSource = 10;
constexpr std::uint32_t kDestination = 2;

void put_header(Line& line, Bytes frame) {
  put_mac(line, frame, kSource);
  line.put(" > ");
  put_mac(line, frame, kDestination);
  line.print(", length {}: ", frame.length());
}

}  // namespace

void fibre_channel_link(Line& line, Bytes frame) {
  line.protocol = "ipfc";
  if (frame.captured() < kHeader) return line.truncated();
  if (line.options.link_header) put_header(line, frame);
  const Bytes payload = frame.from(kHeader);
  const LinkAddresses addresses{frame, kSource, kDestination};
  const int size = llc(line, payload, &addresses);
  if (size < 0) put_unknown_payload(line, payload);
  if (!line.cut()) line.link_bytes += kHeader + static_cast<std::uint32_t>(size < 0 ? -size : size);
}

}  // namespace tapbond::text
