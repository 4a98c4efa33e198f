#include "decoders/core/checksum.h"

#include "decoders/core/ip_protocol.h"
#include "decoders/core/ipv4_option.h"

namespace tapbond::text {
namespace {

std::uint64_t add(std::uint64_t sum, std::string_view bytes) {
  const auto* at = reinterpret_cast<const std::uint8_t*>(bytes.data());
  std::size_t i = 0;
  for (; i + 1 < bytes.size(); i += 2) sum += static_cast<std::uint64_t>(at[i] << 8 | at[i + 1]);
  if (i < bytes.size()) sum += static_cast<std::uint64_t>(at[i] << 8);
  return sum;
}

std::uint16_t fold(std::uint64_t sum) {
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum & 0xffff);
}

// Source routing names the last hop, which is what the sender put into the pseudo-header.
std::string_view ipv4_destination(Bytes header) {
  const std::uint32_t size = (header.u8(0) & 15u) * 4u;
  for (std::uint32_t at = 20; at < size && header.has(at, 2);) {
    const std::uint8_t option = header.u8(at);
    if (option == kEndOfOptions) break;
    if (option == kNoOperation) {
      ++at;
      continue;
    }
    const std::uint32_t length = header.u8(at + 1);
    if (length < 2 || at + length > size || !header.has(at, length)) break;
    if ((option == kLooseRoute || option == kStrictRoute) && length >= 7)
      return header.seen(at + length - 4, 4);
    at += length;
  }
  return header.seen(16, 4);
}

std::string_view routed_ipv6_destination(Bytes header, std::uint32_t at) {
  const std::uint32_t units = header.u8(at + 1);
  const std::uint8_t type = header.u8(at + 2);
  if (units % 2 == 0 && (type == 0 || type == 2) && units > 0) {
    std::uint32_t last = 0;
    while (last + 1 < units / 2 && header.has(at + 8 + 16 * (last + 1), 16)) ++last;
    if (header.has(at + 8 + 16 * last, 16)) return header.seen(at + 8 + 16 * last, 16);
  }
  if (units % 2 == 0 && type == 4 && header.has(at + 8, 16)) return header.seen(at + 8, 16);
  return header.seen(24, 16);
}

std::string_view ipv6_destination(Bytes header) {
  std::uint8_t next = header.u8(6);
  for (std::uint32_t at = 40; header.has(at, 4);) {
    switch (next) {
      case IpProtocol::PROTO_HOPOPTS:
      case IpProtocol::PROTO_DSTOPTS:
      case IpProtocol::kOldMobileIp:
      case IpProtocol::kMobility:
        next = header.u8(at);
        at += (header.u8(at + 1) + 1u) * 8;
        break;
      case IpProtocol::PROTO_FRAGMENT:
        next = header.u8(at);
        at += 8;
        break;
      case IpProtocol::PROTO_ROUTING:
        return routed_ipv6_destination(header, at);
      default:
        return header.seen(24, 16);
    }
  }
  return header.seen(24, 16);
}

}  // namespace

std::uint16_t checksum(Bytes data, std::uint32_t count) {
  return fold(add(0, data.seen(0, count)));
}

std::uint16_t checksum(const IpContext& ip, Bytes data, std::uint32_t count, std::uint32_t covered,
                       std::uint8_t protocol) {
  std::uint64_t sum = protocol;
  if (ip.version == 4) {
    sum = add(sum, ip.header.seen(12, 4));
    sum = add(sum, ipv4_destination(ip.header));
    sum += count & 0xffff;
  } else {
    sum = add(sum, ip.header.seen(8, 16));
    sum = add(sum, ipv6_destination(ip.header));
    sum += (count >> 16) + (count & 0xffff);
  }
  return fold(add(sum, data.seen(0, covered)));
}

std::uint16_t right_checksum(std::uint16_t stored, std::uint16_t sum) {
  std::uint32_t right = stored + static_cast<std::uint32_t>(sum);
  while (right >> 16 != 0) right = (right & 0xffff) + (right >> 16);
  return static_cast<std::uint16_t>(right);
}

}  // namespace tapbond::text
