// What IS-IS systems say they are capable of: shortest path bridging (RFC 6329) and segment routing
// (RFC 8667).
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/network/isis.h"

namespace tapbond::text {
namespace {

constexpr Name kPortValues[] = {{4, "SPB MCID"}, {5, "SPB Digest"}, {6, "SPB BVID"}};
constexpr Name kBridgingValues[] = {
    {1, "SPB Instance"},
    {3, "SPBM Service Identifier and Unicast Address"},
};
constexpr Name kRouterValues[] = {{2, "SR-Capabilities"}};
constexpr Name kSegmentFlags[] = {{0x80, "ipv4"}, {0x40, "ipv6"}};

enum class Fit : std::uint8_t { kRight, kShort, kCut };

// One more value each time; `put` says whether it was long enough.
template <typename Put>
void put_values(Line& line, Bytes rest, Names names, std::string_view indent, const Put& put) {
  while (rest.length() > 2 && !line.cut()) {
    const std::uint8_t type = rest.u8(0);
    const std::uint32_t size = rest.u8(1);
    if (line.cut()) return;
    put_name(line, indent, names, type, "unknown");
    line.print(" subTLV #{}, length: {}", type, size);
    rest = rest.from(2);
    if (rest.length() < size) return line.put(" (> containing TLV length)");
    if (!rest.has(0, size)) return line.truncated();
    const Fit fit = put(rest.claiming(size), type);
    if (fit == Fit::kShort) return line.put(" (too short)");
    if (fit == Fit::kCut) return line.truncated();
    rest = rest.from(size);
  }
}

void put_configuration(Line& line, Bytes id) {
  line.print("ID: {}, Name: ", id.u8(0));
  put_string(line, id, 1, 32);
  line.print("\n\t              Lvl: {}, Digest: ", id.u16(33));
  for (std::uint32_t i = 0; i < 16; ++i) line.print("{:02x} ", id.u8(35 + i));
}

void put_digest(Line& line, Bytes value) {
  const unsigned flags = value.u8(0);
  line.print("\n\t        RES: {} V: {} A: {} D: {}\n\t         Digest: ", flags >> 5,
             flags >> 4 & 1, flags >> 2 & 3, flags & 3);
  for (std::uint32_t i = 0; i < 8; ++i) {
    line.print("{:08x} {}", value.u32(1 + 4 * i), i == 3 ? "\n\t                 " : "");
  }
}

Fit put_port_value(Line& line, Bytes value, std::uint8_t type) {
  constexpr std::uint32_t kConfiguration = 51;
  constexpr std::uint32_t kDigest = 33;
  if (type == 4) {
    if (value.length() < 2 * kConfiguration) return Fit::kShort;
    line.put("\n\t         MCID: ");
    put_configuration(line, value);
    line.put("\n\t         AUX-MCID: ");
    put_configuration(line, value.from(kConfiguration));
  } else if (type == 5) {
    if (value.length() < kDigest) return Fit::kShort;
    put_digest(line, value);
  } else if (type == 6) {
    for (; value.length() > 0; value = value.from(6)) {
      if (value.length() < 4) return Fit::kShort;
      line.print("\n\t           ECT: {:08x}", value.u32(0));
      if (value.length() < 6) return Fit::kShort;
      const unsigned tag = value.u16(4);
      line.print(" BVID: {}, U:{:01x} M:{:01x} ", tag >> 4, tag >> 3 & 1, tag >> 2 & 1);
    }
  }
  return Fit::kRight;
}

Fit put_instance(Line& line, Bytes value) {
  constexpr std::uint32_t kLeast = 19;
  constexpr std::uint32_t kTree = 8;
  if (value.length() < kLeast) return Fit::kShort;
  line.print("\n\t        CIST Root-ID: {:08x} {:08x}, Path Cost: {:08x}, Prio: {}", value.u32(0),
             value.u32(4), value.u32(8), value.u16(12));
  line.print("\n\t        RES: {}, V: {}, SPSource-ID: {}", value.u16(14) >> 5,
             value.u16(14) >> 4 & 1, value.u32(14) & 0xfffff);
  const unsigned trees = value.u8(18);
  line.print(", No of Trees: {:x}", trees);
  value = value.from(kLeast);
  for (unsigned i = 0; i < trees; ++i, value = value.from(kTree)) {
    if (value.length() < kTree) return Fit::kCut;
    const unsigned flags = value.u8(0);
    line.print("\n\t         U:{}, M:{}, A:{}, RES:{}, ECT: {:08x}", flags >> 7, flags >> 6 & 1,
               flags >> 5 & 1, flags & 0x1f, value.u32(1));
    line.print(", BVID: {}, SPVID: {}", value.u24(5) >> 12 & 0xfff, value.u24(5) & 0xfff);
  }
  return Fit::kRight;
}

Fit put_services(Line& line, Bytes value) {
  if (value.length() < 8) return Fit::kCut;
  line.print("\n\t        BMAC: {:08x}{:04x}, RES: {}, VID: {}", value.u32(0), value.u16(4),
             value.u16(6) >> 12, value.u16(6) & 0xfff);
  for (value = value.from(8); value.length() >= 4; value = value.from(4)) {
    const std::uint32_t service = value.u32(0);
    line.print("\n\t        T: {}, R: {}, RES: {}, ISID: {}", service >> 31, service >> 30 & 1,
               service >> 24 & 0x3f, service & 0xffffff);
  }
  return Fit::kRight;
}

void put_segment_routing(Line& line, Bytes value) {
  const std::uint8_t flags = value.u8(0);
  const std::uint32_t range = value.u24(1);
  line.put(", Flags [");
  put_bits(line, kSegmentFlags, flags, "None");
  line.print("], Range {}", range);
  for (Bytes rest = value.from(4); rest.length() >= 5 && !line.cut();) {
    const std::uint8_t type = rest.u8(0);
    const std::uint32_t size = rest.u8(1);
    rest = rest.from(2);
    if (size > rest.length()) return;
    if (type != 1) {
      put_unknown_rest(line, rest.first(size), "\n\t\t  ");
    } else if (size == 3 || size == 4) {
      line.print(", SID value {}", size == 3 ? rest.u24(0) : rest.u32(0));
    } else {
      line.print(", Unknown SID length{}", size);
    }
    rest = rest.from(size);
  }
}

}  // namespace

void put_isis_port_capability(Line& line, Bytes values) {
  put_values(line, values, kPortValues, "\n\t       ",
             [&line](Bytes value, std::uint8_t type) { return put_port_value(line, value, type); });
}

void put_isis_bridging_capability(Line& line, Bytes values) {
  put_values(line, values, kBridgingValues, "\n\t      ", [&line](Bytes value, std::uint8_t type) {
    if (type == 1) return put_instance(line, value);
    return type == 3 ? put_services(line, value) : Fit::kRight;
  });
}

void put_isis_router_capability(Line& line, Bytes rest) {
  while (rest.length() >= 2 && !line.cut()) {
    const std::uint8_t type = rest.u8(0);
    const std::uint32_t size = rest.u8(1);
    rest = rest.from(2);
    put_name(line, "\n\t\t", kRouterValues, type, "unknown");
    line.print(" subTLV #{}, length: {}", type, size);
    if (size > rest.length() || !rest.has(0, size)) return;
    const Bytes value = rest.claiming(size);
    if (type == 2) {
      put_segment_routing(line, value);
    } else {
      put_unknown_rest(line, value, "\n\t\t");
    }
    rest = rest.from(size);
  }
}

}  // namespace tapbond::text
