// The conversations that packets belong to, by Zeek's rules for each transport, and what becomes of
// them when they are over.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sensor/sessions/conversation_table.h"
#include "sensor/sessions/logs.h"
#include "sensor/sessions/packet.h"
#include "sensor/sessions/protocols/dhcp_log.h"
#include "sensor/sessions/protocols/protocol.h"
#include "sensor/sessions/weird_log.h"

namespace tapbond::sessions {

class Conversations {
 public:
  Conversations(std::size_t most, std::size_t reassembly_bytes, Logs& logs, WeirdLog& weird,
                Uids& uids, Onlooker* onlooker);

  void name_leg(std::uint16_t leg, const std::string& name);

  // The packet's conversation took it in. Where it is of datagrams that may be a tunnel's, answers
  // with the conversation, and `datagram` is what it carries; null otherwise.
  Conversation* take(const Packet& packet, Bytes& datagram);

  // What a datagram carries that is no tunnel's.
  void read_datagram(Conversation& conversation, Conversation::Side from, Bytes datagram,
                     std::int64_t stamp);

  void advance(std::int64_t now) {
    table_.advance(now);
    dhcp_.advance(now);
  }
  void finish() {
    table_.remove_all();
    dhcp_.finish();
  }

  void visit_newest(std::size_t most, const ConversationTable::Visit& visit) const {
    table_.visit_newest(most, visit);
  }

  std::size_t open() const { return table_.size(); }
  std::uint64_t ended() const { return ended_; }
  std::uint64_t pushed_out() const { return table_.pushed_out(); }

 private:
  class TcpFollower;

  struct Header {  // of a transport, as far as it says whose a packet is
    Endpoint source;
    Endpoint destination;
    Transport transport = Transport::kOther;
    bool one_way = false;
    bool backwards = false;  // the first packet seen is likely an answer
  };

  bool read_header(const Packet& packet, Header& header);
  Conversation& find(const Packet& packet, const Header& header);
  Conversation& begin(const Packet& packet, const Header& header, const Key& key);
  void take_tcp(const Packet& packet, Conversation& conversation, Conversation::Side from);
  bool take_udp(const Packet& packet, Conversation& conversation, Conversation::Side from,
                Bytes& datagram);
  void take_icmp(const Packet& packet, Conversation& conversation, Conversation::Side from);
  void count(const Packet& packet, Direction& direction) const;
  void schedule_tcp(Conversation& conversation, std::int64_t stamp, TcpState before);
  void expect_data(const Endpoint& where, std::int64_t stamp);
  void end(Conversation& conversation);
  std::vector<std::string> legs(std::uint32_t bits) const;

  Logs& logs_;
  WeirdLog& weird_;
  DhcpLog dhcp_;
  const LogContext context_;
  Uids& uids_;
  ReassemblyBudget budget_;
  std::vector<std::string> leg_names_;
  std::map<Endpoint, std::int64_t> expected_data_;  // of FTP, and until when
  std::uint64_t ended_ = 0;
  ConversationTable table_;
};

}  // namespace tapbond::sessions
