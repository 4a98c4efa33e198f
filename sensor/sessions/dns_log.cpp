#include "sensor/sessions/dns_log.h"

#include <string>
#include <utility>
#include <vector>

#include "sensor/sessions/log_row.h"

namespace tapbond::sessions {
namespace {

constexpr LogField kFields[] = {
    {"ts", "time"},
    {"uid", "string"},
    {"id.orig_h", "addr"},
    {"id.orig_p", "port"},
    {"id.resp_h", "addr"},
    {"id.resp_p", "port"},
    {"proto", "enum"},
    {"trans_id", "count"},
    {"rtt", "interval"},
    {"query", "string"},
    {"qclass", "count"},
    {"qclass_name", "string"},
    {"qtype", "count"},
    {"qtype_name", "string"},
    {"rcode", "count"},
    {"rcode_name", "string"},
    {"AA", "bool"},
    {"TC", "bool"},
    {"RD", "bool"},
    {"RA", "bool"},
    {"Z", "count"},
    {"answers", "vector[string]"},
    {"TTLs", "vector[interval]"},
    {"rejected", "bool"},
};

constexpr std::uint16_t kInternet = 1;
constexpr unsigned kRefused = 5;

}  // namespace

const LogSchema kDnsSchema{"dns", kFields};

bool DnsReader::read(Side, std::span<const std::uint8_t> bytes, std::int64_t stamp) {
  const auto message = messages::read_dns(bytes);
  if (!message) {
    weird_.tell(stamp, "DNS_unparsable", &conversation_);
    return true;
  }
  if (!message->response) {
    if (waiting_.size() == kMostWaiting) {
      const Question first = std::move(waiting_.begin()->second);
      waiting_.erase(waiting_.begin());
      log(first.stamp, 0, first.message, nullptr);
    }
    waiting_.emplace(message->id, Question{stamp, *message});
    return true;
  }
  const auto question = waiting_.find(message->id);
  if (question == waiting_.end()) {
    log(stamp, 0, *message, &*message);
    return true;
  }
  log(question->second.stamp, stamp - question->second.stamp, question->second.message, &*message);
  waiting_.erase(question);
  return true;
}

void DnsReader::finish() {
  for (const auto& [id, question] : waiting_) log(question.stamp, 0, question.message, nullptr);
  waiting_.clear();
}

void DnsReader::log(std::int64_t stamp, std::int64_t rtt, const messages::DnsMessage& question,
                    const messages::DnsMessage* answer) {
  LogRow row = logs_.row(kDnsSchema);
  row.time(stamp).text(conversation_.uid.text());
  row.endpoint(conversation_.originator).endpoint(conversation_.responder);
  row.text(conversation_.transport == Transport::kTcp ? "tcp" : "udp").count(question.id);
  if (rtt > 0) {
    row.interval(rtt);
  } else {
    row.unset();
  }
  if (question.asks) {
    row.text(question.query).count(question.class_);
    row.text_or_unset(question.class_ == kInternet ? "C_INTERNET" : "");
    row.count(question.type).text_or_unset(messages::dns_type_name(question.type));
  } else {
    row.unset().unset().unset().unset().unset();
  }
  std::vector<std::string> answers;
  std::vector<std::int64_t> seconds;
  if (answer != nullptr) {
    row.count(answer->rcode).text_or_unset(messages::dns_rcode_name(answer->rcode));
    for (const messages::DnsMessage::Answer& each : answer->answers) {
      answers.push_back(each.data);
      seconds.push_back(each.ttl);
    }
  } else {
    row.unset().unset();
  }
  const messages::DnsMessage& last = answer != nullptr ? *answer : question;
  row.flag(last.authoritative).flag(last.truncated).flag(last.recursion_desired);
  row.flag(last.recursion_available).count(last.reserved);
  row.texts(answers).intervals(seconds);
  row.flag(answer != nullptr && answer->rcode == kRefused);
}

}  // namespace tapbond::sessions
