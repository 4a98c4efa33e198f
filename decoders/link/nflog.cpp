// LINKTYPE_NFLOG: packets as Netfilter logs them, each in one of several attributes.
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/link/link_types.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;
constexpr std::uint32_t kAttributeHeader = 4;
constexpr std::uint16_t kPayload = 9;

enum Family : std::uint8_t { kIpv4 = 2, kIpv6 = 10 };
constexpr Name kFamilies[] = {{kIpv4, "IPv4"}, {kIpv6, "IPv6"}};

void put_header(Line& line, Bytes frame, std::uint32_t length) {
  const std::uint8_t family = frame.u8(0);
  line.print("version {}, resource ID {}", frame.u8(1), frame.u16(2));
  if (line.quick()) {
    line.put(", ");
    put_name(line, kFamilies, family, "Unknown NFLOG (0x{:02x})");
  } else {
    line.put(", family ");
    put_name(line, kFamilies, family, "Unknown");
    line.print(" ({})", family);
  }
  line.print(", length {}: ", length);
}

// Moves `data` to the payload, or to the end where there is none; false where an attribute lies.
bool find_payload(Bytes& data) {
  while (data.length() > 0) {
    if (data.captured() < kAttributeHeader || data.length() < kAttributeHeader) return false;
    const std::uint32_t size = (data.le16(0) + 3u) / 4 * 4;
    const std::uint16_t type = data.le16(2);
    if (size < kAttributeHeader || data.captured() < size || data.length() < size) return false;
    if (type == kPayload) {
      data = data.from(kAttributeHeader);
      return true;
    }
    data = data.from(size);
  }
  return true;
}

}  // namespace

void nflog_link(Line& line, Bytes frame) {
  line.protocol = "nflog";
  if (frame.captured() < kHeader || frame.length() < kHeader) {
    line.truncated();
    line.link_bytes += frame.captured();
    return;
  }
  if (const std::uint8_t version = frame.u8(1); version != 0) {
    line.print("version {} (unknown)", version);
    line.link_bytes += kHeader;
    return;
  }
  if (line.options.link_header) put_header(line, frame, frame.length());
  Bytes payload = frame.from(kHeader);
  if (!find_payload(payload)) {
    line.truncated();
    line.link_bytes += frame.captured() - payload.captured();
    return;
  }
  const std::uint8_t family = frame.u8(0);
  if (family == kIpv4) {
    ipv4(line, payload);
  } else if (family == kIpv6) {
    ipv6(line, payload);
  } else {
    if (!line.options.link_header) put_header(line, frame, payload.length() + kHeader);
    put_unknown_payload(line, payload);
  }
  if (!line.cut()) line.link_bytes += frame.captured() - payload.captured();
}

}  // namespace tapbond::text
