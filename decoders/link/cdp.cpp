// The Cisco Discovery Protocol: a version, a lifetime, and fields of type, length and value.
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;
constexpr std::uint32_t kFieldHeader = 4;
constexpr std::string_view kIndent = "\n\t  ";

constexpr Name kCapabilities[] = {
    {0x01, "Router"},     {0x02, "Transparent Bridge"}, {0x04, "Source Route Bridge"},
    {0x08, "L2 Switch"},  {0x10, "L3 capable"},         {0x20, "IGMP snooping"},
    {0x40, "L1 capable"},
};

using Decoder = void (*)(Line&, Bytes);

void quoted(Line& line, Bytes value) {
  line.put('\'');
  if (!put_text(line, value, 0, value.length())) line.cut_here();
  line.put('\'');
}

void lines(Line& line, Bytes value) {
  line.put(kIndent);
  for (std::uint32_t i = 0; i < value.length() && !line.cut(); ++i) {
    const std::uint8_t c = value.u8(i);
    if (c == '\n') {
      line.put(kIndent);
    } else if (!line.cut()) {
      put_visible(line, c);
    }
  }
}

void put_octets(Line& line, Bytes data, std::uint32_t at, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count && !line.cut(); ++i) line.print(" {:02x}", data.u8(at + i));
}

void dump(Line& line, Bytes value) {
  if (value.raw(0, value.length()) != nullptr) {
    put_unknown_field(line, value, 0, value.length(), kIndent);
  }
}

// One address, the `left`th from the last: its kind and protocol, then itself, each behind a
// length. Gives its size, 0 where it does not fit.
std::uint32_t put_address(Line& line, Bytes data, std::uint32_t left) {
  static constexpr std::string_view kIpv6("\xaa\xaa\x03\x00\x00\x00\x86\xdd", 8);
  const std::uint32_t there = data.length();
  if (there < 2) {
    line.put(" (not enough space for PT+PL)");
    return 0;
  }
  const std::uint8_t kind = data.u8(0);
  const std::uint32_t protocol_size = data.u8(1);
  const std::uint32_t at = 2 + protocol_size + 2;
  if (there < at) {
    line.put(" (not enough space for P+AL)");
    return 0;
  }
  const std::uint32_t size = data.u16(2 + protocol_size);
  const bool ipv4 = kind == 1 && protocol_size == 1 && data.u8(2) == 0xcc && size == 4;
  const bool ipv6 = kind == 2 && data.seen(2, protocol_size) == kIpv6 && size == 16;
  if (!ipv4 && !ipv6) {
    line.print("pt=0x{:02x}, pl={}, pb=", kind, protocol_size);
    put_octets(line, data, 2, protocol_size);
    line.print(", al={}, a=", size);
  }
  if (there < at + size) {
    line.put(" (not enough space for A)");
    data.must_be_whole();
    return 0;
  }
  if (data.raw(at, size) == nullptr) return 0;
  if (ipv4) {
    line.print("IPv4 ({}) ", left);
    put_ipv4(line, data, at);
  } else if (ipv6) {
    line.print("IPv6 ({}) ", left);
    put_ipv6(line, data, at);
  } else {
    put_octets(line, data, at, size);
  }
  return at + size;
}

void addresses(Line& line, Bytes value) {
  if (value.length() < 4) {
    line.put(" (not enough space for num)");
    return;
  }
  const std::uint32_t count = value.u32(0);
  value = value.from(4);
  for (std::uint32_t left = count; left > 0 && !line.cut(); --left) {
    if (left != count) line.put(' ');
    const std::uint32_t size = put_address(line, value, left);
    if (size == 0) return;
    value = value.from(size);
  }
  if (value.length() > 0) line.print(" ({} bytes of stray data)", value.length());
}

void prefixes(Line& line, Bytes value) {
  static constexpr std::uint32_t kPrefix = 5;
  if (value.length() % kPrefix != 0) {
    line.print(" [length {} is not a multiple of {}]", value.length(), kPrefix);
    return;
  }
  line.print(" IPv4 Prefixes ({}):", value.length() / kPrefix);
  for (std::uint32_t at = 0; at < value.length() && !line.cut(); at += kPrefix) {
    line.put(' ');
    put_ipv4(line, value, at);
    line.print("/{}", value.u8(at + 4));
  }
}

void capabilities(Line& line, Bytes value) {
  const std::uint32_t bits = value.u32(0);
  line.print("(0x{:08x}): ", bits);
  put_bits(line, kCapabilities, bits, "none");
}

void number(Line& line, Bytes value) { line.print("{}", value.u16(0)); }

void duplex(Line& line, Bytes value) { line.put(value.u8(0) != 0 ? "full" : "half"); }

void voice_vlan(Line& line, Bytes value) {
  line.print("app {}, vlan {}", value.u8(0), value.u16(1));
}

