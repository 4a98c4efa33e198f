// The routing protocol for low-power and lossy networks (RFC 6550), which is messages of ICMPv6.
#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/network/icmpv6_parts.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;  // of ICMPv6
constexpr std::uint8_t kSecured = 0x80;

enum Code : std::uint8_t { kSolicitation = 0, kInformation = 1, kAdvertisement = 2, kAck = 3 };

constexpr Name kCodes[] = {
    {kSolicitation, "DODAG Information Solicitation"},
    {kInformation, "DODAG Information Object"},
    {kAdvertisement, "Destination Advertisement Object"},
    {kAck, "Destination Advertisement Object Ack"},
};
constexpr Name kModes[] = {
    {0, "nonstoring"},
    {1, "storing"},
    {2, "nonstoring-multicast"},
    {3, "storing-multicast"},
};

constexpr std::uint8_t kPad1 = 0;
constexpr Name kOptions[] = {
    {kPad1, "pad1"},  {1, "padN"},        {2, "metrics"},    {3, "routinginfo"},   {4, "config"},
    {5, "rpltarget"}, {6, "transitinfo"}, {8, "destprefix"}, {9, "rpltargetdesc"},
};

constexpr std::uint32_t kInformationBytes = 24;
constexpr std::uint32_t kAdvertisementBytes = 20;
constexpr std::uint32_t kAckBytes = 4;
// Of an advertisement and of its acknowledgment.
constexpr std::uint8_t kAcknowledged = 0x80;
constexpr std::uint8_t kWithGraph = 0x40;
constexpr std::uint8_t kAckWithGraph = 0x80;

void put_options(Line& line, Bytes rest) {
  if (line.verbosity() <= 1) return;
  while (rest.length() > 0 && !line.cut()) {
    const std::uint8_t type = rest.u8(0);
    if (type == kPad1) {
      line.put(" opt:pad1");
      rest = rest.from(1);
      continue;
    }
    if (rest.length() < 2) return line.cut_here();
    const std::uint32_t size = rest.u8(1) + 2u;
    line.put(" opt:");
    put_name(line, kOptions, type, "subopt:{}");
    line.print(" len:{} ", size);
    if (size > rest.length()) return line.cut_here();
    if (rest.raw(0, size) == nullptr) return;
    if (line.verbosity() > 2 && size > 2) put_unknown_field(line, rest, 2, size - 2, " ");
    rest = rest.from(size);
  }
}

// Destinations may leave out which graph they are in.
void put_graph(Line& line, Bytes body, bool there) {
  line.put(" [dagid:");
  if (there) {
    put_ipv6(line, body, 4);
  } else {
    line.put("<elided>");
  }
}

std::uint32_t options_after(bool graph) { return graph ? 20 : 4; }

void put_information(Line& line, Bytes body) {
  if (body.length() < kInformationBytes) {
    line.print(" [length {} < {}]", body.length(), kInformationBytes);
    return line.invalid();
  }
  if (body.raw(0, kInformationBytes) == nullptr) return;
  const unsigned bits = body.u8(4);
  line.put(" [dagid:");
  put_ipv6(line, body, 8);
  line.print(",seq:{},instance:{},rank:{},{}mop:", body.u8(5), body.u8(0), body.u16(2),
             (bits & 0x80) != 0 ? "grounded," : "");
  put_name(line, kModes, bits >> 3 & 7, "mop{}");
  line.print(",prf:{}]", bits & 7);
  put_options(line, body.from(kInformationBytes));
}

void put_advertisement(Line& line, Bytes body) {
  if (body.length() < kAdvertisementBytes) return line.cut_here();
  if (body.raw(0, kAdvertisementBytes) == nullptr) return;
  const std::uint8_t flags = body.u8(1);
  const bool graph = (flags & kWithGraph) != 0;
  put_graph(line, body, graph);
  line.print(",seq:{},instance:{}{}{},{:02x}]", body.u8(3), body.u8(0),
             (flags & kAcknowledged) != 0 ? ",acK" : "", graph ? ",Dagid" : "", flags);
  put_options(line, body.from(options_after(graph)));
}

void put_acknowledgment(Line& line, Bytes body) {
  if (body.length() < kAckBytes) return line.cut_here();
  if (body.raw(0, kAckBytes) == nullptr) return;
  const bool graph = (body.u8(1) & kAckWithGraph) != 0;
  if (graph && body.raw(0, kAckBytes + 16) == nullptr) return;
  put_graph(line, body, graph);
  line.print(",seq:{},instance:{},status:{}]", body.u8(2), body.u8(0), body.u8(3));
  put_options(line, body.from(options_after(graph)));
}

}  // namespace

void rpl(Line& line, Bytes message) {
  const std::uint8_t code = message.u8(1);
  if ((code & kSecured) != 0) return line.put(", (SEC) [worktodo]");
  line.put(", (CLR)");
  put_name(line, kCodes, code, "RPL message, unknown code {}");
  if (line.verbosity() == 0) return;
  const Bytes body = message.from(kHeader);
  if (code == kInformation) put_information(line, body);
  if (code == kAdvertisement) put_advertisement(line, body);
  if (code == kAck) put_acknowledgment(line, body);
}

}  // namespace tapbond::text
