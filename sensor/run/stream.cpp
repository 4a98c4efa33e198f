#include "sensor/run/stream.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "sensor/files/frame_marks.h"
#include "sensor/posix/clock.h"

namespace tapbond {
namespace {

// Of a portion, however large its frames are.
constexpr std::size_t kLeastPortion = 16;
// What a capture file adds to a frame, roughly.
constexpr std::size_t kRecordBytes = 32;
// A slab per leg, two to copy live frames to, and something left to order.
constexpr std::size_t kSparePoolSlabs = 4;
constexpr int kWaitMs = 20;
// Sinks that give back nothing for so long do not want for the processor.
constexpr int kStallMs = 10;
// So long must have been waited for them before it is said what for, in nanoseconds.
constexpr std::int64_t kWaitsTell = 20'000'000;
constexpr std::size_t kSpares = 8;

}  // namespace

Stream::Stream(const StreamOptions& options)
    : witness_(options.causes ? std::make_unique<FrameWitness>(interfaces_) : nullptr),
      bond_(options.causes ? Bond(options.legs, options.hold_ns, options.reach_ns, *witness_)
                           : Bond(options.legs, options.hold_ns, options.order)),
      trailers_(options.trailer ? std::make_optional<TrailerClock>(*options.trailer, options.legs)
                                : std::nullopt),
      duplicates_(options.duplicates, options.legs, interfaces_),
      pool_(options.buffer_bytes, (options.copies ? 2 : 1) * options.legs + kSparePoolSlabs,
            options.legs),
      limit_(options.count),
      beside_(options.legs) {}

std::size_t Stream::memory() const {
  const std::size_t least = pool_.bound() + duplicates_.memory();
  if (!witness_) return least;
  const std::size_t window = bond_.moves().empty() ? 0 : CausalWindow::memory(Bond::kMostInWindow);
  return least + window + causes::CauseFinder::memory(causes::CauseFinder::kConversations);
}

void Stream::attach(std::vector<Destination> destinations) {
  linger_ = std::ranges::min_element(destinations, {}, &Destination::linger_ns)->linger_ns;
  for (Destination& each : destinations) each.linger_ns -= linger_;
  outlet_ = std::make_unique<Outlet>(std::move(destinations));
  send();
}

std::uint32_t Stream::announce(Interface interface) {
  if (interfaces_.size() == kMostInterfaces) {
    throw std::length_error("there are more than " + std::to_string(kMostInterfaces) +
                            " interfaces, which is as many as can be told apart");
  }
  beside_.count(interface);
  interfaces_.push_back(interface);
  sent_of_.emplace_back();
  batch_.interfaces.push_back(std::move(interface));
  // Its first frame may be long in coming.
  if (outlet_) send();
  return static_cast<std::uint32_t>(interfaces_.size() - 1);
}

std::vector<std::uint64_t> Stream::written_by_row() const {
  std::vector<std::uint64_t> rows;
  if (outlet_) rows = outlet_->written();
  rows.resize(interfaces_.size());
  return rows;
}

std::vector<std::uint64_t> Stream::written() const {
  std::vector<std::uint64_t> legs(bond_.counts().size());
  const std::vector<std::uint64_t> rows = written_by_row();
  for (std::size_t row = 0; row < rows.size(); ++row) legs[interfaces_[row].leg] += rows[row];
  return legs;
}

std::vector<std::uint64_t> Stream::left_out() const {
  std::vector<std::uint64_t> legs(bond_.counts().size());
  for (std::size_t row = 0; row < sent_of_.size(); ++row) {
    legs[interfaces_[row].leg] += sent_of_[row].left_out;
  }
  return legs;
}

void Stream::carry(BesideBlock block) {
  auto taken = beside_.take(std::move(block));
  if (!taken) return;
  batch_.bytes += taken->bytes->size();
  batch_.blocks.push_back(std::move(*taken));
  if (outlet_ && batch_.bytes >= Batch::kWorthAWrite) send();
}

void Stream::release(std::int64_t now) {
  while (!release_portion(now)) {
  }
}

bool Stream::release_portion(std::int64_t now) {
  const std::size_t from = batch_.frames.size();
  const std::size_t portion = portion_;
  bond_.release(batch_.frames, portion);
  return take_new(from, now) != portion;
}

void Stream::end_step(std::int64_t now) {
  const std::size_t from = batch_.frames.size();
  bond_.end_step(batch_.frames);
  take_new(from, now);
}

bool Stream::release_rest() {
  const std::size_t from = batch_.frames.size();
  bond_.release_all(batch_.frames, portion_);
  if (take_new(from, 0) != 0) return false;
  ending_ = true;
  send();
  return true;
}

// Counts what joined the batch at position `from` and after, and sends the batch off when it is
// time. Returns how many they were.
std::size_t Stream::take_new(std::size_t from, std::int64_t now) {
  std::vector<Frame>& frames = batch_.frames;
  const std::size_t count = frames.size() - from;
  note_other_times(from);
  treat_duplicates(from);
  if (limit_ != 0 && frames.size() - from > limit_ - sent_) keep_first(from + (limit_ - sent_));
  if (watch_ != nullptr) watch_->look(std::span(frames).subspan(from), interfaces_);
  if (from == 0) batch_began_ = now;
  sent_ += frames.size() - from;
  const std::size_t bytes_before = batch_.bytes;
  for (std::size_t i = from; i < frames.size(); ++i) {
    batch_.bytes += frames[i].captured + kRecordBytes;
    Sent& sent = sent_of_[frames[i].interface];
    ++sent.frames;
    sent.bytes += frames[i].length;
    if (frames[i].marks != 0) [[unlikely]]
      beside_.count(frames[i]);
  }
  if (const std::size_t bytes = batch_.bytes - bytes_before; bytes > 0) {
    const std::uint64_t worth_a_write =
        std::uint64_t{Batch::kWorthAWrite} * (frames.size() - from) / bytes;
    portion_ = std::clamp<std::uint64_t>(worth_a_write, kLeastPortion, kMostPortion);
  }
  if (batch_.bytes >= Batch::kWorthAWrite || (!frames.empty() && now - batch_began_ >= linger_))
    send();
  return count;
}

// Marks the frames, from `from` on, that leave with another time than they were stamped with.
void Stream::note_other_times(std::size_t from) {
  std::vector<Frame>& frames = batch_.frames;
  const auto note = [&](const Moved& moved) {
    frames[moved.position].marks |= marks::kMoved;
    batch_.moved.push_back(moved);
  };
  auto moved = bond_.moved().begin();
  if (!trailers_) {
    std::for_each(moved, bond_.moved().end(), note);
    return;
  }
  for (std::size_t at = from; at < frames.size(); ++at) {
    const bool is_moved = moved != bond_.moved().end() && moved->position == at;
    if ((frames[at].marks & marks::kTrailer) != 0) {
      note({.position = at, .stamp = trailers_->take_back(frames[at])});
    } else if (is_moved) {
      note(*moved);
    }
    if (is_moved) ++moved;
  }
}

void Stream::treat_duplicates(std::size_t from) {
  const auto positions = duplicates_.look(std::span(batch_.frames).subspan(from));
  if (positions.empty()) return;
  if (duplicates_.are() == DuplicatesAre::kDropped) {
    leave_out(from, positions);
  } else if (duplicates_.are() == DuplicatesAre::kMarked) {
    for (const std::size_t position : positions) {
      batch_.frames[from + position].marks |= marks::kDuplicate;
    }
  }
}

// Takes the frames at these positions, from `from` on, out of the batch.
void Stream::leave_out(std::size_t from, std::span<const std::size_t> positions) {
  std::vector<Frame>& frames = batch_.frames;
  std::vector<Frame> left_out;
  auto moved = std::ranges::lower_bound(batch_.moved, from, {}, &Moved::position);
  auto still_moved = moved;
  auto next = positions.begin();
  std::size_t to = from;
  for (std::size_t at = from; at < frames.size(); ++at) {
    const bool is_moved = moved != batch_.moved.end() && moved->position == at;
    if (next != positions.end() && from + *next == at) {
      ++next;
      ++sent_of_[frames[at].interface].left_out;
      left_out.push_back(frames[at]);
    } else {
      if (is_moved) *still_moved++ = {.position = to, .stamp = moved->stamp};
      frames[to++] = frames[at];
    }
    if (is_moved) ++moved;
  }
  frames.resize(to);
  batch_.moved.erase(still_moved, batch_.moved.end());
  pool_.release(left_out);
}

void Stream::keep_first(std::size_t frames) {
  const auto rest = batch_.frames.begin() + static_cast<std::ptrdiff_t>(frames);
  pool_.release({rest, batch_.frames.end()});
  batch_.frames.erase(rest, batch_.frames.end());
  batch_.moved.erase(std::ranges::lower_bound(batch_.moved, frames, {}, &Moved::position),
                     batch_.moved.end());
}

void Stream::reopen(Progress progress) {
  tell(std::move(progress));
  batch_.reopen = true;
  send();
}

void Stream::send() {
  // What a section says is known when its first interface is.
  if (!interfaces_.empty() || ending_) {
    if (auto section = beside_.due(interfaces_.size())) batch_.section = std::move(*section);
  }
  if (batch_.frames.empty() && batch_.interfaces.empty() && batch_.blocks.empty() &&
      !batch_.section && !batch_.progress && !batch_.reopen) {
    return;
  }
  outstanding_ += batch_.frames.size();
  outlet_->submit(std::exchange(batch_, {}));
  if (!spares_.empty()) {
    batch_.frames = std::move(spares_.back());
    spares_.pop_back();
  }
}

bool Stream::recycle(int wait_ms) {
  std::vector<Frame> returned;
  bool any = false;
  while (outlet_->take_back(returned, wait_ms)) {
    any = true;
    stalled_ = false;
    outstanding_ -= returned.size();
    pool_.release(returned);
    returned.clear();
    if (spares_.size() < kSpares) spares_.push_back(std::move(returned));
    wait_ms = 0;
  }
  return any;
}

void Stream::make_room(std::int64_t now) {
  send();
  outlet_->hurry();
  // Asked first: what comes back after the question would be missed.
  const bool waiting = !outlet_->idle();
  recycle();
  if (!pool_.exhausted()) return;
  if (waiting) {
    stalled_ = !wait_for_sinks(stalled_ ? 0 : kStallMs);
    const bool grows = (stalled_ || sinks_block_) && pool_.grow();
    if (stalled_ && !grows) recycle(kWaitMs);
    return;
  }
  // It is the bond that holds the frames.
  if (pool_.grow()) return;
  const std::size_t from = batch_.frames.size();
  bond_.release_early(std::max<std::size_t>(bond_.held() / 8, 1), batch_.frames);
  take_new(from, now);
  send();
}

// Answers as recycle().
bool Stream::wait_for_sinks(int wait_ms) {
  const std::int64_t began = read_clock().monotonic;
  const std::int64_t ran = processor_time();
  const bool any = recycle(wait_ms);
  waited_ += read_clock().monotonic - began;
  ran_meanwhile_ += processor_time() - ran;
  if (waited_ >= kWaitsTell) {
    sinks_block_ = 2 * ran_meanwhile_ < waited_;
    waited_ = ran_meanwhile_ = 0;
  }
  return any;
}

bool Stream::drained() {
  send();
  outlet_->hurry();
  const bool done = outlet_->idle();
  recycle(done ? 0 : kWaitMs);
  return done;
}

}  // namespace tapbond
