// Apple's packet tap: a header that names the link type of what it wraps, and the process.
#include "decoders/core/hexdump.h"
#include "decoders/link/link_types.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 108;
constexpr int kMostNested = 8;

enum Record : std::uint32_t { kNone = 0, kPacket = 1 };

void put_header(Line& line, Bytes frame, std::uint32_t size, std::uint32_t linktype) {
  const std::string_view name = link_type_name(linktype);
  if (line.quick()) {
    line.put(name);
  } else {
    line.print("DLT {} ({}) len {}", name, linktype, size);
  }
  line.print(", length {}: ", frame.length());
}

void put_packet(Line& line, Bytes inner, std::uint32_t linktype, bool readable) {
  if (!readable) return put_unknown_payload(line, inner);
  const std::uint32_t before = line.link_bytes;
  ++line.depth;
  link_decoder(static_cast<int>(linktype))(line, inner);
  --line.depth;
  // tcpdump counts the inner header twice among what -x leaves out.
  if (!line.cut()) line.link_bytes += line.link_bytes - before;
}

}  // namespace

void pktap_link(Line& line, Bytes frame) {
  line.protocol = "pktap";
  if (frame.captured() < kHeader || frame.length() < kHeader) {
    line.print(" (packet too short, {} < {})", frame.length(), kHeader);
    line.invalid();
    return;
  }
  const std::uint32_t size = frame.le32(0);
  if (size < kHeader) {
    line.print(" (pkt_len too small, {} < {})", size, kHeader);
    line.invalid();
    return;
  }
  if (frame.captured() < size || frame.length() < size) {
    line.print(" (pkt_len too big, {} > {})", size, frame.captured());
    line.invalid();
    return;
  }
  const std::uint32_t linktype = frame.le32(8);
  const bool readable = is_wrapped_link(linktype) && line.depth < kMostNested;
  if (line.options.link_header) put_header(line, frame, size, linktype);
  const std::uint32_t record = frame.le32(4);
  if (record == kNone) {
    line.put("no data");
  } else if (record == kPacket) {
    if (!readable && !line.options.link_header) put_header(line, frame, size, linktype);
    put_packet(line, frame.from(size), linktype, readable);
  }
  if (!line.cut()) line.link_bytes += size;
}

}  // namespace tapbond::text
