// The Ad Hoc Configuration Protocol (draft-chroboczek-ahcp-00): the header.
#include "decoders/application/application.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr unsigned kMagic = 43;
constexpr std::uint32_t kHeader = 24;

constexpr Name kTypes[] = {
    {0, "Discover"}, {1, "Offer"}, {2, "Request"}, {3, "Ack"}, {4, "Nack"}, {5, "Release"},
};

void put_id(Line& line, Bytes data, std::uint32_t at) {
  for (std::uint32_t i = 0; i < 8; ++i) line.print("{}{:02x}", i == 0 ? "" : ":", data.u8(at + i));
}

}  // namespace

void ahcp(Line& line, Bytes data) {
  line.protocol = "ahcp";
  line.put("AHCP");
  if (data.length() < 2 || data.u8(0) != kMagic) {
    if (!line.cut()) line.invalid();
    return;
  }
  const unsigned version = data.u8(1);
  line.print(" Version {}", version);
  if (version != 1) {
    line.put(" (unknown)");
    return;
  }
  if (data.length() < kHeader) {
    line.invalid();
    return;
  }
  if (line.verbosity() == 0) return;
  line.print("\n\tHopcount {}, Original Hopcount {}, Nonce 0x{:08x}, Source Id ", data.u8(2),
             data.u8(3), data.u32(4));
  put_id(line, data, 8);
  line.put(", Destination Id ");
  put_id(line, data, 16);
  const std::uint8_t type = data.u8(24);
  line.put("\n\t");
  put_name(line, kTypes, type, "Unknown-{}");
  line.print(", Length {}", data.u16(26));
}

}  // namespace tapbond::text
