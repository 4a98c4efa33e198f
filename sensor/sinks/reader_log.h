// Who comes to a feed and leaves it, in the log: one by one, and gathered once they come in storms
// (a port scanner, a reader that is restarted in a loop).
//
// For one thread. `now` is monotonic, in nanoseconds.
#pragma once

#include <cstdint>
#include <string>

namespace tapbond {

class ReaderLog {
 public:
  // So many lines at once; a further one after each kEvery. What is kept back is counted, and told
  // in one line when there is room for it.
  static constexpr int kBurst = 20;
  static constexpr std::int64_t kEvery = 5'000'000'000;

  // `feed`: what the lines call it.
  ReaderLog(std::string feed, std::int64_t now) : feed_(std::move(feed)), since_(now) {}

  void came(const std::string& reader, std::int64_t now);
  void left(const std::string& reader, std::int64_t now);
  void turned_away(const std::string& reader, std::size_t most, std::int64_t now);

  // Tells what was kept back, if it is time. How many milliseconds until it is; -1: nothing waits.
  int settle(std::int64_t now);

  // What was kept back, now: the end.
  void finish();

 private:
  bool may_tell(std::int64_t now);
  bool holds_back() const { return came_ + left_ + turned_away_ > 0; }

  std::string feed_;
  int lines_ = kBurst;      // that may be written at once
  std::int64_t since_;      // when the last of them was earned
  std::uint64_t came_ = 0;  // kept back
  std::uint64_t left_ = 0;
  std::uint64_t turned_away_ = 0;
};

}  // namespace tapbond
