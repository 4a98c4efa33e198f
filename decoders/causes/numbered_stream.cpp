#include "decoders/causes/numbered_stream.h"

namespace tapbond::causes {

void NumberedStream::push(MarkPool::Queue& queue, Mark mark, MarkPool& pool) {
  if (queue.size() == kMost) pool.pop(queue);
  pool.push(queue, mark);
}

void NumberedStream::forget(MarkPool& pool) {
  pool.clear(sent_);
  pool.clear(waiting_);
}

void NumberedStream::began(std::uint32_t begin, std::uint32_t end, FrameNumber frame,
                           MarkPool& pool, std::vector<CauseAndEffect>& found) {
  if (known_ && newest_ == end) return;  // sent again
  pool.clear(sent_);
  known_ = true;
  newest_ = begin;
  // Answers may have been seen already: these, and not those to a conversation before it.
  while (!waiting_.empty() && pool.front(waiting_).end != end) pool.pop(waiting_);
  answered_ = !waiting_.empty();
  answer_ = answered_ ? answer_ : 0;
  sent(begin, end, frame, pool, found);
}

void NumberedStream::sent(std::uint32_t begin, std::uint32_t end, FrameNumber frame, MarkPool& pool,
                          std::vector<CauseAndEffect>& found) {
  if (!known_) {
    // Was it the first time? What came before the capture cannot be known.
    reached(end, pool);
    return;
  }
  if (!above(end, newest_)) return;
  if (above(newest_, begin)) begin = newest_;
  newest_ = end;
  if (!waiting_.empty()) {
    while (!waiting_.empty() && !above(pool.front(waiting_).end, begin)) pool.pop(waiting_);
    if (!waiting_.empty() && !above(pool.front(waiting_).end, end)) {
      found.push_back({.cause = frame, .effect = pool.front(waiting_).frame});
    }
    while (!waiting_.empty() && !above(pool.front(waiting_).end, end)) pool.pop(waiting_);
  }
  if (!answered_ || above(end, answer_)) {
    push(sent_, {.begin = begin, .end = end, .frame = frame}, pool);
  }
}

void NumberedStream::go_on_to(std::uint32_t end, MarkPool& pool) {
  known_ = true;
  newest_ = end;
  while (!waiting_.empty() && !above(pool.front(waiting_).end, end)) pool.pop(waiting_);
}

void NumberedStream::first_acknowledged(std::uint32_t number, FrameNumber frame, MarkPool& pool,
                                        std::vector<CauseAndEffect>& found) {
  answered_ = true;
  answer_ = number;
  while (!sent_.empty() && above(number, pool.front(sent_).end)) pool.pop(sent_);
  if (!known_ || above(number, newest_)) {
    push(waiting_, {.begin = number, .end = number, .frame = frame}, pool);
    return;
  }
  if (sent_.empty() || !above(number, pool.front(sent_).begin)) return;
  found.push_back({.cause = pool.front(sent_).frame, .effect = frame});
  if (pool.front(sent_).end == number) pool.pop(sent_);
}

}  // namespace tapbond::causes
