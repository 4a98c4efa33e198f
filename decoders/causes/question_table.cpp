#include "decoders/causes/question_table.h"

#include <algorithm>
#include <bit>

namespace tapbond::causes {

bool are_together(std::int64_t a, std::int64_t b, std::int64_t most) {
  // Stamps of a damaged file may be anything; unsigned numbers wrap without harm.
  const auto apart =
      static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
  return apart <= most && apart >= -most;
}

QuestionTable::QuestionTable(std::size_t most, std::int64_t together)
    : sets_(std::bit_floor(std::max<std::size_t>(most / kWays, 1))), together_(together) {}

void QuestionTable::look(const Spoken& spoken, FrameNumber frame, std::int64_t stamp,
                         std::vector<CauseAndEffect>& found) {
  if (spoken.key == 0) return;
  bool fresh = false;
  Entry& known = entry(spoken.key, fresh);
  const State now = spoken.answer ? State::kAnswerWaits : State::kAsked;
  if (fresh || !are_together(stamp, known.stamp, together_)) {
    known = {.key = spoken.key, .frame = frame, .stamp = stamp, .state = now};
    return;
  }
  switch (known.state) {
    case State::kAsked:
      if (!spoken.answer) return;
      found.push_back({.cause = known.frame, .effect = frame});
      break;
    case State::kAnswerWaits:
      if (spoken.answer) return;
      found.push_back({.cause = frame, .effect = known.frame});
      break;
    case State::kPaired:
      if (spoken.answer) {
        known.stamp = stamp;  // one more answer to the same question
        return;
      }
      known = {.key = spoken.key, .frame = frame, .stamp = stamp, .state = State::kAsked};
      return;
  }
  known.state = State::kPaired;
  known.stamp = stamp;
}

void QuestionTable::look_for_answer(std::uint64_t key, FrameNumber frame, std::int64_t stamp,
                                    std::vector<CauseAndEffect>& found) {
  const Set& set = set_of(key);
  const bool known =
      std::any_of(set.begin(), set.end(), [key](const Entry& entry) { return entry.key == key; });
  if (known) look({.key = key, .answer = false}, frame, stamp, found);
}

// The entry of that key, or the one that has waited longest in its set, as a new one.
QuestionTable::Entry& QuestionTable::entry(std::uint64_t key, bool& fresh) {
  Set& set = set_of(key);
  auto found =
      std::find_if(set.begin(), set.end(), [key](const Entry& entry) { return entry.key == key; });
  fresh = found == set.end();
  if (fresh) found = set.end() - 1;
  std::rotate(set.begin(), found, found + 1);
  return set.front();
}

}  // namespace tapbond::causes
