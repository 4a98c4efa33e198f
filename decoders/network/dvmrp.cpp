// The Distance Vector Multicast Routing Protocol (RFC 1075, draft-ietf-idmr-dvmrp-v3), and the
// queries that trace a multicast path.
#include "decoders/core/address.h"
#include "decoders/core/duration.h"
#include "decoders/network/igmp_messages.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 8;
constexpr unsigned kMulticast = 14;  // the first four bits of a group's address

enum Type : std::uint8_t {
  kProbe = 1,
  kReport = 2,
  kNeighbors = 4,
  kNeighbors2 = 6,
  kPrune = 7,
  kGraft = 8,
  kGraftAck = 9,
};

constexpr Name kTypes[] = {
    {kProbe, " Probe"},         {kReport, " Report"},
    {3, " Ask-neighbors(old)"}, {kNeighbors, " Neighbors(old)"},
    {5, " Ask-neighbors2"},     {kNeighbors2, " Neighbors2"},
    {kPrune, " Prune"},         {kGraft, " Graft"},
    {kGraftAck, " Graft-ACK"},
};
constexpr Name kNeighborFlags[] = {
    {0x01, "/tunnel"}, {0x02, "/srcrt"}, {0x40, "/querier"}, {0x20, "/disabled"}, {0x10, "/down"},
};

bool too_short(Line& line, Bytes rest, std::uint32_t wanted) {
  if (rest.length() >= wanted) return false;
  line.print(" [length {} < {}]", rest.length(), wanted);
  line.invalid();
  return true;
}

void put_probe(Line& line, Bytes body) {
  if (too_short(line, body, 4)) return;
  const std::uint32_t generation = body.u32(0);
  line.print("{}genid {}", line.verbosity() > 1 ? "\n\t" : " ", generation);
  if (line.verbosity() <= 1) return;
  for (Bytes rest = body.from(4); rest.length() > 0 && !line.cut(); rest = rest.from(4)) {
    if (too_short(line, rest, 4)) return;
    line.put("\n\tneighbor ");
    put_ipv4(line, rest, 0);
  }
}

void broken_report(Line& line) {
  line.put("\n\t  [Truncated Report]");
  line.invalid();
}

// Origins share a mask, of which the first octet is always 255.
void put_report(Line& line, Bytes rest) {
  while (rest.length() > 0 && !line.cut()) {
    if (rest.length() < 3) return broken_report(line);
    const std::uint32_t mask = 0xff000000u | rest.u24(0);
    const std::uint32_t width = rest.u8(2) != 0 ? 4 : rest.u8(1) != 0 ? 3 : rest.u8(0) != 0 ? 2 : 1;
    line.print("\n\tMask {}.{}.{}.{}", mask >> 24, mask >> 16 & 255, mask >> 8 & 255, mask & 255);
    rest = rest.from(3);
    bool last = false;
    while (!last && rest.length() > 0 && !line.cut()) {
      if (rest.length() < width + 1) return broken_report(line);
      unsigned origin[4] = {};
      for (std::uint32_t i = 0; i < width; ++i) origin[i] = rest.u8(i);
      const unsigned metric = rest.u8(width);
      last = (metric & 0x80) != 0;
      line.print("\n\t  {}.{}.{}.{} metric {}", origin[0], origin[1], origin[2], origin[3],
                 metric & 0x7f);
      rest = rest.from(width + 1);
    }
  }
}

void put_neighbors(Line& line, Bytes rest, bool with_flags) {
  const std::uint32_t head = with_flags ? 8 : 7;
  while (rest.length() > 0 && !line.cut()) {
    if (too_short(line, rest, head)) return;
    const Bytes block = rest;
    const unsigned metric = block.u8(4);
    const unsigned threshold = block.u8(5);
    const unsigned flags = with_flags ? block.u8(6) : 0;
    const unsigned count = block.u8(head - 1);
    rest = rest.from(head);
    for (unsigned i = 0; i < count && rest.length() > 0 && !line.cut(); ++i, rest = rest.from(4)) {
      if (too_short(line, rest, 4)) return;
      line.put(" [");
      put_ipv4(line, block, 0);
      line.put(" -> ");
      put_ipv4(line, rest, 0);
      line.print("{} ({}/{}", with_flags ? "" : ",", metric, threshold);
      put_bits(line, kNeighborFlags, flags, "", "");
      line.put(")]");
    }
  }
}

}  // namespace

void dvmrp(Line& line, Bytes message) {
  line.protocol = "dvmrp";
  if (message.length() < kHeader) {
    line.print(" [len {}]", message.length());
    return;
  }
  const std::uint8_t type = message.u8(1);
  if (line.cut()) return;
  put_name(line, kTypes, type, " [type {}]");
  const Bytes body = message.from(kHeader);
  switch (type) {
    case kProbe:
      if (line.verbosity() > 0) put_probe(line, body);
      break;
    case kReport:
      if (line.verbosity() > 1) put_report(line, body);
      break;
    case kNeighbors:
      put_neighbors(line, body, false);
      break;
    case kNeighbors2:
      line.print(" (v {}.{}):", message.u8(7), message.u8(6));
      put_neighbors(line, body, true);
      break;
    case kPrune:
      line.put(" src ");
      put_ipv4(line, body, 0);
      line.put(" grp ");
      put_ipv4(line, body, 4);
      line.put(" timer ");
      put_duration(line, body.u32(8));
      break;
    case kGraft:
    case kGraftAck:
      line.put(" src ");
      put_ipv4(line, body, 0);
      line.put(" grp ");
      put_ipv4(line, body, 4);
      break;
    default:
      break;
  }
}

void trace_query(Line& line, Bytes message, std::string_view title) {
  if (message.length() < 24) {
    line.print(" [invalid len {}]", message.length());
    return;
  }
  if (message.raw(0, 24) == nullptr) return;
  line.print("{} {}: ", title, message.u32(20) & 0xffffff);
  put_ipv4(line, message, 8);
  line.put(" to ");
  put_ipv4(line, message, 12);
  line.put(" reply-to ");
  put_ipv4(line, message, 16);
  if (message.u8(16) >> 4 == kMulticast) line.print(" with-ttl {}", message.u8(20));
}

}  // namespace tapbond::text
