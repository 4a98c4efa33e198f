// The packets that an ICMP error may quote, and errors whose packet has not been seen yet.
//
// Each packet is remembered, until as many others came after it: nothing is searched or compared
// for a packet while there are no errors. An error looks through all that are remembered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "decoders/causes/numbered_stream.h"
#include "decoders/causes/question_table.h"

namespace tapbond::causes {

class QuotedPackets {
 public:
  // Remembers the last so many packets, rounded down to a power of two.
  explicit QuotedPackets(std::size_t most);

  // A packet, by what tells it from others (0: nothing does). `stamp` in nanoseconds. Of every
  // frame, whose numbers rise by one.
  void look(std::uint32_t identity, FrameNumber frame, std::int64_t stamp,
            std::vector<CauseAndEffect>& found) {
    seen_[frame & (seen_.size() - 1)] = identity;
    if (any_) [[unlikely]]
      look_for_error(identity, frame, stamp, found);
  }

  // An error that quotes the packet of that identity.
  void look_at_error(std::uint32_t quoted, FrameNumber frame, std::int64_t stamp,
                     std::vector<CauseAndEffect>& found);

 private:
  void look_for_error(std::uint32_t identity, FrameNumber frame, std::int64_t stamp,
                      std::vector<CauseAndEffect>& found);

  std::vector<std::uint32_t> seen_;  // identities, by the frames' numbers
  QuestionTable errors_;             // as answers that wait, until their packet asks
  bool any_ = false;
  std::int64_t last_error_ = 0;
};

}  // namespace tapbond::causes
