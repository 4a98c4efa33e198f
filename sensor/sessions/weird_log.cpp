#include "sensor/sessions/weird_log.h"

#include <algorithm>
#include <span>

#include "sensor/sessions/conversation_row.h"

namespace tapbond::sessions {
namespace {

constexpr std::uint64_t kAllOf = 1000;
constexpr std::uint64_t kOneIn = 1000;
constexpr std::size_t kMostTold = 65'536;

constexpr std::string_view kOfEveryDay[] = {"unsolicited_SYN_response", "FIN_after_reset",
                                            "spontaneous_FIN", "spontaneous_RST"};
constexpr std::string_view kOncePerHost[] = {"bad_ICMP_checksum", "bad_IP_checksum",
                                             "bad_TCP_checksum",  "bad_UDP_checksum",
                                             "SYN_after_partial", "connection_originator_SYN_ack",
                                             "SYN_with_data",     "UDP_datagram_length_mismatch"};

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

std::string_view text_of(const Address& address) {
  return {reinterpret_cast<const char*>(address.mapped().data()), address.mapped().size()};
}

constexpr auto kFields = of_conversation({
    {"name", "string"},
    {"addl", "string"},
    {"notice", "bool"},
    {"peer", "string"},
    {"source", "string"},
});

}  // namespace

const LogSchema kWeirdSchema{"weird", kFields};

bool WeirdLog::worth_a_line(std::string_view name, std::string_view of) {
  ++count_;
  const std::uint64_t count = ++counts_[name];
  if (is_one_of(name, kOfEveryDay)) return false;
  if (count > kAllOf && count % kOneIn != 0) return false;
  if (told_.size() == kMostTold) told_.clear();
  return told_.emplace(name, of).second;
}

void WeirdLog::tell(std::int64_t stamp, const char* name, const Conversation* conversation,
                    std::string_view detail) {
  std::string_view of;
  if (conversation != nullptr) {
    of = is_one_of(name, kOncePerHost) ? text_of(conversation->originator.address)
                                       : conversation->uid.text();
  }
  if (!worth_a_line(name, of)) return;
  LogRow row = conversation_row(logs_, kWeirdSchema, stamp, conversation);
  row.text(name).text_or_unset(detail).flag(false).text("tapbond").unset();
}

void WeirdLog::tell(std::int64_t stamp, const char* name, const Address& source,
                    const Address& destination) {
  const std::string between = std::string(text_of(source)).append(text_of(destination));
  if (!worth_a_line(name, is_one_of(name, kOncePerHost) ? text_of(source) : between)) return;
  LogRow row = logs_.row(kWeirdSchema);
  row.time(stamp).unset().address(source).unset().address(destination).unset().unset();
  row.text(name).unset().flag(false).text("tapbond").unset();
}

}  // namespace tapbond::sessions
