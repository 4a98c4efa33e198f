// The label stack of multi-protocol label switching (RFC 3032). libtins would read one entry, and
// all that lies behind it, into objects, where a stack may be cut.
#include "decoders/core/hexdump.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::string_view kReserved[] = {"IPv4 explicit NULL", "router alert",
                                          "IPv6 explicit NULL", "implicit NULL"};

// The stack does not say what it carries; the first byte mostly does.
void (*payload_decoder(std::uint32_t label, Bytes payload))(Line&, Bytes) {
  if (label == 0 || label == 3) return ipv4;
  if (label == 2) return ipv6;
  const std::uint8_t first = payload.u8(0);
  if (first >= 0x45 && first <= 0x4f) return ipv4;
  if (first >= 0x60 && first <= 0x6f) return ipv6;
  return nullptr;
}

}  // namespace

void mpls(Line& line, Bytes data) {
  line.protocol = "mpls";
  line.put("MPLS");
  const bool verbose = line.verbosity() > 0;
  std::uint32_t entry = 0;
  for (bool first = true; (entry & 0x100) == 0; first = false) {
    if (data.length() < 4) {
      line.invalid(data);
      return;
    }
    entry = data.u32(0);
    if (line.cut()) return;
    const std::uint32_t label = entry >> 12;
    line.put(verbose && !first ? "\n\t" : " ");
    line.print("(label {}", label);
    if (verbose && label < 16) line.print(" ({})", label < 4 ? kReserved[label] : "rsvd");
    line.print(", tc {}", entry >> 9 & 7);
    if ((entry & 0x100) != 0) line.put(", [S]");
    line.print(", ttl {})", entry & 0xff);
    data = data.from(4);
  }
  const std::uint32_t label = entry >> 12;
  if (data.length() < 1 && label > 3) return;
  if (const auto decode = payload_decoder(label, data)) {
    line.put(verbose ? "\n\t" : " ");
    decode(line, data);
  } else {
    put_unknown_payload(line, data, data.length());
  }
}

}  // namespace tapbond::text
