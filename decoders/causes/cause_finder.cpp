#include "decoders/causes/cause_finder.h"

#include "decoders/causes/packet.h"
#include "decoders/causes/questions.h"

namespace tapbond::causes {
namespace {

constexpr std::uint8_t kTcp = 6;

}  // namespace

CauseFinder::CauseFinder(std::size_t conversations)
    : tcp_(conversations), questions_(2 * conversations), quoted_(conversations / 2) {}

void CauseFinder::look(const FrameView& frame, FrameNumber number,
                       std::vector<CauseAndEffect>& found) {
  const Bytes bytes(frame.bytes, frame.captured, frame.length, nullptr);
  Packet packet;
  if (!find_innermost_packet(frame.linktype, bytes, packet)) return;
  if (const std::optional<Packet> quoted = quoted_in(packet)) {
    quoted_.look_at_error(identity_of(*quoted), number, frame.stamp, found);
    return;
  }
  quoted_.look(identity_of(packet), number, frame.stamp, found);
  if (packet.protocol == kTcp && packet.kind != Packet::Kind::kArp) {
    tcp_.look(packet, number, found);
  } else {
    questions_.look(spoken_in(packet), number, frame.stamp, found);
  }
}

}  // namespace tapbond::causes
