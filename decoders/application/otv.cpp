// Overlay Transport Virtualization (draft-hasmit-otv-04): Ethernet frames in UDP.
#include "decoders/application/application.h"
#include "decoders/link/ethernet.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 8;
constexpr unsigned kInstance = 0x08;

}  // namespace

void otv(Line& line, Bytes data) {
  line.protocol = "otv";
  line.put("OTV, ");
  if (data.length() < kHeader) {
    line.print("[length {} < {}]", data.length(), kHeader);
    line.invalid();
    return;
  }
  const unsigned flags = data.u8(0);
  line.print("flags [{}] (0x{:02x}), overlay {}, ", (flags & kInstance) != 0 ? 'I' : '.', flags,
             data.u24(1));
  line.print("instance {}\n", data.u24(4));
  if (data.raw(7, 1) == nullptr) return;
  ethernet(line, data.from(kHeader));
}

}  // namespace tapbond::text
