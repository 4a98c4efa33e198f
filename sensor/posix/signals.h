// Signals as things that can be polled for.
#pragma once

#include <optional>

namespace tapbond {

// A request for statistics would end a process that has not come as far as a Signals: from here on
// it waits for one. First thing in main.
void hold_requests();
// In a child that is to run something else: as if hold_requests() had not been called.
void let_requests_through();

// Catches SIGINT, SIGTERM, SIGHUP (unless it was ignored, as under nohup) and SIGUSR1, and ignores
// SIGPIPE and SIGXFSZ; SIGBUS ends the process with a message: see SlabPool. For the whole process
// and the rest of its life; when the object is gone, SIGUSR1 means nothing any more. One object at
// a time.
class Signals {
 public:
  enum class Request { kStop, kStatistics, kReload };

  // SIGHUP says that the terminal is gone, and is a request to stop; to a service, which has none,
  // it is a request to reload. Throws std::system_error.
  explicit Signals(bool is_service = false);
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals();

  // Readable when next() has something to say.
  int descriptor() const { return pipe_[0]; }

  // The oldest request not yet asked for.
  std::optional<Request> next();

  // Requests to stop that next() has told of.
  int stops() const { return stops_; }

 private:
  int pipe_[2];
  bool is_service_;
  int stops_ = 0;
};

}  // namespace tapbond
