// What conversations speak, summed up by transport and service, in a fixed number of rows.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tapbond {

namespace sessions {
struct Conversation;
}

struct ServiceRow {
  std::string transport;  // "tcp", "udp", "icmp", a number of IP; "others": there were too many
  std::string service;    // empty: not known
  std::uint64_t conversations = 0;
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;  // with IP headers
};

class ServiceTotals {
 public:
  void add(const sessions::Conversation& conversation);

  std::vector<ServiceRow> rows() const;  // the most bytes first

 private:
  static constexpr std::size_t kMost = 128;

  std::map<std::pair<std::string, std::string>, ServiceRow> rows_;
};

}  // namespace tapbond
