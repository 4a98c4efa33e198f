// All conversations that go on: found by their key, let go by time, and when there are too many the
// one that was silent longest first.
//
// What is kept has a bound. Time is that of the packets; it does not matter that it jumps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <queue>
#include <vector>

#include "sensor/sessions/conversation.h"

namespace tapbond::sessions {

class ConversationTable {
 public:
  // Called with each that is over, before it is forgotten.
  using Over = std::function<void(Conversation&)>;

  // `secret`: with what keys are mixed.
  ConversationTable(std::size_t most, std::uint64_t secret, Over over);

  // Null where there is none of that key.
  Conversation* find(const Key& key);
  // A new one, of which the caller fills in all but what is the table's; there is none of that key.
  Conversation& add(const Key& key);
  void remove(Conversation& conversation);

  // A packet was seen of it.
  void touch(Conversation& conversation);
  // Its times have changed.
  void reschedule(Conversation& conversation);

  // Lets go what was over before that time.
  void advance(std::int64_t now);
  void remove_all();

  // Those that had a packet last, that one first, and no more than `most`.
  using Visit = std::function<void(const Conversation&)>;
  void visit_newest(std::size_t most, const Visit& visit) const;

  std::size_t size() const { return size_; }
  // Those that were let go because there were too many.
  std::uint64_t pushed_out() const { return pushed_out_; }

 private:
  struct Due {
    std::int64_t at;
    Conversation* conversation;
    bool operator>(const Due& other) const { return at > other.at; }
  };

  Conversation*& bucket(std::uint64_t hash) { return buckets_[hash & (buckets_.size() - 1)]; }
  void grow();
  void link_newest(Conversation& conversation);
  void unlink(Conversation& conversation);
  bool is_over(Conversation& conversation, std::int64_t now);

  const std::size_t most_;
  const std::uint64_t secret_;
  const Over over_;
  std::deque<Conversation> all_;  // stay where they are
  std::vector<Conversation*> free_;
  std::vector<Conversation*> buckets_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> dues_;
  Conversation* oldest_ = nullptr;
  Conversation* newest_ = nullptr;
  std::size_t size_ = 0;
  std::uint64_t pushed_out_ = 0;
};

}  // namespace tapbond::sessions
