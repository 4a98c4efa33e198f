// Offers a stream of bytes over TCP to whoever connects.
//
// Everybody gets the preamble, then what is published from then on. Readers share what waits for
// them, so that all of it together is bounded by what the slowest may lag behind; who lags further
// is cut off, and counted. Nobody who publishes ever waits for a reader. Who says that nothing will
// be asked (a half-closed connection, as of `nc -N`) reads on; that it is gone shows when something
// is sent to it.
//
// Two threads: the one that publishes, which calls everything here, and the server's own, which
// accepts and sends. It is started by start(), so that the address can be taken with privileges
// that the thread is not to have.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "sensor/posix/endpoint.h"
#include "sensor/posix/file_descriptor.h"
#include "sensor/posix/wakener.h"
#include "sensor/sinks/reader_log.h"

namespace tapbond {

class FeedServer {
 public:
  using Part = std::shared_ptr<const std::vector<std::uint8_t>>;

  // Listens on the address, but answers nobody yet. Throws std::runtime_error with one clear line.
  // `name`: what the log calls it. So many read it at most.
  FeedServer(const Endpoint& endpoint, std::string name, std::size_t may_lag,
             std::size_t most_readers);
  FeedServer(const FeedServer&) = delete;
  FeedServer& operator=(const FeedServer&) = delete;
  // Cuts off who is still there.
  ~FeedServer();

  void start();
  bool has_readers() const { return reading_ > 0; }

  // Publishes a part of the stream. One that belongs to the preamble is also what those who come
  // later begin with; nobody lags behind because of it.
  void publish(const Part& part, bool preamble);

  // Accepts nobody any more, and waits for so long at most until all readers have everything.
  void finish(int wait_ms);

  // Readers so far, and those of them who were too slow. From any thread.
  std::uint64_t accepted() const { return accepted_; }
  std::uint64_t cut_off() const { return cut_off_; }

 private:
  struct Waiting {
    Part part;
    bool preamble;
  };
  struct Reader {
    FileDescriptor socket;
    std::string name;
    std::deque<Waiting> parts;
    std::size_t sent = 0;     // of the first part
    std::size_t waiting = 0;  // bytes, of all parts but the preamble's
    bool asks_nothing = false;
  };

  void run();
  void accept_readers();
  bool serve(Reader& reader);

  const std::string name_;
  const std::size_t may_lag_;
  const std::size_t most_readers_;
  FileDescriptor listener_;
  Wakener wakener_;  // of the thread: there is something to send
  std::atomic<std::uint64_t> accepted_ = 0;
  std::atomic<std::uint64_t> cut_off_ = 0;
  std::atomic<std::size_t> reading_ = 0;
  std::atomic<bool> quit_ = false;

  std::mutex mutex_;
  std::vector<Part> preamble_;
  std::list<Reader> readers_;
  bool closing_ = false;
  ReaderLog log_;  // the thread's own

  std::thread thread_;  // last: it uses everything above
};

}  // namespace tapbond
