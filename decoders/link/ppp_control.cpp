// The control protocols of PPP, and authentication by PAP and CHAP.
#include <string>

#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/link/ethernet.h"
#include "decoders/link/ppp.h"
#include "decoders/link/ppp_options.h"

namespace tapbond::text {
namespace {

enum Code : std::uint8_t {
  kVendorExtension,
  kConfigureRequest,
  kConfigureAck,
  kConfigureNak,
  kConfigureReject,
  kTerminateRequest,
  kTerminateAck,
  kCodeReject,
  kProtocolReject,
  kEchoRequest,
  kEchoReply,
  kDiscardRequest,
  kIdentification,
  kTimeRemaining,
};
constexpr Name kCodes[] = {
    {0, "Vendor-Extension"}, {1, "Conf-Request"}, {2, "Conf-Ack"},    {3, "Conf-Nack"},
    {4, "Conf-Reject"},      {5, "Term-Request"}, {6, "Term-Ack"},    {7, "Code-Reject"},
    {8, "Prot-Reject"},      {9, "Echo-Request"}, {10, "Echo-Reply"}, {11, "Disc-Req"},
    {12, "Ident"},           {13, "Time-Rem"},    {14, "Reset-Req"},  {15, "Reset-Ack"},
};
constexpr Name kPapCodes[] = {
    {1, "Auth-Req"},
    {2, "Auth-ACK"},
    {3, "Auth-NACK"},
};
constexpr Name kChapCodes[] = {
    {1, "Challenge"},
    {2, "Response"},
    {3, "Success"},
    {4, "Fail"},
};

// A text behind its length of one byte, left out where it does not fit in the packet. Returns where
// the next field begins.
std::uint32_t put_counted(Line& line, std::string_view label, Bytes packet, std::uint32_t at) {
  if (at >= packet.length()) return at;
  const std::uint32_t end = at + 1 + packet.u8(at);
  if (end > packet.length()) return packet.length();
  line.put(label);
  for (++at; at < end && !line.cut(); ++at) put_visible(line, packet.u8(at));
  return end;
}

void put_options(Line& line, std::uint16_t protocol, Bytes data) {
  const std::uint32_t most = data.length() + 4;  // with the header
  if (!has_ppp_options(protocol)) return;
  if (data.length() < 2) {
    line.put("[|lcp]");
    return;
  }
  while (data.length() > 0 && !line.cut()) {
    const std::uint32_t size = ppp_option(line, protocol, data, most);
    if (size < 2) return;
    data = data.from(size);
  }
}

// The first `size` bytes of a packet with the protocol's number before it, as it was on the wire.
void put_packet(Line& line, std::uint16_t protocol, Bytes packet, std::uint32_t size,
                std::string_view indent) {
  std::string octets{static_cast<char>(protocol >> 8), static_cast<char>(protocol)};
  octets += packet.seen(0, size);
  const auto whole = static_cast<std::uint32_t>(octets.size());
  put_unknown_field(line,
                    line.bytes(reinterpret_cast<const std::uint8_t*>(octets.data()), whole, whole),
                    0, whole, indent);
}

void put_magic(Line& line, Bytes data) { line.print("\n\t  Magic-Num 0x{:08x}", data.u32(0)); }

// What follows the header; `data` is not empty.
void put_control_body(Line& line, std::uint16_t protocol, std::uint8_t code, Bytes data) {
  const std::uint32_t size = data.length();
  switch (code) {
    case kVendorExtension:
      if (size < 8) return;
      put_magic(line, data);
      line.put(" Vendor: ");
      put_name(line, kOrganisations, data.u24(4), "Unknown");
      line.print(" ({})", data.u24(4));
      break;
    case kConfigureRequest:
    case kConfigureAck:
    case kConfigureNak:
    case kConfigureReject:
      put_options(line, protocol, data);
      break;
    case kTerminateRequest:
    case kTerminateAck:
    case kCodeReject:
      break;
    case kProtocolReject:
      if (size < 2) return;
      line.put("\n\t  Rejected ");
      put_name(line, kPppProtocols, data.u16(0), "unknown");
      line.print(" Protocol (0x{:04x})", data.u16(0));
      if (size == 2) return;
      line.put("\n\t  Rejected Packet");
      put_unknown_field(line, data, 2, size - 2, "\n\t    ");
      break;
    case kEchoRequest:
    case kEchoReply:
    case kDiscardRequest:
      if (size < 4) return;
      put_magic(line, data);
      if (size == 4) return;
      line.put("\n\t  -----trailing data-----");
      put_unknown_field(line, data, 4, size - 4, "\n\t  ");
      break;
    case kIdentification:
      if (size < 4) return;
      put_magic(line, data);
      if (size == 4) return;
      line.put("\n\t  Message\n\t    ");
      if (!put_text(line, data, 4, size)) line.put("[|LCP]");
      break;
    case kTimeRemaining:
      if (size < 8) return;
      put_magic(line, data);
      line.print(", Seconds-Remaining {}s", data.u32(4));
      break;
    default:
      break;
  }
}

}  // namespace

void ppp_control(Line& line, std::uint16_t protocol, Bytes data) {
  if (data.length() < 4 || !data.has(0, 2)) {
    const std::string_view name = name_of(kPppProtocols, protocol);
    line.print("{}, [|{}]", name, name);
    return;
  }
  const std::uint8_t code = data.u8(0);
  put_name(line, kPppProtocols, protocol, "unknown ctrl-proto (0x{:04x})");
  line.put(", ");
  put_name(line, kCodes, code, "Unknown Opcode");
  line.print(" (0x{:02x}), id {}, length {}", code, data.u8(1), data.length() + 2);
  if (line.verbosity() == 0) return;
  const std::uint32_t length = data.u16(2);
  if (length < 4) {
    line.print("\n\tencoded length {} (< 4))", length);
    return;
  }
  if (length > data.length()) {
    line.print("\n\tencoded length {} (> packet length {}))", length, data.length());
    return;
  }
  line.print("\n\tencoded length {} (=Option(s) length {})", length, length - 4);
  if (length == 4) return;
  if (line.verbosity() > 1) put_packet(line, protocol, data, 4, "\n\t");
  if (code > kTimeRemaining) {
    if (line.verbosity() == 1) put_packet(line, protocol, data, length, "\n\t  ");
  } else {
    put_control_body(line, protocol, code, data.from(4).claiming(length - 4));
  }
}

void pap(Line& line, Bytes data) {
  if (data.length() < 1) {
    line.put("[|pap]");
    return;
  }
  if (data.length() < 4) {
    line.truncated();
    return;
  }
  const std::uint8_t code = data.u8(0);
  line.put("PAP, ");
  put_name(line, kPapCodes, code, "unknown");
  line.print(" (0x{:02x})", code);
  line.print(", id {}", data.u8(1));
  const std::uint32_t length = data.u16(2);
  if (length > data.length()) {
    line.print(", length {} > packet size", length);
    return;
  }
  if (length < 4) {
    line.print(", length {} < PAP header length", length);
    return;
  }
  const Bytes packet = data.claiming(length);
  if (code == 1) {
    if (length < 6) {
      line.put("[|pap]");
      return;
    }
    put_counted(line, ", Name ", packet, put_counted(line, ", Peer ", packet, 4));
  } else if (code == 2 || code == 3) {
    if (length < 5) {
      line.put("[|pap]");
      return;
    }
    put_counted(line, ", Msg ", packet, 4);
  }
}

void chap(Line& line, Bytes data) {
  if (data.length() < 1) {
    line.put("[|chap]");
    return;
  }
  if (data.length() < 4) {
    line.print("[|chap 0x{:02x}]", data.u8(0));
    return;
  }
  const std::uint8_t code = data.u8(0);
  line.put("CHAP, ");
  put_name(line, kChapCodes, code, "unknown");
  line.print(" (0x{:02x})", code);
  line.print(", id {}", data.u8(1));
  const std::uint32_t length = data.u16(2);
  // A text that would end before it begins is read as far as there are bytes.
  if (code == 1 || code == 2) {
    if (data.length() < 5) return;
    const std::uint32_t size = data.u8(4);
    if (data.length() < 5 + size) return;
    line.put(", Value ");
    for (std::uint32_t i = 0; i < size && !line.cut(); ++i) line.print("{:02x}", data.u8(5 + i));
    line.put(", Name ");
    for (std::uint32_t at = 5 + size; at != length && !line.cut(); ++at) {
      put_visible(line, data.u8(at));
    }
  } else if (code == 3 || code == 4) {
    line.put(", Msg ");
    for (std::uint32_t at = 4; at != length && !line.cut(); ++at) put_visible(line, data.u8(at));
  }
}

}  // namespace tapbond::text
