// IP over a serial line (RFC 1055), behind the header that libpcap puts before it: which way the
// packet went, and the first bytes as they were on the line, where RFC 1144 compresses them.
#include "decoders/core/names.h"
#include "decoders/core/reader.h"
#include "decoders/core/session.h"
#include "decoders/link/link_types.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 16;
constexpr std::uint32_t kOnTheLine = 1;
constexpr std::uint32_t kProtocolField = 9;  // of IP's header; holds the connection on the line
constexpr Name kDirections[] = {{0, "I "}, {1, "O "}};

// The first byte's kinds, and what a compressed header says (RFC 1144 3.2.2).
constexpr unsigned kPlain = 0x40;
constexpr unsigned kUncompressed = 0x70;
constexpr unsigned kCompressed = 0x80;
constexpr unsigned kConnection = 0x40;
constexpr unsigned kIdentification = 0x20;
constexpr unsigned kSequence = 0x08;
constexpr unsigned kAcknowledgment = 0x04;
constexpr unsigned kWindow = 0x02;
constexpr unsigned kUrgent = 0x01;
constexpr unsigned kSpecial = 0x0f;
constexpr unsigned kEchoed = kSequence | kWindow | kUrgent;
constexpr unsigned kStreaming = kSpecial;

constexpr std::uint32_t kLeastHeader = 20;  // of IP and of TCP

// How much the packet carries behind the headers of IP and TCP, which have to be there.
std::uint32_t carried(Bytes packet) {
  packet.raw(0, kLeastHeader);
  const std::uint32_t words = packet.u8(0) & 15u;
  packet.raw(words * 4, kLeastHeader);
  const std::uint32_t more = packet.u8(words * 4 + 12) >> 4;
  return packet.length() - (words + more) * 4;
}

// One byte, or a zero and two. As tcpdump reads them, the next change begins with the same byte
// where it was one.
std::uint32_t take_change(Reader& from) {
  const std::uint32_t change = from.rest().u8(0);
  if (change != 0) return change;
  from.skip(1);
  return from.u16();
}

void put_compressed(Line& line, Bytes header, Bytes packet, unsigned direction) {
  SerialLine& state = line.session.serial_line;
  Reader from(header);
  const unsigned flags = from.u8();
  if ((flags & kConnection) != 0) {
    state.connection = from.u8();
    line.print("ctcp {}", state.connection);
  } else {
    line.put("ctcp *");
  }
  std::uint32_t& length = state.lengths[direction][state.connection];
  from.skip(2);  // TCP's checksum
  if ((flags & kSpecial) == kEchoed) {
    line.print(" *SA+{}", length);
  } else if ((flags & kSpecial) == kStreaming) {
    line.print(" *S+{}", length);
  } else {
    if ((flags & kUrgent) != 0) line.print(" U={}", take_change(from));
    if ((flags & kWindow) != 0) {
      const auto change = static_cast<std::int16_t>(take_change(from));
      line.print(" W{}{}", change < 0 ? "" : "+", change);
    }
    if ((flags & kAcknowledgment) != 0) line.print(" A+{}", take_change(from));
    if ((flags & kSequence) != 0) line.print(" S+{}", take_change(from));
  }
  if ((flags & kIdentification) != 0) line.print(" I+{}", take_change(from));
  const std::uint32_t size = header.length() - from.length();
  const std::uint32_t now = carried(packet);
  if (line.cut()) return;
  length = now;
  line.print(" {} ({})", now, size);
}

void put_link(Line& line, Bytes frame, Bytes packet) {
  const unsigned direction = frame.u8(0);
  put_name(line, kDirections, direction, "Invalid direction {} ");
  const bool known = direction < 2;
  const Bytes header = frame.from(kOnTheLine);
  const unsigned kind = header.u8(0);
  if ((kind & 0xf0) == kPlain) {
    line.print("ip {}: ", frame.length());
  } else if ((kind & 0xf0) == kUncompressed) {
    SerialLine& state = line.session.serial_line;
    state.connection = header.u8(kProtocolField);
    line.print("utcp {}: ", state.connection);
    if (!known) return;
    const std::uint32_t length = carried(packet);
    if (!line.cut()) state.lengths[direction][state.connection] = length;
  } else if (known && (kind & kCompressed) != 0) {
    put_compressed(line, header, packet, direction);
    line.put(": ");
  } else if (known) {
    line.print("slip-{}!: ", kind);
  }
}

}  // namespace

void slip_link(Line& line, Bytes frame) {
  line.protocol = "slip";
  if (frame.captured() < kHeader || frame.length() < kHeader) {
    return line.truncated();
  }
  const Bytes packet = frame.from(kHeader);
  if (line.options.link_header) put_link(line, frame, packet);
  if (line.cut()) return;
  if (packet.captured() < 1 || packet.length() < 1) {
    return line.truncated();
  }
  const unsigned version = packet.u8(0) >> 4;
  if (version == 4) {
    ipv4(line, packet);
  } else if (version == 6) {
    ipv6(line, packet);
  } else {
    line.print("ip v{}", version);
  }
  if (!line.cut()) line.link_bytes += kHeader;
}

}  // namespace tapbond::text
