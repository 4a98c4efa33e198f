// How every log begins that has lines about conversations: with the time, the conversation's name,
// its ends and its Community ID.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "sensor/sessions/conversation.h"
#include "sensor/sessions/logs.h"

namespace tapbond::sessions {

inline constexpr std::array kConversationFields = {LogField{"ts", "time"},
                                                   LogField{"uid", "string"},
                                                   LogField{"id.orig_h", "addr"},
                                                   LogField{"id.orig_p", "port"},
                                                   LogField{"id.resp_h", "addr"},
                                                   LogField{"id.resp_p", "port"},
                                                   LogField{"community_id", "string"}};

// The fields of such a log: these, and its own behind them.
template <std::size_t count>
constexpr auto of_conversation(const LogField (&own)[count]) {
  std::array<LogField, kConversationFields.size() + count> all{};
  std::copy(own, own + count,
            std::copy(kConversationFields.begin(), kConversationFields.end(), all.begin()));
  return all;
}

// A line of such a log, of which the caller fills in the log's own fields. Null: it is about no
// conversation, or one that was not taken in.
LogRow conversation_row(Logs& logs, const LogSchema& schema, std::int64_t stamp,
                        const Conversation* conversation);

}  // namespace tapbond::sessions
