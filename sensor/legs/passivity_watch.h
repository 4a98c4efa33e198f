// Notices when a leg could be seen: when it has an address, or sends.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "sensor/legs/leg.h"

namespace tapbond {

class PassivityWatch {
 public:
  static constexpr std::int64_t kEvery = 2'000'000'000;  // nanoseconds

  // Of no interface.
  PassivityWatch() = default;
  explicit PassivityWatch(std::string interface);

  // Warns of the addresses that there are, each once, and of the first frame sent since the
  // beginning by an interface that had no address then: one that has is the host's own, and sends.
  // Looks when it is time. `now`: monotonic nanoseconds.
  void look(std::int64_t now);

  const Exposure& seen() const { return seen_; }

 private:
  std::optional<std::uint64_t> frames_sent() const;

  std::string interface_;
  std::set<std::string> told_;         // addresses
  std::optional<std::uint64_t> sent_;  // as it was at the beginning; nothing of the host's own
  bool told_of_sending_ = false;
  Exposure seen_;
  std::int64_t next_ = 0;
};

}  // namespace tapbond
