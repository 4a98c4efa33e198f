#include "sensor/checks/traffic_watch.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "sensor/checks/ethernet_frame.h"
#include "sensor/checks/mixed.h"
#include "sensor/duplicates/duplicate_options.h"
#include "sensor/unwrap/tunnels.h"

namespace tapbond {
namespace {

// Of an IP packet, so that it is told from any other: as much of it is there behind any tags.
constexpr std::uint32_t kComparedBytes = 192;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr int kEthernet = 1;  // LINKTYPE_ value
// MTU is what an Ethernet frame carries besides its header and up to two VLAN tags.
constexpr std::uint32_t kAroundMtu = 14 + 8;

template <typename Table>
bool has_room_for(const Table& table, std::uint64_t key) {
  return table.size() < TrafficWatch::kTableSize || table.contains(key);
}

}  // namespace

TrafficWatch::TrafficWatch(std::vector<unsigned> mtus, std::set<std::uint64_t> own)
    : own_(std::move(own)), shared_(mtus.size()) {
  for (const unsigned mtu : mtus) {
    legs_.push_back({mtu, {}, {}, {}, CopyFinder(1, DuplicateOptions().within_ns, kComparedBytes)});
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
  shared_.add(number, bytes, length);
  if (own_.contains(frame->destination)) {
    ++leg.counts.for_us;
    return;
  }
  ++leg.counts.for_others;
  note_pair(leg, frame->source, frame->destination);
  if (frame->speech) sides_.add(*frame->speech, stamp / kSecond);
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

TrafficFacts TrafficWatch::facts() const {
  TrafficFacts facts;
  for (const Leg& leg : legs_) {
    LegTraffic& counts = facts.legs.emplace_back(leg.counts);
    counts.macs = leg.sources.size();
    counts.pairs = leg.pairs.size();
    counts.pairs_both_ways = static_cast<std::uint64_t>(std::count_if(
        leg.pairs.begin(), leg.pairs.end(), [](const auto& pair) { return pair.second == 3; }));
  }
  facts.shared = shared_.found();
  facts.sides = sides_.facts();
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
