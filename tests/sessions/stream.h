// A TCP conversation, what its ends say one after the other.
#pragma once

#include "session_log.h"

namespace tapbond::test {

class Stream {
 public:
  explicit Stream(SessionLog& log, unsigned port = 9999);  // with its handshake

  void client(const Octets& bytes);
  void server(const Octets& bytes);
  void client(std::string_view text) { client(ascii(text)); }
  void server(std::string_view text) { server(ascii(text)); }
  // So many bytes that were not captured.
  void server_loses(std::uint32_t bytes) { theirs_ += bytes; }
  void client_loses(std::uint32_t bytes) { ours_ += bytes; }
  void server_ends();

 private:
  SessionLog& log_;
  const unsigned port_;
  std::uint32_t ours_ = 1001;
  std::uint32_t theirs_ = 5001;
};

}  // namespace tapbond::test
