// The packets that an ICMP error may quote, and errors whose packet has not been seen yet.
//
// Each packet is remembered, until another one takes its place: nothing is searched or compared for
// a packet while there are no errors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "decoders/causes/numbered_stream.h"
#include "decoders/causes/question_table.h"

namespace tapbond::causes {

class QuotedPackets {
 public:
  // Remembers at most so many packets, rounded down to a power of two.
  explicit QuotedPackets(std::size_t most);

  // A packet, by what tells it from others (0: nothing does). `stamp` in nanoseconds.
  void look(std::uint64_t identity, FrameNumber frame, std::int64_t stamp,
            std::vector<CauseAndEffect>& found);

  // An error that quotes the packet of that identity.
  void look_at_error(std::uint64_t quoted, FrameNumber frame, std::int64_t stamp,
                     std::vector<CauseAndEffect>& found);

 private:
  struct Seen {
    std::uint64_t identity = 0;
    FrameNumber frame = 0;
    std::int64_t stamp = 0;
  };
  Seen& place(std::uint64_t identity) { return seen_[identity & (seen_.size() - 1)]; }

  std::vector<Seen> seen_;
  QuestionTable errors_;  // as answers that wait, until their packet asks
  bool any_ = false;
  std::int64_t last_error_ = 0;
};

}  // namespace tapbond::causes
