// Numbers that one side of a conversation sends, rising, and the other side acknowledges: TCP's
// sequence numbers (RFC 9293) and its time stamps (RFC 7323).
//
// The first frame that carried a number was on the wire before the first that acknowledges it.
// Nothing more is concluded: what is sent again is no cause, and what is acknowledged again no
// effect. Numbers of 32 bits that wrap are compared as RFC 1982 does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tapbond::causes {

// A frame, by the number that who captured it gave it.
using FrameNumber = std::uint64_t;

struct CauseAndEffect {
  FrameNumber cause;
  FrameNumber effect;
};

class NumberedStream {
 public:
  // `frame` carries the numbers above `begin` up to `end`.
  void sent(std::uint32_t begin, std::uint32_t end, FrameNumber frame,
            std::vector<CauseAndEffect>& found);

  // The same where it is known to be the first of them: the conversation begins here, or anew.
  void began(std::uint32_t begin, std::uint32_t end, FrameNumber frame,
             std::vector<CauseAndEffect>& found);

  // All up to `end` has been sent, as a frame without numbers of its own tells.
  void reached(std::uint32_t end);

  // `frame` acknowledges everything up to `number`.
  void acknowledged(std::uint32_t number, FrameNumber frame, std::vector<CauseAndEffect>& found);

  // How many frames are remembered.
  std::size_t size() const { return sent_.size() + waiting_.size(); }

 private:
  // What of a conversation waits for its other half, at most; the oldest are forgotten.
  static constexpr std::size_t kMost = 1024;

  struct Mark {
    std::uint32_t begin;
    std::uint32_t end;
    FrameNumber frame;
  };

  // First in, first out.
  class Marks {
   public:
    bool empty() const { return first_ == marks_.size(); }
    std::size_t size() const { return marks_.size() - first_; }
    const Mark& front() const { return marks_[first_]; }
    void push(const Mark& mark);
    void pop();
    void clear();

   private:
    std::vector<Mark> marks_;
    std::size_t first_ = 0;
  };

  bool known_ = false;        // `newest_` is
  std::uint32_t newest_ = 0;  // sent
  bool answered_ = false;     // `answer_` is known
  std::uint32_t answer_ = 0;  // acknowledged
  Marks sent_;                // not yet acknowledged
  Marks waiting_;             // acknowledgements of what has not been seen yet; begin is not used
};

}  // namespace tapbond::causes
