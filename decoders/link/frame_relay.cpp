// Frame Relay (ITU-T Q.922, RFC 2427), also with the ethertypes that Cisco puts there.
#include "decoders/core/hexdump.h"
#include "decoders/link/ethernet.h"
#include "decoders/link/link_types.h"
#include "decoders/link/ppp.h"
#include "decoders/network/network.h"
#include "decoders/network/osi.h"

namespace tapbond::text {
namespace {

constexpr std::uint8_t kLast = 1;        // of the address's bytes
constexpr std::uint8_t kUnnumbered = 3;  // information
constexpr std::uint32_t kLeast = 4;

constexpr Name kFlags[] = {
    {0x20000, "C!"}, {0x200, "DE"}, {0x400, "BECN"}, {0x800, "FECN"}, {0x2, "sdlcore"},
};

struct Address {
  enum class State : std::uint8_t { kRight, kInvalid, kShort };
  State state = State::kShort;
  std::uint32_t circuit = 0;
  std::uint32_t size = 0;
  std::uint32_t flags = 0;
};

Address read_address(Bytes frame) {
  Address address;
  const auto has = [&frame](std::uint32_t count) {
    return frame.has(0, count) && frame.length() >= count;
  };
  if (!has(2)) return address;
  const std::uint32_t first = frame.u8(0);
  const std::uint32_t second = frame.u8(1);
  if ((first & kLast) != 0) {
    address.state = Address::State::kInvalid;
    return address;
  }
  address.circuit = (first & 0xfc) << 2 | second >> 4;
  address.flags = (first & 2) << 16 | (second & 0x0e) << 8;
  address.size = 2;
  if ((second & kLast) == 0) {
    if (!has(3)) return address;
    std::uint32_t last = frame.u8(address.size++);
    if ((last & kLast) == 0) {
      address.circuit = address.circuit << 7 | last >> 1;
      if (!has(4)) return address;
      last = frame.u8(address.size++);
    }
    if ((last & kLast) == 0) {
      address.state = Address::State::kInvalid;
      return address;
    }
    address.flags |= last & 2;
    address.circuit = address.circuit << 6 | last >> 2;
  }
  address.state = Address::State::kRight;
  return address;
}

void put_header(Line& line, const Address& address, std::uint32_t length, std::uint16_t protocol,
                bool ethertype) {
  if (line.quick()) {
    line.print("Q.922, DLCI {}, length {}: ", address.circuit, length);
    return;
  }
  line.print("Q.922, hdr-len {}, DLCI {}, Flags [", address.size, address.circuit);
  put_bits(line, kFlags, address.flags, "none");
  if (ethertype) {
    put_name(line, "], cisco-ethertype ", kEthertypes, protocol, "unknown");
    line.print(" (0x{:04x}), length {}: ", protocol, length);
  } else {
    put_name(line, "], NLPID ", kOsiProtocols, protocol, "unknown");
    line.print(" (0x{:02x}), length {}: ", protocol, length);
  }
}

// Told with -q and -X as well, but not with -x.
void put_unknown(Line& line, Bytes payload) {
  const DumpStyle dump = line.options.dump;
  if (dump != DumpStyle::kHex && dump != DumpStyle::kHexLink) {
    put_hex_ascii_field(line, payload, "\n\t");
  }
}

void put_payload(Line& line, Bytes frame, const Address& address, std::uint32_t header,
                 std::uint8_t protocol) {
  const Bytes payload = frame.from(header);
  const bool shown = line.options.link_header;
  switch (protocol) {
    case 0xcc:
      return ipv4(line, payload);
    case 0x8e:
      return ipv6(line, payload);
    case 0x81:
    case 0x82:
    case 0x83:
      return osi(line, frame.from(header - 1));
    case 0xcf:
      ppp(line, payload);
      return;
    case 0x80:
      if (snap(line, payload, nullptr, 0)) return;
      if (!shown)
        put_header(line, {{}, address.circuit, header, address.flags}, frame.length(), protocol,
                   false);
      return put_unknown_payload(line, frame);
    default:
      if (!shown) put_header(line, address, frame.length(), protocol, false);
      put_unknown(line, payload);
  }
}

// Bytes of the header.
std::uint32_t put_frame(Line& line, Bytes frame) {
  const Address address = read_address(frame);
  if (address.state == Address::State::kInvalid) {
    line.put("Q.922, invalid address");
    return 0;
  }
  const auto has = [&](std::uint32_t count) {
    return frame.has(0, address.size + count) && frame.length() >= address.size + count;
  };
  if (address.state == Address::State::kShort || !has(1)) {
    line.truncated();
    return 0;
  }
  const std::uint8_t control = frame.u8(address.size);
  if (control != kUnnumbered) {
    if (!has(2)) {
      line.truncated();
      return 0;
    }
    const std::uint16_t type = frame.u16(address.size);
    if (line.options.link_header) put_header(line, address, frame.length(), type, true);
    if (ethertype(line, type, frame.from(address.size + 2), nullptr)) return address.size + 2;
    line.print("UI {:02x}! ", control);
  }
  if (!has(2)) {
    line.truncated();
    return 0;
  }
  std::uint32_t header = address.size + 2;
  if (frame.u8(address.size + 1) == 0) {
    if (address.size != 3) line.put("Pad! ");
    ++header;
  } else if (address.size == 3) {
    line.put("No pad! ");
  }
  if (!has(header - address.size)) {
    line.truncated();
    return 0;
  }
  const std::uint8_t protocol = frame.u8(header - 1);
  if (line.options.link_header) put_header(line, address, frame.length(), protocol, false);
  put_payload(line, frame, address, header, protocol);
  return header;
}

}  // namespace

void frame_relay_link(Line& line, Bytes frame) {
  line.protocol = "fr";
  if (frame.captured() < kLeast) {
    line.truncated();
    line.link_bytes += frame.captured();
    return;
  }
  const std::uint32_t header = put_frame(line, frame);
  if (!line.cut()) line.link_bytes += header;
}

}  // namespace tapbond::text
