// The frames that numbered streams remember, of all of them together: queues in one piece of
// memory, whose places are used again, the last one given back first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tapbond::causes {

// A frame, by the number that who captured it gave it.
using FrameNumber = std::uint64_t;

// The numbers above `begin` up to `end`, and the frame that they came with.
struct Mark {
  std::uint32_t begin;
  std::uint32_t end;
  FrameNumber frame;
};

class MarkPool {
 public:
  // First in, first out. A value: its places go back to the pool by clear().
  class Queue {
   public:
    bool empty() const { return size_ == 0; }
    std::uint32_t size() const { return size_; }

   private:
    friend class MarkPool;
    std::uint32_t first_ = 0;
    std::uint32_t last_ = 0;
    std::uint32_t size_ = 0;
  };

  const Mark& front(const Queue& queue) const { return places_[queue.first_].mark; }

  void push(Queue& queue, Mark mark) {
    const std::uint32_t at = take();
    places_[at].mark = mark;
    (queue.empty() ? queue.first_ : places_[queue.last_].next) = at;
    queue.last_ = at;
    ++queue.size_;
  }

  void pop(Queue& queue) {
    const std::uint32_t at = queue.first_;
    queue.first_ = places_[at].next;
    --queue.size_;
    --used_;
    places_[at].next = free_;
    free_ = at;
  }

  void clear(Queue& queue) {
    while (!queue.empty()) pop(queue);
  }

  std::size_t used() const { return used_; }

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  struct Place {
    Mark mark;
    std::uint32_t next;
  };

 public:
  static constexpr std::size_t kBytesEach = sizeof(Place);

 private:
  std::uint32_t take() {
    ++used_;
    if (free_ == kNone) {
      places_.emplace_back();
      return static_cast<std::uint32_t>(places_.size() - 1);
    }
    const std::uint32_t at = free_;
    free_ = places_[at].next;
    return at;
  }

  std::vector<Place> places_;
  std::uint32_t free_ = kNone;
  std::size_t used_ = 0;
};

}  // namespace tapbond::causes
