// Lets a request to stop end the process on the spot.
#pragma once

#include <array>
#include <csignal>

namespace tapbond {

// While it lives, SIGINT, SIGTERM and SIGHUP do what they do by default: for work that cannot be
// interrupted, may take minutes, and leaves nothing behind. SIGHUP stays ignored where it was.
class DefaultStops {
 public:
  DefaultStops();
  ~DefaultStops();
  DefaultStops(const DefaultStops&) = delete;
  DefaultStops& operator=(const DefaultStops&) = delete;

 private:
  static constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP};
  std::array<struct sigaction, kSignals.size()> before_{};
};

}  // namespace tapbond
