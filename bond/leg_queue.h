// The frames of one leg that wait for their turn.
//
// A leg delivers nearly in order, so the common frame is appended to a sorted run and costs a
// comparison. A frame older than the run's newest, a straggler, goes to a small heap beside it and
// joins the run when its turn is near. However wild a leg's disorder, a frame costs O(log n).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "bond/frame.h"

namespace tapbond {

// In which order frames leave: by their stamps, or (one leg alone) as they came.
enum class FrameOrder { kStamp, kArrival };

class LegQueue {
 public:
  explicit LegQueue(FrameOrder order = FrameOrder::kStamp) : order_(order) {}

  // Takes frames as the leg delivered them, none stamped before the one in front of it (unless the
  // order is that of arrival).
  void push(std::span<const Frame> frames);
  void push(const Frame& frame) { push({&frame, 1}); }

  // Brings the frames stamped before `before` in order, of equal stamps the first that arrived
  // first, and tells how many they are: they are at(0), at(1), and so on. INT64_MAX means all
  // frames, and is all that makes sense in the order of arrival.
  std::size_t settle(std::int64_t before);
  const Frame& at(std::size_t position) const {
    const std::size_t place = head_ + position;
    return chunks_[place / kChunk][place % kChunk];
  }

  // The frames from at(position) on that lie next to each other; at least one, if so many wait.
  // Valid until the next push, settle or consume.
  std::span<const Frame> piece(std::size_t position) const {
    const std::size_t place = head_ + position;
    const Frame* chunk = chunks_[place / kChunk].get();
    return {chunk + place % kChunk, chunk + kChunk};
  }

  // Removes the first `frames` of those that were settled.
  void consume(std::size_t frames);

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_ + stragglers_.size(); }

  // The smallest stamp. Not when empty.
  std::int64_t oldest() const;

 private:
  struct Straggler {
    Frame frame;
    std::uint64_t arrival;
  };

  static constexpr std::size_t kChunk = 4096;  // frames
  using Chunk = std::shared_ptr<Frame[]>;      // several may be one piece of memory

  Frame& mutable_at(std::size_t position) { return const_cast<Frame&>(at(position)); }
  bool straggles(const Frame& frame) const {
    return frame.stamp < newest_ && size_ != 0 && order_ == FrameOrder::kStamp;
  }
  void push_straggler(const Frame& frame);
  std::size_t run_before(std::int64_t before) const;
  void make_room_in_front(std::size_t frames);
  void make_room_behind();
  void add_chunks();

  // A straggler is older than the newest frame of the run was when it came, and so can only wait
  // while that frame waits too: there are none when the run is empty.
  FrameOrder order_;
  std::vector<Chunk> chunks_;  // the run; used-up ones move behind it, to be filled again
  std::size_t head_ = 0;       // place of the first frame, in the first chunk
  std::size_t size_ = 0;
  Frame* tail_ = nullptr;  // where the next frame of the run goes, and the end of its chunk
  Frame* tail_end_ = nullptr;
  std::int64_t newest_ = 0;            // stamp of the run's last frame
  std::vector<Straggler> stragglers_;  // a heap, the oldest on top
  std::uint64_t arrivals_ = 0;
  std::vector<Frame> joining_;  // of one settle()
};

}  // namespace tapbond
