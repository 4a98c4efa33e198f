// The hello of Protocol Independent Multicast: its options (RFC 7761 4.9.2, RFC 3973, RFC 5015).
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/network/pim.h"

namespace tapbond::text {
namespace {

enum Option : std::uint16_t {
  kHoldTime = 1,
  kPruneDelay = 2,
  kOldPriority = 18,
  kPriority = 19,
  kGeneration = 20,
  kStateRefresh = 21,
  kBidirectional = 22,
  kAddresses = 24,
  kOldAddresses = 65001,
};

constexpr Name kOptions[] = {
    {kHoldTime, "Hold Time"},
    {kPruneDelay, "LAN Prune Delay"},
    {kOldPriority, "DR Priority (Old)"},
    {kPriority, "DR Priority"},
    {kGeneration, "Generation ID"},
    {kStateRefresh, "State Refresh Capability"},
    {kBidirectional, "Bi-Directional Capability"},
    {kAddresses, "Address List"},
    {kOldAddresses, "Address List (Old)"},
};

bool has_size(Line& line, std::uint32_t size, std::uint32_t wanted) {
  if (size == wanted) return true;
  line.print("[option length {} != {}]", size, wanted);
  line.invalid();
  return false;
}

// False where the option ends the message.
bool put_option(Line& line, Bytes value, std::uint16_t type) {
  const std::uint32_t size = value.length();
  switch (type) {
    case kHoldTime:
      if (!has_size(line, size, 2)) return false;
      put_duration(line, value.u16(0));
      return true;
    case kPruneDelay:
      if (!has_size(line, size, 4)) return false;
      line.print("\n\t    T-bit={}, LAN delay {}ms, Override interval {}ms", value.u8(0) >> 7,
                 value.u16(0) & 0x7fff, value.u16(2));
      return true;
    case kOldPriority:
    case kPriority:
      if (!has_size(line, size, 4)) return false;
      line.dec(value.u32(0));
      return true;
    case kGeneration:
      if (!has_size(line, size, 4)) return false;
      line.print("0x{:08x}", value.u32(0));
      return true;
    case kStateRefresh:
      if (!has_size(line, size, 4)) return false;
      line.print("v{}", value.u8(0));
      if (value.u8(1) != 0) {
        line.put(", interval ");
        put_duration(line, value.u8(1));
      }
      if (value.u16(2) != 0) line.print(" ?0x{:04x}?", value.u16(2));
      return true;
    case kBidirectional:
      return true;
    case kAddresses:
    case kOldAddresses:
      if (line.verbosity() > 1) {
        PimReader addresses(line, value, 0);
        while (addresses.more()) {
          line.put("\n\t    ");
          addresses.put_address(PimAddress::kUnicast);
        }
      }
      return true;
    default:
      if (line.verbosity() <= 1) put_unknown_field(line, value, 0, size, "\n\t    ");
      return true;
  }
}

}  // namespace

void pim_hello(Line& line, Bytes body) {
  while (body.length() > 0 && !line.cut()) {
    const std::uint16_t type = body.u16(0);
    const std::uint16_t size = body.u16(2);
    line.put("\n\t  ");
    put_name(line, kOptions, type, "Unknown");
    line.print(" Option ({}), length {}, Value: ", type, size);
    if (body.raw(4, size) == nullptr && size > 0) return;
    const Bytes value = body.from(4).first(size);
    if (!put_option(line, value, type)) return;
    if (line.verbosity() > 1) put_unknown_field(line, value, 0, size, "\n\t    ");
    body = body.from(4u + size);
  }
}

}  // namespace tapbond::text
