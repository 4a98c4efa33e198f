#include "sensor/legs/inner_frames.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "sensor/files/frame_marks.h"
#include "sensor/files/linktype.h"
#include "sensor/files/packet_options.h"
#include "sensor/unwrap/vlan_tag.h"

namespace tapbond {
namespace {

// Each with a line in the log.
constexpr std::size_t kMostIntroduced = 256;

bool has_options(const Frame& frame) { return (frame.marks & marks::kOptions) != 0; }

void copy_out(const std::uint8_t* outer, const Inside& inside, std::uint8_t* to) {
  std::memcpy(to, outer, inside.head);
  std::memcpy(to + inside.head, outer + inside.offset, inside.captured - inside.head);
}

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

void InnerFrames::take(std::size_t from, SlabWriter& slabs, std::vector<Frame>& out) {
  const auto first = [&out, from] { return out.begin() + static_cast<std::ptrdiff_t>(from); };
  out.insert(first(), backlog_.begin(), backlog_.end());
  backlog_.clear();
  auto kept = first();
  for (auto frame = kept; frame != out.end(); ++frame) {
    switch (look(*frame, slabs)) {
      case Fate::kPasses:
        *kept++ = *frame;
        break;
      case Fate::kFiltered:
        stopped_.push_back(*frame);
        break;
      case Fate::kNoRoom:
        backlog_.assign(frame, out.end());
        frame = out.end() - 1;
        break;
    }
  }
  out.erase(kept, out.end());
  slabs.take_back(stopped_);
  stopped_.clear();
}

InnerFrames::Fate InnerFrames::look(Frame& frame, SlabWriter& slabs) {
  Row* row = by_number_[frame.interface];
  if (const std::optional<Inside> found = inside(frame, *row)) {
    Row& from = *row;
    if (Row* const origin = row_of(from, found->origin)) {
      if (!take_out(frame, *found, slabs)) return Fate::kNoRoom;
      row = origin;
      ++from.counts.carried;
      ++row->counts.received;
      frame.interface = static_cast<std::uint16_t>(row->number);
    }
  }
  if (row->filter != nullptr && !row->filter->passes(frame)) {
    ++row->counts.filtered;
    ++filtered_;
    return Fate::kFiltered;
  }
  frame.captured = std::min(frame.captured, options_.snaplen);
  return Fate::kPasses;
}

std::optional<Inside> InnerFrames::inside(const Frame& frame, const Row& from) const {
  if (from.interface.linktype != kLinktypeEthernet) return std::nullopt;
  // What is larger can be copied nowhere.
  if (frame.captured > SlabPool::kSlabBytes / 2) return std::nullopt;
  return inside_vlan({frame.bytes, frame.captured}, frame.length);
}

// False while there is no room.
bool InnerFrames::take_out(Frame& frame, const Inside& inside, SlabWriter& slabs) {
  const bool with_options = has_options(frame);
  if (!with_options && (inside.head == 0 || bytes_ == Bytes::kOurs)) {
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
  frame.length = inside.length;
  if (with_options && block_with_options_bytes(outer, inside.captured) <= SlabPool::kSlabBytes) {
    std::uint8_t* const block = slabs.place(
        frame, static_cast<std::uint32_t>(block_with_options_bytes(outer, inside.captured)));
    std::uint8_t* const begin = store_block_with_options(outer, inside.captured, block);
    copy_out(outer.bytes, inside, begin);
    frame.bytes = begin;
    frame.captured = inside.captured;
  } else {
    frame.marks &= static_cast<std::uint16_t>(~marks::kOptions);
    copy_out(outer.bytes, inside, slabs.place(frame, inside.captured));
  }
  slabs.take_back({&outer, 1});
  return true;
}

bool InnerFrames::found(std::uint32_t row) const {
  return row < by_number_.size() && by_number_[row] != nullptr && by_number_[row]->found;
}

InnerFrames::Counts InnerFrames::counts_of(std::uint32_t row) const {
  if (row >= by_number_.size() || by_number_[row] == nullptr) return {};
  return by_number_[row]->counts;
}

}  // namespace tapbond
