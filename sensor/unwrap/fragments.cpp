#include "sensor/unwrap/fragments.h"

#include <algorithm>

namespace tapbond {
namespace {

constexpr std::uint32_t kMostPayload = 65535;

}  // namespace

Fragments::Place Fragments::find(const IpPacket& packet) {
  return std::find_if(packets_.begin(), packets_.end(), [&packet](const Packet& each) {
    const IpPacket& first = each.first;
    return first.fragment->id == packet.fragment->id && first.source == packet.source &&
           first.destination == packet.destination && first.protocol == packet.protocol;
  });
}

// As long as nothing was cut, and what there is neither overlaps nor goes beyond the end.
bool Fragments::fits(const Packet& packet, const IpPacket& part) const {
  const std::uint32_t begin = part.fragment->offset;
  const std::uint32_t end = begin + part.length;
  if (packet.frames.size() == kMostFragments || part.captured != part.length || part.length == 0 ||
      end > kMostPayload) {
    return false;
  }
  if (packet.end != 0 && (end > packet.end || !part.fragment->more)) return false;
  return std::all_of(packet.parts.begin(), packet.parts.end(), [&](const IpPacket& other) {
    const std::uint32_t at = other.fragment->offset;
    const bool beyond = !part.fragment->more && at + other.length > end;
    return !beyond && (end <= at || begin >= at + other.length);
  });
}

Fragments::Taken Fragments::take(const Frame& frame, const IpPacket& part, bool begins) {
  expire(frame.stamp);
  Place packet = find(part);
  if (packet == packets_.end()) {
    if (!begins || part.fragment->offset != 0) return Taken::kNo;
    if (packets_.size() == kMostPackets) give_up(packets_.begin());
    packet = packets_.insert(packets_.end(), Packet{.first = part, .frames = {}, .parts = {}});
  }
  if (!fits(*packet, part)) {
    give_up(packet);
    return Taken::kNo;
  }
  packet->frames.push_back({frame, {frame.bytes, frame.bytes + frame.captured}});
  packet->parts.push_back(part);
  packet->bytes += part.length;
  if (!part.fragment->more) packet->end = part.fragment->offset + part.length;
  if (packet->end == 0 || packet->bytes != packet->end) return Taken::kKept;
  assemble(*packet);
  packets_.erase(packet);
  return Taken::kWhole;
}

void Fragments::assemble(const Packet& packet) {
  whole_.packet = packet.first;
  whole_.packet.fragment.reset();
  whole_.packet.payload = 0;
  whole_.packet.captured = whole_.packet.length = whole_.length = packet.end;
  whole_.fragments = static_cast<std::uint32_t>(packet.frames.size());
  whole_.payload.resize(packet.end);
  for (std::size_t i = 0; i < packet.frames.size(); ++i) {
    const IpPacket& part = packet.parts[i];
    std::copy_n(packet.frames[i].bytes.data() + part.payload, part.length,
                whole_.payload.data() + part.fragment->offset);
  }
}

Fragments::Place Fragments::give_up(Place packet) {
  for (Copy& copy : packet->frames) given_up_.push_back(std::move(copy));
  return packets_.erase(packet);
}

void Fragments::expire(std::int64_t stamp) {
  for (Place packet = packets_.begin(); packet != packets_.end();) {
    const std::int64_t begun = packet->frames.front().frame.stamp;
    const bool is_over =
        stamp > begun && static_cast<std::uint64_t>(stamp) - static_cast<std::uint64_t>(begun) >
                             static_cast<std::uint64_t>(kPatience);
    packet = is_over ? give_up(packet) : std::next(packet);
  }
}

void Fragments::give_up() {
  while (!packets_.empty()) give_up(packets_.begin());
}

}  // namespace tapbond
