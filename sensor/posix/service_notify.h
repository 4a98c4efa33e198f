// What a service manager wants to hear of a service, by the protocol of sd_notify(3): a datagram
// for each message to the socket that NOTIFY_SOCKET names.
#pragma once

#include <cstdint>
#include <string_view>

#include "sensor/posix/file_descriptor.h"

namespace tapbond {

class ServiceNotify {
 public:
  // Without a service manager nothing is ever sent. Throws std::runtime_error when there is one
  // that cannot be talked to.
  ServiceNotify();

  bool has_manager() const { return static_cast<bool>(socket_); }

  // `state` as in sd_notify(3): lines such as READY=1 or STATUS=text. Waits for a manager that does
  // not read, but not for longer than a second.
  void tell(std::string_view state) const;

  // Called at least every few hundred milliseconds for as long as the work goes on, with the
  // monotonic clock in nanoseconds: feeds the watchdog as often as it wants to be.
  void alive(std::int64_t now);

 private:
  FileDescriptor socket_;
  std::int64_t feed_every_ = 0;  // nanoseconds; 0 without a watchdog
  std::int64_t next_feed_ = 0;
};

}  // namespace tapbond
