// What a conversation carries, as a reader of its protocol sees it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sensor/sessions/history.h"

namespace tapbond::sessions {

class Application {
 public:
  using Side = History::Side;

  virtual ~Application() = default;

  // The next bytes of a stream, or a datagram's. False when it wants no more of this conversation.
  // Then it is told to finish, and is gone.
  virtual bool read(Side from, std::span<const std::uint8_t> bytes, std::int64_t stamp) = 0;
  // Bytes of a stream are missing. False likewise.
  virtual bool skip(Side, std::uint64_t) { return false; }
  // A stream has ended.
  virtual void end(Side) {}
  // The conversation is over, or what it wants of it: what waits is logged. Called once, as the
  // last.
  virtual void finish() {}

  // Bytes that it keeps, about.
  virtual std::size_t held() const { return 0; }
  // It wants no more because what follows is of another protocol, which begins there.
  virtual bool gives_way() const { return false; }
};

}  // namespace tapbond::sessions
