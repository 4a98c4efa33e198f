#include "sensor/sinks/reader_log.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace tapbond {

void ReaderLog::came(const std::string& reader, std::int64_t now) {
  if (!may_tell(now)) {
    ++came_;
    return;
  }
  spdlog::info("{} reads {}", reader, feed_);
}

void ReaderLog::left(const std::string& reader, std::int64_t now) {
  if (!may_tell(now)) {
    ++left_;
    return;
  }
  spdlog::info("{} has left {}", reader, feed_);
}

void ReaderLog::turned_away(const std::string& reader, std::size_t most, std::int64_t now) {
  if (!may_tell(now)) {
    ++turned_away_;
    return;
  }
  spdlog::warn("{} is turned away: {} read {} already (--serve-readers)", reader, most, feed_);
}

int ReaderLog::settle(std::int64_t now) {
  if (!holds_back()) return -1;
  const std::int64_t due = since_ + kEvery;
  if (now < due) return static_cast<int>((due - now) / 1'000'000) + 1;
  since_ = now;
  finish();
  return -1;
}

void ReaderLog::finish() {
  if (!holds_back()) return;
  spdlog::info("{}: besides, {} came, {} left and {} were turned away", feed_, came_, left_,
               turned_away_);
  came_ = left_ = turned_away_ = 0;
}

// While something is kept back the next line is the one that tells of it.
bool ReaderLog::may_tell(std::int64_t now) {
  if (holds_back()) return false;
  const std::int64_t earned = (now - since_) / kEvery;
  lines_ = static_cast<int>(std::min<std::int64_t>(lines_ + earned, kBurst));
  since_ += earned * kEvery;
  if (lines_ == 0) return false;
  --lines_;
  return true;
}

}  // namespace tapbond
