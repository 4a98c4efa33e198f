#include "sensor/sessions/weird_log.h"

#include "sensor/sessions/conversation_row.h"

namespace tapbond::sessions {
namespace {

constexpr std::uint64_t kAllOf = 25;
constexpr std::uint64_t kOneIn = 1000;

constexpr auto kFields = of_conversation({
    {"name", "string"},
    {"addl", "string"},
    {"notice", "bool"},
    {"peer", "string"},
    {"source", "string"},
});

}  // namespace

const LogSchema kWeirdSchema{"weird", kFields};

bool WeirdLog::worth_a_line(const char* name) {
  ++count_;
  const std::uint64_t count = ++counts_[name];
  return count <= kAllOf || count % kOneIn == 0;
}

void WeirdLog::tell(std::int64_t stamp, const char* name, const Conversation* conversation,
                    std::string_view detail) {
  if (!worth_a_line(name)) return;
  LogRow row = conversation_row(logs_, kWeirdSchema, stamp, conversation);
  row.text(name).text_or_unset(detail).flag(false).text("tapbond").unset();
}

void WeirdLog::tell(std::int64_t stamp, const char* name, const Address& source,
                    const Address& destination) {
  if (!worth_a_line(name)) return;
  LogRow row = logs_.row(kWeirdSchema);
  row.time(stamp).unset().address(source).unset().address(destination).unset().unset();
  row.text(name).unset().flag(false).text("tapbond").unset();
}

}  // namespace tapbond::sessions
