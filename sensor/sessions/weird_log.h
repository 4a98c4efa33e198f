// The log of what is malformed or against the rules, weird, under Zeek's names.
//
// As in Zeek's, a kind is told once of a conversation, or of who begins them; what is met every day
// is not told (base/frameworks/notice/weird). The first of each kind are told, then one in a
// thousand: who sends nothing else cannot fill the disk. Every one is counted.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "sensor/sessions/conversation.h"
#include "sensor/sessions/logs.h"

namespace tapbond::sessions {

extern const LogSchema kWeirdSchema;

class WeirdLog {
 public:
  using Counts = std::unordered_map<std::string_view, std::uint64_t>;

  explicit WeirdLog(Logs& logs) : logs_(logs) {}

  // In a conversation, or of a frame that belongs to none (null).
  void tell(std::int64_t stamp, const char* name, const Conversation* conversation,
            std::string_view detail = {});
  // Of a packet between these that belongs to no conversation.
  void tell(std::int64_t stamp, const char* name, const Address& source,
            const Address& destination);

  std::uint64_t count() const { return count_; }
  const Counts& counts() const { return counts_; }

 private:
  // `of`: what tells the conversation, or who begins it.
  bool worth_a_line(std::string_view name, std::string_view of);

  Logs& logs_;
  Counts counts_;  // names are literals
  // Kinds, and of what. A tree: who sends them could choose what falls together in a hash table.
  std::set<std::pair<std::string_view, std::string>> told_;
  std::uint64_t count_ = 0;
};

}  // namespace tapbond::sessions
