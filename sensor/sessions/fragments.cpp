#include "sensor/sessions/fragments.h"

#include <algorithm>

namespace tapbond::sessions {
namespace {

constexpr std::uint32_t kMostPayload = 65535;
constexpr std::size_t kMostParts = 8192;  // of one packet: the least are 8 bytes
constexpr std::size_t kOverhead = 128;    // of a part, about

std::uint32_t payload_size(const packets::IpPacket& fragment) {
  return fragment.length - fragment.header;
}

// The header of the first fragment has one for fragments, behind headers that each tell what comes
// next.
void drop_fragment_header(std::vector<std::uint8_t>& packet) {
  constexpr std::uint8_t kFragment = 44;
  std::size_t named_at = 6;
  std::size_t at = 40;
  while (packet[named_at] != kFragment && at + 8 <= packet.size()) {
    named_at = at;
    at += 8u * (packet[at + 1] + 1u);
  }
  if (packet[named_at] != kFragment || at + 8 > packet.size()) return;
  packet[named_at] = packet[at];
  const auto from = packet.begin() + static_cast<std::ptrdiff_t>(at);
  packet.erase(from, from + 8);
}

// The header that a packet has which was never in fragments.
bool make_whole(std::vector<std::uint8_t>& packet) {
  const bool ipv4 = packet[0] >> 4 == 4;
  if (ipv4) {
    packet[6] &= 0x40;
    packet[7] = 0;
  } else {
    drop_fragment_header(packet);
  }
  const std::size_t told = ipv4 ? packet.size() : packet.size() - 40;
  if (told > 65535) return false;
  const std::size_t length_at = ipv4 ? 2 : 4;
  packet[length_at] = static_cast<std::uint8_t>(told >> 8);
  packet[length_at + 1] = static_cast<std::uint8_t>(told);
  return true;
}

}  // namespace

std::vector<std::uint8_t> Fragments::add(const packets::IpPacket& fragment,
                                         std::span<const std::uint8_t> data) {
  if (fragment.length < fragment.header || data.size() < fragment.length) return {};
  const Name name{Address(fragment.source), Address(fragment.destination), fragment.identification,
                  fragment.version == 4 ? fragment.protocol : std::uint8_t{0}};
  const std::uint32_t size = payload_size(fragment);
  const std::uint32_t end = fragment.offset + size;
  if (end > kMostPayload) return {};
  make_room(size + kOverhead);
  const auto [at, is_new] = parts_.try_emplace(name);
  Parts& parts = at->second;
  if (is_new) {
    parts.number = next_number_++;
    order_.emplace_back(parts.number, name);
  }
  if (!fragment.more_fragments) parts.end = end;
  if (fragment.offset == 0 && parts.header.empty()) {
    const auto header = data.first(fragment.header);
    parts.header.assign(header.begin(), header.end());
  }
  if (parts.payloads.size() == kMostParts) {
    forget(at);
    return {};
  }
  const auto payload = data.subspan(fragment.header, size);
  const auto [part, first] = parts.payloads.try_emplace(fragment.offset);
  if (first) {
    part->second.assign(payload.begin(), payload.end());
    parts.bytes += size + kOverhead;
    held_ += size + kOverhead;
  }
  if (parts.end == 0 || parts.header.empty()) return {};
  std::vector<std::uint8_t> whole = put_together(parts);
  if (whole.empty()) return {};
  forget(at);
  if (!make_whole(whole)) whole.clear();
  return whole;
}

// What came first of bytes that overlap stands.
std::vector<std::uint8_t> Fragments::put_together(const Parts& parts) {
  std::vector<std::uint8_t> whole = parts.header;
  std::uint32_t next = 0;
  for (const auto& [place, payload] : parts.payloads) {
    if (place > next) return {};
    const std::uint32_t known = next - place;
    if (known >= payload.size()) continue;
    whole.insert(whole.end(), payload.begin() + known, payload.end());
    next = place + static_cast<std::uint32_t>(payload.size());
  }
  if (next < parts.end) return {};
  whole.resize(parts.header.size() + parts.end);
  return whole;
}

void Fragments::make_room(std::size_t bytes) {
  while (held_ + bytes > most_ && !order_.empty()) {
    const auto [number, name] = order_.front();
    order_.pop_front();
    const auto at = parts_.find(name);
    if (at != parts_.end() && at->second.number == number) forget(at);
  }
  // What was put together is still named here.
  constexpr std::size_t kMostNames = 65536;
  while (order_.size() > kMostNames) {
    const auto [number, name] = order_.front();
    order_.pop_front();
    const auto at = parts_.find(name);
    if (at != parts_.end() && at->second.number == number) forget(at);
  }
}

void Fragments::forget(std::map<Name, Parts>::iterator at) {
  held_ -= at->second.bytes;
  parts_.erase(at);
}

}  // namespace tapbond::sessions
