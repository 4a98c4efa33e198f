// Data Center Bridging Exchange 1.01, the vendors' own before IEEE 802.1Qaz took it up.
#include "decoders/core/hexdump.h"
#include "decoders/link/lldp_organisations.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kFieldHeader = 2;
constexpr std::uint32_t kFeatureHeader = 4;
constexpr std::string_view kIndent = "\n\t    ";

void put_versions(Line& line, Bytes field) {
  line.print("\n\t      Oper_Version: {}\n\t      Max_Version: {}", field.u8(0), field.u8(1));
}

void put_feature(Line& line, Bytes field) {
  put_versions(line, field);
  const unsigned bits = field.u8(2);
  line.print("\n\t      Info block(0x{:02X}): Enable bit: {}, Willing bit: {}, Error Bit: {}", bits,
             bits >> 7, bits >> 6 & 1, bits >> 5 & 1);
  line.print("\n\t      SubType: {}", field.u8(3));
}

void control(Line& line, Bytes field) {
  put_versions(line, field);
  line.print("\n\t      Sequence Number: {}\n\t      Acknowledgement Number: {}", field.u32(2),
             field.u32(6));
}

void priority_group(Line& line, Bytes field) {
  put_feature(line, field);
  line.put("\n\t      Priority Allocation");
  for (unsigned i = 0; i < 8; ++i) {
    const unsigned pair = field.u8(kFeatureHeader + i / 2);
    line.print("\n\t          PgId_{}: {}", i, i % 2 == 0 ? pair >> 4 : pair & 15);
  }
  line.put("\n\t      Priority Group Allocation");
  for (unsigned i = 0; i < 8; ++i) {
    line.print("\n\t          Pg percentage[{}]: {}", i, field.u8(kFeatureHeader + 4 + i));
  }
  line.print("\n\t      NumTCsSupported: {}", field.u8(kFeatureHeader + 12));
}

void flow_control(Line& line, Bytes field) {
  put_feature(line, field);
  const unsigned bits = field.u8(kFeatureHeader);
  line.print("\n\t      PFC Config (0x{:02X})", bits);
  for (unsigned i = 0; i < 8; ++i) {
    line.print("\n\t          Priority Bit {}: {}", i,
               (bits >> i & 1) != 0 ? "Enabled" : "Disabled");
  }
  line.print("\n\t      NumTCPFCSupported: {}", field.u8(kFeatureHeader + 1));
}

void applications(Line& line, Bytes field) {
  static constexpr std::uint32_t kEntry = 6;
  put_feature(line, field);
  for (Bytes entry = field.from(kFeatureHeader); entry.length() >= kEntry;
       entry = entry.from(kEntry)) {
    const std::uint32_t owner = entry.u24(2);
    const std::uint32_t selector = owner >> 22;
    line.print("\n\t      Application Value\n\t          Application Protocol ID: 0x{:04x}",
               entry.u16(0));
    line.print("\n\t          SF (0x{:x}) Application Protocol ID is {}", selector,
               selector != 0 ? "Socket Number" : "L2 EtherType");
    line.print("\n\t          OUI: 0x{:06x}\n\t          User Priority Map: 0x{:02x}",
               owner & 0x3fffff, entry.u8(5));
  }
}

struct Field {
  unsigned type;
  std::string_view name;
  std::uint32_t least;
  void (*decode)(Line&, Bytes field);
};
constexpr Field kFields[] = {
    {1, "Control - Protocol Control", 10, control},
    {2, "Feature - Priority Group", 17, priority_group},
    {3, "Feature - Priority Flow Control", 6, flow_control},
    {4, "Feature - Application", kFeatureHeader, applications},
};

const Field* find_field(unsigned type) {
  for (const Field& field : kFields) {
    if (field.type == type) return &field;
  }
  return nullptr;
}

}  // namespace

bool lldp_dcbx(Line& line, Bytes value) {
  bool unknown = false;
  while (value.length() >= kFieldHeader) {
    const std::uint16_t header = value.u16(0);
    const unsigned type = header >> 9;
    const std::uint32_t size = header & 0x1ff;
    value = value.from(kFieldHeader);
    if (type == 0 || size == 0 || size > value.length()) return false;
    const Bytes content = value.first(size);
    const Field* field = find_field(type);
    if (field != nullptr) {
      if (size < field->least) return false;
      line.print("{}{} (type 0x{:x}, length {})", kIndent, field->name, type, size);
      field->decode(line, content);
    }
    unknown = field == nullptr;
    if (unknown || line.verbosity() > 1) put_unknown_field(line, content, 0, size, kIndent);
    value = value.from(size);
  }
  return unknown;
}

}  // namespace tapbond::text
