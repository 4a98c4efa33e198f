#include "sensor/sessions/conversation_row.h"

namespace tapbond::sessions {

LogRow conversation_row(Logs& logs, const LogSchema& schema, std::int64_t stamp,
                        const Conversation* conversation) {
  LogRow row = logs.row(schema);
  row.time(stamp);
  if (conversation == nullptr) {
    for (std::size_t i = 1; i < kConversationFields.size(); ++i) row.unset();
    return row;
  }
  const Conversation& c = *conversation;
  row.word(c.uid.text()).endpoint(c.originator).endpoint(c.responder);
  row.word(c.community_id.text());
  return row;
}

}  // namespace tapbond::sessions
