#include "sensor/sessions/weird_log.h"

#include "sensor/sessions/log_row.h"

namespace tapbond::sessions {
namespace {

constexpr std::uint64_t kAllOf = 25;
constexpr std::uint64_t kOneIn = 1000;

constexpr LogField kFields[] = {
    {"ts", "time"},        {"uid", "string"},     {"id.orig_h", "addr"}, {"id.orig_p", "port"},
    {"id.resp_h", "addr"}, {"id.resp_p", "port"}, {"name", "string"},    {"addl", "string"},
    {"notice", "bool"},    {"peer", "string"},    {"source", "string"},
};

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
  LogRow row = logs_.row(kWeirdSchema);
  row.time(stamp);
  if (conversation != nullptr) {
    row.text(conversation->uid.text());
    row.endpoint(conversation->originator).endpoint(conversation->responder);
  } else {
    row.unset().unset().unset().unset().unset();
  }
  row.text(name).text_or_unset(detail).flag(false).text("tapbond").unset();
}

void WeirdLog::tell(std::int64_t stamp, const char* name, const Address& source,
                    const Address& destination) {
  if (!worth_a_line(name)) return;
  LogRow row = logs_.row(kWeirdSchema);
  row.time(stamp).unset().address(source).unset().address(destination).unset();
  row.text(name).unset().flag(false).text("tapbond").unset();
}

}  // namespace tapbond::sessions
