// IS-IS (ISO 10589): the header of each kind of PDU.
#include "decoders/network/isis.h"

#include "decoders/core/hexdump.h"

namespace tapbond::text {
namespace {

enum Type : std::uint8_t {
  kHello1 = 15,
  kHello2 = 16,
  kPointHello = 17,
  kState1 = 18,
  kState2 = 20,
  kComplete1 = 24,
  kComplete2 = 25,
  kPartial1 = 26,
  kPartial2 = 27,
};

constexpr Name kTypes[] = {
    {kHello1, "L1 Lan IIH"}, {kHello2, "L2 Lan IIH"}, {kPointHello, "p2p IIH"},
    {kState1, "L1 LSP"},     {kState2, "L2 LSP"},     {kComplete1, "L1 CSNP"},
    {kComplete2, "L2 CSNP"}, {kPartial1, "L1 PSNP"},  {kPartial2, "L2 PSNP"},
};
constexpr Name kCircuits[] = {{1, "Level 1 only"}, {2, "Level 2 only"}, {3, "Level 1, Level 2"}};
constexpr Name kSystems[] = {
    {0, "Unused 0x0 (invalid)"},
    {1, "L1 IS"},
    {2, "Unused 0x2 (invalid)"},
    {3, "L2 IS"},
};

constexpr std::uint32_t kCommon = 8;
constexpr std::uint8_t kDefaultAreas = 3;

// What keeps a PDU from being read; empty where nothing does.
std::string fault(Bytes data) {
  const unsigned header = data.u8(1);
  const unsigned version = data.u8(2);
  const unsigned system = data.u8(3);
  const unsigned pdu_version = data.u8(5);
  if (version != 1) return fmt::format("version {} packet not supported", version);
  if (system != 0 && system != kIsisSystem) {
    return fmt::format("system ID length of {} is not supported", system);
  }
  if (pdu_version != 1) return fmt::format("version {} packet not supported", pdu_version);
  if (header > data.length()) {
    return fmt::format("fixed header length {} > packet length {}", header, data.length());
  }
  if (header < kCommon) {
    return fmt::format("fixed header length {} < minimum header size {}", header, kCommon);
  }
  if (data.u8(7) == 255) return "bad packet -- 255 areas";
  return {};
}

void put_circuit(Line& line, std::uint8_t type) {
  put_name(line, ", Flags: [", kCircuits, type, "unknown circuit type 0x{:02x}");
  line.put(']');
}

// Each kind tells itself in brief, or in full; `own` is the PDU from where its own header begins.
void put_hello(Line& line, Bytes own, bool brief) {
  if (brief) {
    put_isis_identifier(line, ", src-id ", own.from(1), kIsisSystem);
    put_isis_identifier(line, ", lan-id ", own.from(12), kIsisNode);
    return line.print(", prio {}", own.u8(11));
  }
  put_isis_identifier(line, "\n\t  source-id: ", own.from(1), kIsisSystem);
  line.print(",  holding time: {}s", own.u16(7));
  put_circuit(line, own.u8(0));
  put_isis_identifier(line, "\n\t  lan-id:    ", own.from(12), kIsisNode);
  line.print(", Priority: {}, PDU length: {}", own.u8(11) & 0x7f, own.u16(9));
}

void put_point_hello(Line& line, Bytes own, bool brief) {
  if (brief) return put_isis_identifier(line, ", src-id ", own.from(1), kIsisSystem);
  put_isis_identifier(line, "\n\t  source-id: ", own.from(1), kIsisSystem);
  line.print(", holding time: {}s", own.u16(7));
  put_circuit(line, own.u8(0));
  line.print("\n\t  circuit-id: 0x{:02x}, PDU length: {}", own.u8(11), own.u16(9));
}

void put_state(Line& line, Bytes own, bool brief) {
  if (brief) {
    put_isis_identifier(line, ", lsp-id ", own.from(4), kIsisStateId);
    return line.print(", seq 0x{:08x}, lifetime {:5}s", own.u32(12), own.u16(2));
  }
  put_isis_identifier(line, "\n\t  lsp-id: ", own.from(4), kIsisStateId);
  const std::uint16_t checksum = own.u16(16);
  line.print(", seq: 0x{:08x}, lifetime: {:5}s\n\t  chksum: 0x{:04x}", own.u32(12), own.u16(2),
             checksum);
  const std::uint32_t length = std::min<std::uint32_t>(own.length() + kCommon, own.u16(0));
  put_osi_checksum(line, own.from(4), checksum, 12, length - 12);
  const unsigned flags = own.u8(18);
  line.print(", PDU length: {}, Flags: [ {}", own.u16(0),
             (flags & 4) != 0 ? "Overload bit set, " : "");
  if ((flags & 0x78) != 0) {
    line.print("{}{}{}{}ATT bit set, ", (flags & 8) != 0 ? "default " : "",
               (flags & 0x10) != 0 ? "delay " : "", (flags & 0x20) != 0 ? "expense " : "",
               (flags & 0x40) != 0 ? "error " : "");
  }
  if ((flags & 0x80) != 0) line.put("P bit set, ");
  put_name(line, kSystems, flags & 3, "Unknown(0x{:x})");
  line.put(" ]");
}

void put_sequences(Line& line, Bytes own, bool brief) {
  if (brief) return put_isis_identifier(line, ", src-id ", own.from(2), kIsisNode);
  put_isis_identifier(line, "\n\t  source-id:    ", own.from(2), kIsisNode);
  line.print(", PDU length: {}", own.u16(0));
}

void put_complete_sequences(Line& line, Bytes own, bool brief) {
  put_sequences(line, own, brief);
  if (brief) return;
  put_isis_identifier(line, "\n\t  start lsp-id: ", own.from(9), kIsisStateId);
  put_isis_identifier(line, "\n\t  end lsp-id:   ", own.from(17), kIsisStateId);
}

struct Kind {
  std::uint8_t type;
  std::uint32_t header;  // its own
  std::uint32_t length;  // where its length stands
  void (*put)(Line&, Bytes, bool);
  std::string_view bogus = ", ";
};
constexpr std::uint32_t kStateHeader = 19;
constexpr Kind kKinds[] = {
    {kHello1, 19, 9, put_hello},
    {kHello2, 19, 9, put_hello},
    {kPointHello, 12, 9, put_point_hello},
    {kState1, kStateHeader, 0, put_state},
    {kState2, kStateHeader, 0, put_state},
    {kComplete1, 25, 0, put_complete_sequences},
    {kComplete2, 25, 0, put_complete_sequences},
    {kPartial1, 9, 0, put_sequences, "- "},
    {kPartial2, 9, 0, put_sequences, "- "},
};

const Kind* find_kind(std::uint8_t type) {
  const auto* kind = std::find_if(std::begin(kKinds), std::end(kKinds),
                                  [type](const Kind& candidate) { return candidate.type == type; });
  return kind == std::end(kKinds) ? nullptr : kind;
}

void put_common(Line& line, Bytes data, std::uint8_t type) {
  const unsigned areas = data.u8(7);
  line.print("length {}\n\t", data.length());
  put_name(line, kTypes, type, "unknown, type {}");
  line.print(", hlen: {}, v: {}, pdu-v: {}, sys-id-len: {} ({}), max-area: {} ({})", data.u8(1),
             data.u8(2), data.u8(5), kIsisSystem, data.u8(3), areas == 0 ? kDefaultAreas : areas,
             areas);
  if (line.verbosity() > 1) put_unknown_rest(line, data.first(kCommon), "\n\t");
}

// False where the PDU is to be shown as it is.
bool put_pdu(Line& line, Bytes data, std::uint8_t type) {
  const Kind* kind = find_kind(type);
  const bool brief = line.verbosity() == 0;
  if (kind == nullptr) {
    if (brief) line.print(", length {}", data.length());
    if (!brief) put_unknown_rest(line, data.from(kCommon).claiming(data.length()), "\n\t  ");
    return brief;
  }
  const std::uint32_t header = kCommon + kind->header;
  if (data.u8(1) != header) {
    // Of link state PDUs, only the part that is their own is told.
    line.print("{}bogus fixed header length {} should be {}", kind->bogus, data.u8(1),
               kind->header == kStateHeader && kind->length == 0 ? kind->header : header);
    return false;
  }
  const Bytes own = data.from(kCommon);
  if (!own.has(0, kind->header) || data.length() < header) {
    line.truncated();
    return true;
  }
  kind->put(line, own, brief);
  if (brief) {
    line.print(", length {}", data.length());
    return true;
  }
  if (line.verbosity() > 1) put_unknown_rest(line, own.first(kind->header), "\n\t  ");
  const std::uint32_t length = std::min<std::uint32_t>(data.length(), own.u16(kind->length));
  if (length < header) {
    line.print(" [packet length {} < {}]", length, header);
    line.invalid();
    return true;
  }
  put_isis_values(line, data, header, length);
  return true;
}

}  // namespace

void put_isis_identifier(Line& line, std::string_view title, Bytes data, std::uint32_t size) {
  const std::uint8_t* id = data.raw(0, size);
  if (id == nullptr) return;
  line.print("{}{:02x}{:02x}.{:02x}{:02x}.{:02x}{:02x}", title, id[0], id[1], id[2], id[3], id[4],
             id[5]);
  if (size > kIsisSystem) line.print(".{:02x}", id[6]);
  if (size > kIsisNode) line.print("-{:02x}", id[7]);
}

void isis(Line& line, Bytes data) {
  line.protocol = "isis";
  if (!data.has(0, kCommon) || data.length() < kCommon) return line.truncated();
  const bool titled = !line.options.link_header;
  if (titled) line.put("IS-IS");
  if (const std::string text = fault(data); !text.empty()) {
    line.put(text);
    return put_unknown_rest(line, data, "\n\t");
  }
  const std::uint8_t type = data.u8(4);
  if (titled) line.put(", ");
  if (line.verbosity() > 0) {
    put_common(line, data, type);
  } else {
    put_name(line, kTypes, type, "unknown PDU-Type {}");
  }
  if (!put_pdu(line, data, type)) put_unknown_rest(line, data, "\n\t");
}

}  // namespace tapbond::text
