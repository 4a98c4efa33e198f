#include "sensor/sessions/conversation_table.h"

#include <utility>

namespace tapbond::sessions {
namespace {

constexpr std::size_t kFirstBuckets = 1024;
constexpr std::int64_t kSecond = 1'000'000'000;
// Zeek's tcp_connection_linger and tcp_session_timer.
constexpr std::int64_t kLinger = 5 * kSecond;
constexpr std::int64_t kLookEvery = 6 * kSecond;
// Its dns_session_timeout, and the silence that is enough when it has passed.
constexpr std::int64_t kLookAtDnsEvery = 10 * kSecond;
constexpr std::int64_t kDnsSilence = 9 * kSecond;

// The next time at which it may be over.
std::int64_t next_due(const Conversation& conversation) {
  return std::min({conversation.last + conversation.idle_for, conversation.attempt_until,
                   conversation.look_at, conversation.close_at});
}

bool has_gone_quiet(const TcpConversation& tcp) {
  const TcpSide& orig = tcp.originator();
  const TcpSide& resp = tcp.responder();
  if (orig.state == TcpState::kInactive && resp.state == TcpState::kInactive) return true;
  if (!orig.closed && !resp.closed) return false;
  return (orig.closed && resp.closed) || orig.state == TcpState::kReset ||
         resp.state == TcpState::kReset || orig.state == TcpState::kInactive ||
         resp.state == TcpState::kInactive;
}

bool is_unanswered(const TcpConversation& tcp) {
  const TcpState orig = tcp.originator().state;
  return (orig == TcpState::kSynSent || orig == TcpState::kSynAckSent) &&
         tcp.responder().state == TcpState::kInactive;
}

}  // namespace

ConversationTable::ConversationTable(std::size_t most, std::uint64_t secret, Over over)
    : most_(most), secret_(secret), over_(std::move(over)), buckets_(kFirstBuckets) {}

Conversation* ConversationTable::find(const Key& key) {
  const std::uint64_t hash = key.hash(secret_);
  for (Conversation* each = bucket(hash); each != nullptr; each = each->next_of_hash) {
    if (each->hash == hash && each->key == key) return each;
  }
  return nullptr;
}

Conversation& ConversationTable::add(const Key& key) {
  if (size_ == most_) {
    ++pushed_out_;
    remove(*oldest_);
  }
  if (size_ == buckets_.size()) grow();
  if (free_.empty()) {
    all_.emplace_back();
    free_.push_back(&all_.back());
  }
  Conversation& conversation = *free_.back();
  free_.pop_back();
  conversation.in_use = true;
  conversation.key = key;
  conversation.hash = key.hash(secret_);
  conversation.next_of_hash = std::exchange(bucket(conversation.hash), &conversation);
  link_newest(conversation);
  ++size_;
  return conversation;
}

void ConversationTable::remove(Conversation& conversation) {
  over_(conversation);
  Conversation** at = &bucket(conversation.hash);
  while (*at != &conversation) at = &(*at)->next_of_hash;
  *at = conversation.next_of_hash;
  unlink(conversation);
  conversation = Conversation();
  free_.push_back(&conversation);
  --size_;
}

void ConversationTable::touch(Conversation& conversation) {
  if (newest_ == &conversation) return;
  unlink(conversation);
  link_newest(conversation);
}

void ConversationTable::reschedule(Conversation& conversation) {
  const std::int64_t due = next_due(conversation);
  if (due >= conversation.due) return;  // looked at then, and found not to be over
  conversation.due = due;
  dues_.push({due, &conversation});
}

void ConversationTable::advance(std::int64_t now) {
  while (!dues_.empty() && dues_.top().at <= now) {
    const Due due = dues_.top();
    dues_.pop();
    Conversation& conversation = *due.conversation;
    if (!conversation.in_use || conversation.due != due.at) continue;
    conversation.due = kNever;
    // As Zeek's timers do, it looks at what is known by now, not by the time it was due.
    if (is_over(conversation, now)) {
      remove(conversation);
    } else {
      reschedule(conversation);
    }
  }
}

bool ConversationTable::is_over(Conversation& conversation, std::int64_t now) {
  if (conversation.last + conversation.idle_for <= now || conversation.close_at <= now) return true;
  const TcpConversation* tcp = conversation.tcp.get();
  if (tcp == nullptr) {
    if (conversation.look_at > now) return false;
    conversation.look_at = now + kLookAtDnsEvery;
    return conversation.last + kDnsSilence <= now;
  }
  const bool unanswered = conversation.attempt_until <= now && tcp->active() && is_unanswered(*tcp);
  if (conversation.attempt_until <= now) conversation.attempt_until = kNever;
  if (unanswered) return true;
  if (conversation.look_at > now) return false;
  if (!tcp->active()) {
    conversation.look_at = kNever;
    return false;
  }
  conversation.look_at = now + kLookEvery;
  return conversation.last + kLinger < now && has_gone_quiet(*tcp);
}

void ConversationTable::remove_all() {
  while (oldest_ != nullptr) remove(*oldest_);
}

void ConversationTable::visit_newest(std::size_t most, const Visit& visit) const {
  const Conversation* each = newest_;
  for (std::size_t visited = 0; each != nullptr && visited < most; ++visited) {
    visit(*each);
    each = each->older;
  }
}

void ConversationTable::grow() {
  std::vector<Conversation*> before(2 * buckets_.size());
  before.swap(buckets_);
  for (Conversation* each : before) {
    while (each != nullptr) {
      Conversation* next = each->next_of_hash;
      each->next_of_hash = std::exchange(bucket(each->hash), each);
      each = next;
    }
  }
}

void ConversationTable::link_newest(Conversation& conversation) {
  conversation.older = newest_;
  conversation.newer = nullptr;
  (newest_ == nullptr ? oldest_ : newest_->newer) = &conversation;
  newest_ = &conversation;
}

void ConversationTable::unlink(Conversation& conversation) {
  (conversation.older == nullptr ? oldest_ : conversation.older->newer) = conversation.newer;
  (conversation.newer == nullptr ? newest_ : conversation.newer->older) = conversation.older;
}

}  // namespace tapbond::sessions
