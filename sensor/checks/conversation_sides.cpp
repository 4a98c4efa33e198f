#include "sensor/checks/conversation_sides.h"

namespace tapbond {
namespace {

// An unanswered segment may have lost its answer; so many have not.
constexpr std::uint32_t kSurelyAnswered = 3;

}  // namespace

void ConversationSides::add(const Speech& speech, std::int64_t second) {
  const std::uint64_t key = speech.conversation;
  if (conversations_.size() >= kMostConversations && !conversations_.contains(key)) return;
  Sides& sides = conversations_[key];
  const std::size_t side = speech.first_side ? 0 : 1;
  ++sides.frames[side];
  if (speech.answers) ++sides.answers[side];
  if (sides.seconds == 0 || second != sides.last_second) ++sides.seconds;
  sides.last_second = second;
}

SidesFacts ConversationSides::facts(std::uint32_t seconds) const {
  SidesFacts facts;
  for (const auto& [key, sides] : conversations_) {
    if (sides.seconds < seconds) continue;
    if (sides.answers[0] + sides.answers[1] < kSurelyAnswered) continue;
    ++facts.conversations;
    if (sides.frames[0] == 0 || sides.frames[1] == 0) ++facts.one_sided;
  }
  return facts;
}

}  // namespace tapbond