void voice_vlan_request(Line& line, Bytes value) {
  if (value.length() == 2) {
    line.print("unknown 0x{:04x}", value.u16(0));
  } else {
    voice_vlan(line, value);
  }
}

void power(Line& line, Bytes value) {
  const std::uint32_t milliwatts = value.length() == 1   ? value.u8(0)
                                   : value.length() == 2 ? value.u16(0)
                                                         : value.u24(0);
  line.print("{:.2f}W", milliwatts / 1000.0);
}

void frame_size(Line& line, Bytes value) { line.print("{} bytes", value.u32(0)); }

void octet(Line& line, Bytes value) { line.print("0x{:02x}", value.u8(0)); }

void location(Line& line, Bytes value) {
  octet(line, value);
  if (value.length() == 1) return;
  line.put('/');
  if (!put_text(line, value, 1, value.length() - 1)) line.cut_here();
}

struct Field {
  std::string_view name;
  Decoder decode = nullptr;  // null where the value is not told
  std::uint32_t least = 0;
  std::uint32_t most = 0xffff;
};

constexpr std::string_view kUnknown = "unknown field type";
constexpr std::uint16_t kDevice = 1;

constexpr Field kFields[] = {
    {kUnknown},
    {"Device-ID", quoted},
    {"Address", addresses},
    {"Port-ID", quoted},
    {"Capability", capabilities, 4, 4},
    {"Version String", lines},
    {"Platform", quoted},
    {"Prefixes", prefixes},
    {"Protocol-Hello option"},
    {"VTP Management Domain", quoted},
    {"Native VLAN ID", number, 2, 2},
    {"Duplex", duplex, 1, 1},
    {kUnknown},
    {kUnknown},
    {"ATA-186 VoIP VLAN assignment", voice_vlan, 3, 3},
    {"ATA-186 VoIP VLAN request", voice_vlan_request, 2, 3},
    {"power consumption", power, 1, 3},
    {"MTU", frame_size, 4, 4},
    {"AVVID trust bitmap", octet, 1, 1},
    {"AVVID untrusted ports CoS", octet, 1, 1},
    {"System Name", quoted},
    {"System Object ID (not decoded)"},
    {"Management Addresses", addresses, 4},
    {"Physical Location", location, 1},
};

void put_value(Line& line, std::uint16_t type, Bytes value) {
  const bool known = type < std::size(kFields);
  const Field& field = kFields[known ? type : 0];
  if (value.length() < field.least || value.length() > field.most) {
    line.put(" (malformed TLV)");
    dump(line, value);
  } else if (line.verbosity() == 0 && type == kDevice) {
    line.print(", {} ", field.name);
    field.decode(line, value);
  } else if (line.verbosity() > 0 && known) {
    if (field.decode != nullptr) field.decode(line, value);
  } else {
    dump(line, value);
  }
}

// One field at the start of `data`; its size, 0 where it lies about that.
std::uint32_t put_field(Line& line, Bytes data) {
  if (data.length() < kFieldHeader) {
    line.print(" (remaining packet length {} < {})", data.length(), kFieldHeader);
    return 0;
  }
  const std::uint16_t type = data.u16(0);
  const std::uint32_t size = data.u16(2);
  const std::string_view name =
      type < std::size(kFields) ? kFields[type].name : std::string_view(kUnknown);
  if (size < kFieldHeader) {
    if (line.verbosity() > 0) {
      line.print("\n\t{} (0x{:02x}), TLV length: {} byte{} (too short)", name, type, size,
                 size == 1 ? "" : "s");
    } else {
      line.print(", {} TLV length {} too short", name, size);
    }
    return 0;
  }
  if (size > data.length()) {
    line.print(" (TLV length {} > {})", size, data.length());
    return 0;
  }
  const Bytes value = data.first(size).from(kFieldHeader);
  if (line.verbosity() > 0) {
    line.print("\n\t{} (0x{:02x}), value length: {} byte{}: ", name, type, value.length(),
               value.length() == 1 ? "" : "s");
  }
  put_value(line, type, value);
  return size;
}

}  // namespace

void cdp(Line& line, Bytes data) {
  line.protocol = "cdp";
  const std::uint32_t whole = data.length();
  if (whole < kHeader) {
    line.print(" (packet length {} < {})", whole, kHeader);
    line.invalid(data);
    return;
  }
  line.print("CDPv{}, ttl: {}s", data.u8(0), data.u8(1));
  const std::uint16_t sum = data.u16(2);
  if (line.verbosity() > 0) {
    line.print(", checksum: 0x{:04x} (unverified), length {}", sum, whole);
  }
  data = data.from(kHeader);
  while (data.length() > 0 && !line.cut()) {
    const std::uint32_t size = put_field(line, data);
    if (size == 0) {
      line.invalid(data);
      return;
    }
    data = data.from(size);
  }
  if (line.verbosity() == 0) line.print(", length {}", whole);
}

}  // namespace tapbond::text
