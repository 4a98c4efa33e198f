// Connects over TCP, and never waits for it.
//
// A peer that vanishes without a word, its host or the network between, is noticed
// (sensor/posix/keep_alive.h).
#pragma once

#include <cstdint>
#include <string>

#include "sensor/posix/endpoint.h"
#include "sensor/posix/file_descriptor.h"

namespace tapbond {

class Dialler {
 public:
  explicit Dialler(const Endpoint& endpoint) : endpoint_(endpoint) {}

  // Begins to connect. `now`: monotonic nanoseconds, here and below.
  void dial(std::int64_t now);

  // Whether an answer is still to come.
  bool dialling() const { return static_cast<bool>(socket_); }

  // The connection, which does not block, when it stands. Empty, and problem() says why, when there
  // will be none; empty while dialling().
  FileDescriptor answer(std::int64_t now);
  const std::string& problem() const { return problem_; }

 private:
  void fail(const std::string& problem);

  Endpoint endpoint_;
  FileDescriptor socket_;
  std::int64_t began_ = 0;
  std::string problem_;
};

}  // namespace tapbond
