#include "decoders/network/icmp_extensions.h"

#include "decoders/core/checksum.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kBegin = 136;  // 8 bytes of ICMP header, 128 of quoted packet
constexpr std::uint32_t kObjectHeader = 4;

constexpr std::uint8_t kMplsStack = 1;
constexpr std::uint8_t kInterface = 2;
constexpr Name kObjects[] = {{kMplsStack, "MPLS Stack Entry"},
                             {kInterface, "Interface Identification"}};

void put_mpls(Line& line, Bytes object) {
  const std::uint32_t entry = object.u32(kObjectHeader);
  line.print("\n\t    label {}, tc {}", entry >> 12, entry >> 9 & 7);
  if ((entry & 0x100) != 0) line.put(", [S]");
  line.print(", ttl {}", entry & 0xff);
}

}  // namespace

void icmp_extensions(Line& line, Bytes message) {
  if (message.length() <= kBegin) return;
  if (message.raw(0, kBegin + 5) == nullptr) return;
  const Bytes extension = message.from(kBegin);
  std::uint32_t left = message.length() - kBegin;
  const bool whole = extension.has(0, left);
  if (message.u8(5) == 0 && whole && checksum(extension, left) != 0) return;
  const unsigned version = extension.u8(0) >> 4;
  line.print("\n\tICMP Multi-Part extension v{}", version);
  if (version != 2) {
    line.put(" packet not supported");
    return;
  }
  if (whole) {
    line.print(", checksum 0x{:04x} ({}correct), length {}", extension.u16(2),
               checksum(extension, left) != 0 ? "in" : "", left);
  }
  left -= 4;
  for (std::uint32_t at = 4; left > kObjectHeader && !line.cut();) {
    const Bytes object = extension.from(at);
    const std::uint32_t size = object.u16(0);
    const std::uint8_t kind = object.u8(2);
    const std::uint8_t type = object.u8(3);
    line.put("\n\t  ");
    put_name(line, kObjects, kind, "unknown");
    line.print(" Object ({}), Class-Type: {}, length {}", kind, type, size);
    if (kind == 0 || size < kObjectHeader) return;
    if (kind == kMplsStack && type == 1) {
      put_mpls(line, object);
    } else {
      put_unknown_field(line, object, kObjectHeader, size - kObjectHeader, "\n\t    ");
    }
    if (left < size) break;
    left -= size;
    at += size;
  }
}

}  // namespace tapbond::text
