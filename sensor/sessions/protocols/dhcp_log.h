// The log of leases, dhcp, with Zeek's fields: a line for each transaction.
//
// Its messages belong to several conversations, to and from all hosts and single ones; their
// transaction's number joins them. It is over when nothing was said for 5 seconds, or after 30.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "decoders/messages/dhcp_message.h"
#include "sensor/sessions/conversation.h"
#include "sensor/sessions/logs.h"

namespace tapbond::sessions {

class DhcpLog {
 public:
  explicit DhcpLog(Logs& logs) : logs_(logs) {}

  void take(const Conversation& conversation, const Address& sender,
            const messages::DhcpMessage& message, std::int64_t stamp);

  void advance(std::int64_t now);
  void finish();

 private:
  static constexpr std::size_t kMost = 4096;  // at a time; then the oldest is logged early

  struct Transaction {
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::vector<std::string> uids;
    std::vector<std::string> types;
    Address client;
    Address server;
    Address assigned;
    Address requested;
    std::string hardware;
    std::string host_name;
    std::string client_name;
    std::string domain;
    std::string client_message;
    std::string server_message;
    std::int64_t lease = 0;  // nanoseconds
  };
  using Transactions = std::map<std::uint32_t, Transaction>;

  Transaction& find(std::uint32_t number, std::int64_t stamp);
  void log(const Transaction& transaction);

  Logs& logs_;
  Transactions transactions_;
  std::int64_t looked_ = 0;
};

}  // namespace tapbond::sessions
