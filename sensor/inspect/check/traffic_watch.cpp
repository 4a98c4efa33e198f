#include "sensor/inspect/check/traffic_watch.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>
#include <string_view>

#include "sensor/duplicates/duplicate_options.h"
#include "sensor/inspect/check/ethernet_frame.h"
#include "sensor/unwrap/tunnels.h"

namespace tapbond {
namespace {

// Enough of a frame to tell it from any other: addresses, IP identification, sequence numbers.
constexpr std::size_t kDigestBytes = 128;
// Likewise of an IP packet, so that as much of it is there behind any tags.
constexpr std::uint32_t kComparedBytes = 192;
constexpr int kEthernet = 1;  // LINKTYPE_ value
// MTU is what an Ethernet frame carries besides its header and up to two VLAN tags.
constexpr std::uint32_t kAroundMtu = 14 + 8;
// An unanswered segment may have lost its answer; so many have not.
constexpr std::uint32_t kSurelyAnswered = 3;

template <typename Table>
bool has_room_for(const Table& table, std::uint64_t key) {
  return table.size() < TrafficWatch::kTableSize || table.contains(key);
}

// SplitMix64's finisher: a MAC address alone would make poor use of a table.
std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

SharedFrames compare(const auto& first, const auto& second) {
  SharedFrames shared;
  std::uint64_t of_first = 0;
  std::uint64_t of_second = 0;
  for (const auto& [digest, count] : second) of_second += count;
  for (const auto& [digest, count] : first) {
    of_first += count;
    const auto found = second.find(digest);
    if (found != second.end()) shared.same += std::min(count, found->second);
  }
  shared.compared = std::min(of_first, of_second);
  return shared;
}

}  // namespace

TrafficWatch::TrafficWatch(std::vector<unsigned> mtus, std::set<std::uint64_t> own)
    : own_(std::move(own)) {
  for (const unsigned mtu : mtus) {
    legs_.push_back(
        {mtu, {}, {}, {}, {}, CopyFinder(1, DuplicateOptions().within_ns, kComparedBytes)});
  }
}

void TrafficWatch::add(std::size_t number, std::span<const std::uint8_t> bytes,
                       std::uint32_t length, std::int64_t stamp) {
  Leg& leg = legs_[number];
  const auto frame = read_ethernet_frame(bytes);
  // What the sensor sends is handed to listeners, too; it is counted by the interface.
  if (frame && own_.contains(frame->source)) return;
  ++leg.counts.frames;
  leg.counts.bytes += length;
  if (leg.mtu != 0 && length > leg.mtu + kAroundMtu) ++leg.counts.glued;
  note_copy(leg, bytes, length, stamp);
  if (!frame) return;
  if (const auto inside = inside_tunnel(bytes, TunnelKinds::all())) {
    ++leg.counts.tunnelled[inside->origin.carrier];
  }

  if (has_room_for(leg.sources, frame->source)) leg.sources.insert(frame->source);
  if (frame->to_group()) {
    // Every port of a switch gets it: that two legs have it proves no mirror.
    ++leg.counts.group;
    return;
  }
  note_digest(leg, bytes, length);
  if (own_.contains(frame->destination)) {
    ++leg.counts.for_us;
    return;
  }
  ++leg.counts.for_others;
  note_pair(leg, frame->source, frame->destination);
  if (frame->speech && has_room_for(conversations_, frame->speech->conversation)) {
    Sides& sides = conversations_[frame->speech->conversation];
    const std::size_t side = frame->speech->first_side ? 0 : 1;
    ++sides.frames[side];
    if (frame->speech->answers) ++sides.answers[side];
  }
}

void TrafficWatch::note_pair(Leg& leg, std::uint64_t source, std::uint64_t destination) {
  const auto [low, high] = std::minmax(source, destination);
  const std::uint64_t pair = mixed(mixed(low) + high);
  if (has_room_for(leg.pairs, pair)) leg.pairs[pair] |= source == low ? 1U : 2U;
}

void TrafficWatch::note_copy(Leg& leg, std::span<const std::uint8_t> bytes, std::uint32_t length,
                             std::int64_t stamp) {
  const Frame frame{.stamp = stamp,
                    .bytes = bytes.data(),
                    .captured = static_cast<std::uint32_t>(bytes.size()),
                    .length = length,
                    .interface = 0,
                    .marks = 0,
                    .leg = 0,
                    .slab = 0};
  std::optional<Copy> copy;
  leg.copies.look({&frame, 1}, {&kEthernet, 1}, {&copy, 1});
  if (!copy) return;
  ++leg.counts.duplicates;
  if (copy->routed) ++leg.counts.routed;
}

void TrafficWatch::note_digest(Leg& leg, std::span<const std::uint8_t> bytes,
                               std::uint32_t length) {
  const std::string_view start(reinterpret_cast<const char*>(bytes.data()),
                               std::min(bytes.size(), kDigestBytes));
  const std::uint64_t digest = mixed(std::hash<std::string_view>()(start) + length);
  if ((digest & digest_mask_) != 0) return;
  ++leg.digests[digest];
  if (leg.digests.size() >= kTableSize) thin_out_digests();
}

void TrafficWatch::thin_out_digests() {
  digest_mask_ = digest_mask_ << 1 | 1;
  for (Leg& leg : legs_) {
    std::erase_if(leg.digests,
                  [&](const auto& entry) { return (entry.first & digest_mask_) != 0; });
  }
}

TrafficFacts TrafficWatch::facts() const {
  TrafficFacts facts;
  for (const Leg& leg : legs_) {
    LegTraffic& counts = facts.legs.emplace_back(leg.counts);
    counts.macs = leg.sources.size();
    counts.pairs = leg.pairs.size();
    counts.pairs_both_ways = static_cast<std::uint64_t>(std::count_if(
        leg.pairs.begin(), leg.pairs.end(), [](const auto& pair) { return pair.second == 3; }));
  }
  for (std::size_t second = 1; second < legs_.size(); ++second) {
    for (std::size_t first = 0; first < second; ++first) {
      SharedFrames shared = compare(legs_[first].digests, legs_[second].digests);
      shared.first = first;
      shared.second = second;
      facts.shared.push_back(shared);
    }
  }
  for (const auto& [key, sides] : conversations_) {
    const auto& [frames, answers] = sides;
    if (answers[0] + answers[1] < kSurelyAnswered) continue;
    ++facts.conversations;
    if (frames[0] == 0 || frames[1] == 0) ++facts.one_sided;
  }
  return facts;
}

std::uint64_t mac_number(const std::string& mac) {
  std::uint64_t number = 0;
  if (mac.size() != 17) return 0;
  for (std::size_t i = 0; i < mac.size(); i += 3) {
    unsigned octet = 0;
    if (std::from_chars(&mac[i], &mac[i] + 2, octet, 16).ptr != &mac[i] + 2) return 0;
    number = number << 8 | octet;
  }
  return number;
}

}  // namespace tapbond
