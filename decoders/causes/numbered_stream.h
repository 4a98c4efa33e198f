// Numbers that one side of a conversation sends, rising, and the other side acknowledges: TCP's
// sequence numbers (RFC 9293) and its time stamps (RFC 7323).
//
// The first frame that carried a number was on the wire before the first that acknowledges it.
// Nothing more is concluded: what is sent again is no cause, and what is acknowledged again no
// effect. Numbers of 32 bits that wrap are compared as RFC 1982 does.
//
// What a stream remembers lies in a pool, the same for each call, which gets it back by forget().
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "decoders/causes/mark_pool.h"

namespace tapbond::causes {

struct CauseAndEffect {
  FrameNumber cause;
  FrameNumber effect;
  bool operator==(const CauseAndEffect&) const = default;
};

class NumberedStream {
 public:
  // `frame` carries the numbers above `begin` up to `end`.
  void sent(std::uint32_t begin, std::uint32_t end, FrameNumber frame, MarkPool& pool,
            std::vector<CauseAndEffect>& found);

  // The same where it is known to be the first of them: the conversation begins here, or anew.
  void began(std::uint32_t begin, std::uint32_t end, FrameNumber frame, MarkPool& pool,
             std::vector<CauseAndEffect>& found);

  // All up to `end` has been sent: by a frame without numbers of its own, or by one that other
  // evidence is about.
  void reached(std::uint32_t end, MarkPool& pool) {
    if (!known_ || above(end, newest_)) go_on_to(end, pool);
  }

  // `frame` acknowledges everything up to `number`.
  void acknowledged(std::uint32_t number, FrameNumber frame, MarkPool& pool,
                    std::vector<CauseAndEffect>& found) {
    if (!answered_ || above(number, answer_)) first_acknowledged(number, frame, pool, found);
  }

  void forget(MarkPool& pool);

 private:
  // What of a conversation waits for its other half, at most; the oldest are forgotten.
  static constexpr std::uint32_t kMost = 1024;

  static bool above(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::int32_t>(a - b) > 0;
  }
  static void push(MarkPool::Queue& queue, Mark mark, MarkPool& pool);
  void go_on_to(std::uint32_t end, MarkPool& pool);
  void first_acknowledged(std::uint32_t number, FrameNumber frame, MarkPool& pool,
                          std::vector<CauseAndEffect>& found);

  bool known_ = false;        // `newest_` is
  bool answered_ = false;     // `answer_` is
  std::uint32_t newest_ = 0;  // sent
  std::uint32_t answer_ = 0;  // acknowledged
  MarkPool::Queue sent_;      // not yet acknowledged
  MarkPool::Queue waiting_;   // acknowledgements of what has not been seen yet; begin is not used
};

}  // namespace tapbond::causes
