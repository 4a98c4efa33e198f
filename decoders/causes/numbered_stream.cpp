#include "decoders/causes/numbered_stream.h"

namespace tapbond::causes {
namespace {

bool above(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) > 0; }

}  // namespace

void NumberedStream::Marks::push(const Mark& mark) {
  if (size() == kMost) pop();
  marks_.push_back(mark);
}

void NumberedStream::Marks::pop() {
  ++first_;
  if (empty()) return clear();
  if (2 * first_ < marks_.size()) return;
  marks_.erase(marks_.begin(), marks_.begin() + static_cast<std::ptrdiff_t>(first_));
  first_ = 0;
}

// A conversation that was busy once need not keep its memory for ever.
void NumberedStream::Marks::clear() {
  constexpr std::size_t kKept = 16;
  if (marks_.capacity() > kKept) {
    marks_ = {};
  } else {
    marks_.clear();
  }
  first_ = 0;
}

void NumberedStream::began(std::uint32_t begin, std::uint32_t end, FrameNumber frame,
                           std::vector<CauseAndEffect>& found) {
  if (known_ && newest_ == end) return;  // sent again
  sent_.clear();
  known_ = true;
  newest_ = begin;
  // Answers may have been seen already: these, and not those to a conversation before it.
  while (!waiting_.empty() && waiting_.front().end != end) waiting_.pop();
  answered_ = !waiting_.empty();
  answer_ = answered_ ? answer_ : 0;
  sent(begin, end, frame, found);
}

void NumberedStream::sent(std::uint32_t begin, std::uint32_t end, FrameNumber frame,
                          std::vector<CauseAndEffect>& found) {
  if (!known_) {
    // Was it the first time? What came before the capture cannot be known.
    reached(end);
    return;
  }
  if (!above(end, newest_)) return;
  if (above(newest_, begin)) begin = newest_;
  newest_ = end;
  while (!waiting_.empty() && !above(waiting_.front().end, begin)) waiting_.pop();
  if (!waiting_.empty() && !above(waiting_.front().end, end)) {
    found.push_back({.cause = frame, .effect = waiting_.front().frame});
  }
  while (!waiting_.empty() && !above(waiting_.front().end, end)) waiting_.pop();
  if (!answered_ || above(end, answer_)) {
    sent_.push({.begin = begin, .end = end, .frame = frame});
  }
}

void NumberedStream::reached(std::uint32_t end) {
  if (known_ && !above(end, newest_)) return;
  known_ = true;
  newest_ = end;
  while (!waiting_.empty() && !above(waiting_.front().end, end)) waiting_.pop();
}

void NumberedStream::acknowledged(std::uint32_t number, FrameNumber frame,
                                  std::vector<CauseAndEffect>& found) {
  if (answered_ && !above(number, answer_)) return;
  answered_ = true;
  answer_ = number;
  while (!sent_.empty() && above(number, sent_.front().end)) sent_.pop();
  if (!known_ || above(number, newest_)) {
    waiting_.push({.begin = number, .end = number, .frame = frame});
    return;
  }
  if (sent_.empty() || !above(number, sent_.front().begin)) return;
  found.push_back({.cause = sent_.front().frame, .effect = frame});
  if (sent_.front().end == number) sent_.pop();
}

}  // namespace tapbond::causes
