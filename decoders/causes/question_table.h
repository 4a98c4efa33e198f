// Questions and their answers, matched by what both carry: an id, addresses, a name.
//
// The first question with a key was on the wire before the first answer with it. In whichever order
// they are seen, each question is paired with one answer at most: a second answer may be to
// somebody else, and a question that is repeated may have been answered the first time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "decoders/causes/numbered_stream.h"

namespace tapbond::causes {

// What a frame says in a protocol of questions and answers.
struct Spoken {
  std::uint64_t key = 0;  // 0: nothing
  bool answer = false;
  bool lasting = false;  // the key does not come again for hours, but for the same
};

// A question and its answer are stamped no further apart (nanoseconds): no queue is later than
// that.
inline constexpr std::int64_t kTogether = 1'000'000'000;

// Whether two stamps are near enough for them.
bool are_together(std::int64_t a, std::int64_t b, std::int64_t most = kTogether);

class QuestionTable {
 public:
  // Remembers at least `most` / 2 questions, rounded down to a power of two; the oldest go first.
  // Pairs what is stamped at most `together` apart.
  explicit QuestionTable(std::size_t most, std::int64_t together = kTogether);

  // Bytes that this takes at most.
  static constexpr std::size_t memory(std::size_t most) { return most * sizeof(Entry); }

  // `stamp` in nanoseconds.
  void look(const Spoken& spoken, FrameNumber frame, std::int64_t stamp,
            std::vector<CauseAndEffect>& found);

  // The same for a question that is not remembered when its answer has not been seen.
  void look_for_answer(std::uint64_t key, FrameNumber frame, std::int64_t stamp,
                       std::vector<CauseAndEffect>& found);

 private:
  static constexpr std::size_t kWays = 4;

  enum class State : std::uint8_t { kAsked, kAnswerWaits, kPaired };
  struct Entry {
    std::uint64_t key = 0;
    FrameNumber frame = 0;
    std::int64_t stamp = 0;
    State state = State::kAsked;
  };
  using Set = std::array<Entry, kWays>;  // the one that was changed last in front

  Set& set_of(std::uint64_t key) { return sets_[key & (sets_.size() - 1)]; }
  Entry& entry(std::uint64_t key, bool& fresh);

  std::vector<Set> sets_;
  std::int64_t together_;
};

}  // namespace tapbond::causes
