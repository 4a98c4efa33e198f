#include "decoders/core/prefix.h"

#include "decoders/core/address.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kIpv4Bits = 32;

std::uint32_t octets(std::uint32_t width) { return (width + 7) / 8; }

}  // namespace

PrefixFault prefix_fault(Bytes data, std::uint32_t widest) {
  if (data.length() < 1) return PrefixFault::kPastEnd;
  const std::uint32_t width = data.u8(0);
  if (width > widest) return PrefixFault::kTooLong;
  // Bytes behind the end are as good as not captured.
  const bool whole = octets(width) < data.length();
  data.raw(1, whole ? octets(width) : std::uint64_t{data.captured()} + 1);
  return PrefixFault::kNone;
}

void put_prefix(Line& line, Bytes data, std::uint32_t widest) {
  const std::uint32_t width = data.u8(0);
  put_masked_address(line, data.from(1), width, widest);
  line.print("/{}", width);
}

void put_masked_address(Line& line, Bytes data, std::uint32_t width, std::uint32_t widest) {
  std::uint8_t address[16] = {};
  for (std::uint32_t i = 0; i < octets(width); ++i) address[i] = data.u8(i);
  if (line.cut()) return;
  if (width % 8 != 0) address[width / 8] &= static_cast<std::uint8_t>(0xff00 >> width % 8);
  const Bytes whole = line.bytes(address, sizeof address, sizeof address);
  if (widest == kIpv4Bits) {
    put_ipv4(line, whole, 0);
  } else {
    put_ipv6(line, whole, 0);
  }
}

}  // namespace tapbond::text
