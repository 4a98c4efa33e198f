// CALM FAST between vehicles and road side (ISO 29281): two network references, and what follows.
#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/link/ethernet.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 2;

}  // namespace

void calm_fast(Line& line, Bytes data, const LinkAddresses* addresses) {
  line.protocol = "calm_fast";
  line.put("CALM FAST ");
  if (addresses != nullptr) {
    line.put("src:");
    put_mac(line, addresses->data, addresses->source);
    line.put("; ");
  }
  if (data.length() < kHeader) {
    line.print(" (length {} < {})", data.length(), kHeader);
    return line.invalid();
  }
  line.print("SrcNwref:{}; ", data.u8(0));
  line.print("DstNwref:{}; ", data.u8(1));
  if (line.verbosity() == 0) return;
  const Bytes rest = data.from(kHeader);
  put_hex_ascii_dump(line, rest.seen(0, rest.length()));
  rest.must_be_whole();
}

}  // namespace tapbond::text
