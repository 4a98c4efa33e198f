#include "sensor/legs/inner_frames.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "sensor/files/linktype.h"
#include "sensor/files/mirror_time_option.h"
#include "sensor/files/packet_options.h"
#include "sensor/unwrap/vlan_tag.h"

namespace tapbond {
namespace {

// Each with a line in the log.
constexpr std::size_t kMostIntroduced = 256;

}  // namespace

InnerFrames::InnerFrames(InnerFramesOptions options, Bytes bytes, Announce announce)
    : options_(std::move(options)), bytes_(bytes), announce_(std::move(announce)) {
  if (!options_.filter.empty()) options_.filters->prepare(options_.filter);
}

InnerFrames::Row& InnerFrames::add(Interface interface, bool found) {
  Row row{.number = 0, .interface = interface, .found = found};
  if (!options_.filter.empty()) {
    row.filter =
        &options_.filters->of(options_.filter, interface.linktype, FrameFilters::Source::kRecord);
    interface.filter = found ? options_.filter : both_filters(interface.filter, options_.filter);
    interface.barred = interface.barred || row.filter->passes_nothing();
  }
  if (interface.snaplen == 0 || interface.snaplen > options_.snaplen) {
    interface.snaplen = options_.snaplen;
  }
  row.number = announce_(std::move(interface));
  if (by_number_.size() <= row.number) by_number_.resize(row.number + std::size_t{1});
  by_number_[row.number] = &rows_.emplace_back(std::move(row));
  return rows_.back();
}

std::uint32_t InnerFrames::enter(Interface interface) {
  if (interface.linktype != kLinktypeEthernet) {
    spdlog::warn("{} is {}: nothing is taken out of its packets, which is done with Ethernet alone",
                 interface.name, linktype_name(interface.linktype));
  }
  return add(std::move(interface), false).number;
}

// None where there are too many.
InnerFrames::Row* InnerFrames::row_of(Row& from, const Origin& origin) {
  const Key key{&from, origin};
  if (last_.second != nullptr && last_.first == key) return last_.second;
  const auto known = known_.find(key);
  Row* const row = known != known_.end() ? known->second : find(from, origin);
  if (row != nullptr) last_ = {key, row};
  return row;
}

InnerFrames::Row* InnerFrames::find(const Row& from, const Origin& origin) {
  if (too_many_) return nullptr;
  Interface interface = from.interface;
  interface.comments.clear();
  interface.name += name_of(origin);
  if (!interface.description.empty()) interface.description += ": " + words_for(origin);
  for (const auto& [name, text] : options_.labels) {
    if (name == interface.name) interface.description = text;
  }
  const std::string name = interface.name;
  Row* row = nullptr;
  try {
    if (known_.size() == kMost) throw std::length_error("");
    row = &add(std::move(interface), true);
  } catch (const std::length_error&) {
    too_many_ = true;
    spdlog::warn(
        "{}: more interfaces are found in it than can be told apart ({} of a leg, {} of all): "
        "frames of the others stay as they are",
        from.interface.name, kMost, kMostInterfaces);
    return nullptr;
  }
  known_.emplace(Key{&from, origin}, row);
  spdlog::log(known_.size() <= kMostIntroduced ? spdlog::level::info : spdlog::level::debug,
              "{} carries {}: {}", from.interface.name, words_for(origin), name);
  return row;
}

// What was given up comes first: it is older.
void InnerFrames::take(std::size_t from, SlabWriter& slabs, std::vector<Frame>& out) {
  const auto at = [&out](std::size_t place) {
    return out.begin() + static_cast<std::ptrdiff_t>(place);
  };
  std::vector<Frame> older;
  if (out.size() > from) fragments_.expire(out.back().stamp);
  put_back(slabs, older);
  out.insert(at(from), backlog_.begin(), backlog_.end());
  backlog_.clear();
  auto kept = at(from);
  for (auto frame = kept; frame != out.end(); ++frame) {
    const Fate fate = look(*frame, slabs);
    if (fate == Fate::kNoRoom) {
      backlog_.assign(frame, out.end());
      break;
    }
    if (fate == Fate::kPasses) {
      *kept++ = *frame;
    } else {
      stopped_.push_back(*frame);
    }
  }
  out.erase(kept, out.end());
  slabs.take_back(stopped_);
  stopped_.clear();
  out.insert(at(from), older.begin(), older.end());
}

// Frames of packets that never got whole, as they came.
void InnerFrames::put_back(SlabWriter& slabs, std::vector<Frame>& out) {
  std::deque<Fragments::Copy>& copies = fragments_.given_up();
  for (; !copies.empty() && slabs.ready(); copies.pop_front()) {
    const Fragments::Copy& copy = copies.front();
    Frame frame = copy.frame;
    slabs.add(frame, copy.bytes.data(), static_cast<std::uint32_t>(copy.bytes.size()));
    frame.marks = 0;
    if (decide(frame, *by_number_[frame.interface], false) == Fate::kPasses) {
      out.push_back(frame);
    } else {
      slabs.take_back({&frame, 1});
    }
  }
}

InnerFrames::Fate InnerFrames::look(Frame& frame, SlabWriter& slabs) {
  Row& from = *by_number_[frame.interface];
  // What is larger can be copied nowhere.
  const bool plain =
      from.interface.linktype != kLinktypeEthernet || frame.captured > SlabPool::kSlabBytes / 2;
  if (plain) return decide(frame, from, false);
  const std::span<const std::uint8_t> bytes(frame.bytes, frame.captured);
  std::optional<Inside> inside;
  if (options_.unwrap.any()) {
    if (const auto packet = ip_packet_in_ethernet(bytes)) {
      if (packet->fragment) return look_at_fragment(frame, *packet, from, slabs);
      inside = inside_tunnel(*packet, bytes.subspan(packet->payload, packet->captured),
                             packet->length, options_.unwrap);
      if (inside) inside->offset += packet->payload;
    }
  }
  if (!inside && options_.split_vlan) inside = inside_vlan(bytes, frame.length);
  Row* const origin = inside ? row_of(from, inside->origin) : nullptr;
  if (origin == nullptr) return decide(frame, from, false);
  if (!take_out(frame, *inside, slabs)) return Fate::kNoRoom;
  came(frame, from, *origin, *inside);
  return decide(frame, *origin, true);
}

void InnerFrames::came(Frame& frame, Row& from, Row& origin, const Inside& inside) {
  ++from.counts.carried;
  ++origin.counts.received;
  if (inside.sequence) {
    origin.loss.saw(*inside.sequence);
    origin.counts.lost = origin.loss.lost();
  }
  frame.interface = static_cast<std::uint16_t>(origin.number);
}

// The first one has the tunnel's header.
InnerFrames::Fate InnerFrames::look_at_fragment(Frame& frame, const IpPacket& packet, Row& from,
                                                SlabWriter& slabs) {
  if (!slabs.ready()) return Fate::kNoRoom;
  const std::span<const std::uint8_t> payload(frame.bytes + packet.payload, packet.captured);
  bool begins = false;
  if (packet.fragment->offset == 0) {
    const auto header = inside_tunnel(packet, payload, packet.length, options_.unwrap);
    begins = header && row_of(from, header->origin) != nullptr;
  }
  switch (fragments_.take(frame, packet, begins)) {
    case Fragments::Taken::kNo:
      return decide(frame, from, false);
    case Fragments::Taken::kKept:
      return Fate::kKept;
    case Fragments::Taken::kWhole:
      break;
  }
  const Fragments::Whole& whole = fragments_.whole();
  const auto inside = inside_tunnel(whole.packet, whole.payload, whole.length, options_.unwrap);
  Row* const origin = inside ? row_of(from, inside->origin) : nullptr;
  from.counts.joined += whole.fragments - 1;
  joined_ += whole.fragments - 1;
  if (origin == nullptr) return decide(frame, from, false);
  const Frame last = frame;
  frame.marks = 0;
  copy_out(frame, *inside, whole.payload.data(), slabs);
  slabs.take_back({&last, 1});
  came(frame, from, *origin, *inside);
  return decide(frame, *origin, true);
}

// `found`: it came out of another.
InnerFrames::Fate InnerFrames::decide(Frame& frame, Row& row, bool found) {
  const bool left_out = options_.tunnelled_only && !found;
  if (left_out || (row.filter != nullptr && !row.filter->passes(frame))) {
    ++row.counts.filtered;
    ++filtered_;
    return Fate::kFiltered;
  }
  frame.captured = std::min(frame.captured, options_.snaplen);
  return Fate::kPasses;
}

// False while there is no room.
bool InnerFrames::take_out(Frame& frame, const Inside& inside, SlabWriter& slabs) {
  const bool writes = inside.head != 0 && bytes_ == Bytes::kAFiles;
  if (!has_options(frame) && !inside.time && !writes) {
    // The slab is the leg's to write to.
    auto* const begin = const_cast<std::uint8_t*>(frame.bytes) + inside.offset - inside.head;
    if (inside.head != 0) std::memmove(begin, frame.bytes, inside.head);
    frame.bytes = begin;
    frame.captured = inside.captured;
    frame.length = inside.length;
    return true;
  }
  if (!slabs.ready()) return false;
  const Frame outer = frame;
  copy_out(frame, inside, outer.bytes, slabs);
  slabs.take_back({&outer, 1});
  return true;
}

// Gives the frame a place of its own, with its options and the mirror's time where there is room
// for them.
void InnerFrames::copy_out(Frame& frame, const Inside& inside, const std::uint8_t* outer,
                           SlabWriter& slabs) {
  const Frame before = frame;
  const std::size_t time = inside.time ? mirror_time_option::kBytes : 0;
  const bool any = has_options(frame) || inside.time;
  const std::size_t block = any ? block_with_options_bytes(frame, inside.captured, time) : 0;
  std::uint8_t* to = nullptr;
  if (any && block <= SlabPool::kSlabBytes) {
    std::uint8_t* const place = slabs.place(frame, static_cast<std::uint32_t>(block));
    const PlacedBlock placed = store_block_with_options(before, inside.captured, time, place);
    if (inside.time) {
      mirror_time_option::store(inside.time->nanoseconds, inside.time->period, placed.swapped,
                                placed.more);
    }
    to = placed.bytes;
    frame.bytes = to;
    frame.captured = inside.captured;
    frame.marks |= marks::kOptions;
  } else {
    to = slabs.place(frame, inside.captured);
    frame.marks &= static_cast<std::uint16_t>(~marks::kOptions);
  }
  frame.length = inside.length;
  std::memcpy(to, outer, inside.head);
  std::memcpy(to + inside.head, outer + inside.offset, inside.captured - inside.head);
}

bool InnerFrames::found(std::uint32_t row) const {
  return row < by_number_.size() && by_number_[row] != nullptr && by_number_[row]->found;
}

InnerFrames::Counts InnerFrames::counts_of(std::uint32_t row) const {
  if (row >= by_number_.size() || by_number_[row] == nullptr) return {};
  return by_number_[row]->counts;
}

}  // namespace tapbond
