// Serves the page of a run over HTTP, to browsers and to Prometheus.
//
// Built on Boost.Beast: a parser with limits of its own that is fuzzed upstream, headers alone and
// so nothing to install beside the program, and one thread for all connections. cpp-httplib, the
// other one that Debian has, takes a thread for each. Requests are small or refused, connections
// are few, and one that stalls is cut after ten seconds.
//
// A thread of its own answers; publish() is for any one other thread, and never waits for a reader.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "sensor/posix/endpoint.h"
#include "sensor/report/run_numbers.h"

namespace tapbond {

class PageServer {
 public:
  static constexpr std::size_t kMostConnections = 32;

  // Takes the address, but answers nobody yet. Throws std::runtime_error with one clear line.
  PageServer(const Endpoint& endpoint, std::optional<std::string> token);
  ~PageServer();
  PageServer(const PageServer&) = delete;
  PageServer& operator=(const PageServer&) = delete;

  // From here on, with the privileges of the thread that calls.
  void start();
  void publish(RunNumbers numbers);

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace tapbond
