// Linux cooked capture, version 1 and 2: the header that libpcap makes up for "any" and for devices
// without a link layer of their own (LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2).
#include <net/if.h>

#include "decoders/core/address.h"
#include "decoders/core/ethertype.h"
#include "decoders/core/hexdump.h"
#include "decoders/link/ethernet.h"
#include "decoders/link/link_types.h"

namespace tapbond::text {
namespace {

constexpr Name kDirections[] = {{0, "In"}, {1, "B"}, {2, "M"}, {3, "P"}, {4, "Out"}};

constexpr std::uint16_t kMostLength = 1500;
constexpr std::uint16_t kNovell = 1;
constexpr std::uint16_t kLlc = 4;

// Where the fields are, and how long the header is.
struct Layout {
  std::uint32_t size;
  std::uint32_t protocol;
  std::uint32_t address_size;
  std::uint32_t address_size_bytes;
  std::uint32_t address;
};
constexpr Layout kVersion1{16, 14, 4, 2, 6};
constexpr Layout kVersion2{20, 0, 11, 1, 12};

std::uint32_t address_size(Bytes frame, const Layout& layout) {
  return layout.address_size_bytes == 2 ? frame.u16(layout.address_size)
                                        : frame.u8(layout.address_size);
}

void put_header(Line& line, Bytes frame, const Layout& layout) {
  if (layout.size == kVersion1.size) {
    line.print("{:>3} ", name_of(kDirections, frame.u16(0)).empty()
                             ? "?"
                             : name_of(kDirections, frame.u16(0)));
  } else {
    line.print("ifindex {} ", frame.u32(4));
  }
  if (address_size(frame, layout) == 6) {
    put_mac(line, frame, layout.address);
    line.put(' ');
  }
  if (line.quick()) return;
  const std::uint16_t type = frame.u16(layout.protocol);
  if (type > kMostLength) {
    put_ethertype(line, type);
  } else if (type == kNovell) {
    line.put("802.3");
  } else if (type == kLlc) {
    line.put("802.2");
  } else {
    line.print("ethertype Unknown (0x{:04x})", type);
  }
  line.print(", length {}: ", frame.length());
}

void cooked(Line& line, Bytes frame, const Layout& layout) {
  if (line.options.link_header) put_header(line, frame, layout);
  std::uint32_t header = layout.size;
  std::uint16_t type = frame.u16(layout.protocol);
  while (type == Ethertype::VLAN) {
    const Bytes tag = frame.from(header);
    if (tag.captured() < 4) {
      line.protocol = "vlan";
      line.truncated();
      line.link_bytes += header + tag.captured();
      return;
    }
    if (line.options.link_header) {
      put_tag_control(line, tag.u16(0));
      line.put(", ");
    }
    type = tag.u16(2);
    if (type <= kMostLength) type = kLlc;
    if (!line.quick()) {
      line.put("ethertype ");
      put_name(line, kEthertypes, type, "Unknown");
      line.put(", ");
    }
    header += 4;
  }
  const Bytes payload = frame.from(header);
  if (type == kLlc) {
    const int size = llc(line, payload, nullptr);
    if (size < 0) {
      put_unknown_payload(line, payload);
    } else {
      header += static_cast<std::uint32_t>(size);
    }
  } else if (type <= kMostLength) {
    put_unknown_payload(line, payload);
  } else if (!ethertype(line, type, payload, nullptr)) {
    if (!line.options.link_header) put_header(line, frame, layout);
    put_unknown_payload(line, payload);
  }
  if (!line.cut()) line.link_bytes += header;
}

bool whole_header(Line& line, Bytes frame, const Layout& layout) {
  if (frame.captured() >= layout.size) return true;
  line.cut_here();
  return false;
}

}  // namespace

void linux_cooked_link(Line& line, Bytes frame) {
  line.protocol = "sll";
  if (whole_header(line, frame, kVersion1)) cooked(line, frame, kVersion1);
}

void linux_cooked2_link(Line& line, Bytes frame) {
  line.protocol = "sll2";
  if (!whole_header(line, frame, kVersion2)) return;
  char name[IF_NAMESIZE];
  const bool known = if_indextoname(frame.u32(4), name) != nullptr;
  const auto direction = name_of(kDirections, frame.u8(10));
  line.print("{:<5} {:<3} ", known ? name : "?", direction.empty() ? "?" : direction);
  cooked(line, frame, kVersion2);
}

}  // namespace tapbond::text
