// The log of questions of DNS and their answers, dns, with Zeek's fields: of datagrams, and of
// streams to DNS's port.
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "decoders/messages/dns_message.h"
#include "decoders/messages/netbios_name.h"
#include "sensor/sessions/conversation_row.h"
#include "sensor/sessions/message_signs.h"
#include "sensor/sessions/protocols/protocols.h"

namespace tapbond::sessions {
namespace {

constexpr auto kFields = of_conversation({
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
});

constexpr std::uint16_t kInternet = 1;
constexpr std::uint16_t kNetbios = 137;       // a port whose messages are like DNS's (RFC 1002)
constexpr std::uint16_t kNetbiosStatus = 33;  // a type there, which is another one of DNS

constexpr LogSchema kSchema{"dns", kFields};

using Octets = std::span<const std::uint8_t>;

// Reads the messages of a conversation. A question waits for its answer as long as the
// conversation goes on, or until there are too many.
class DnsReader final : public Application {
 public:
  DnsReader(const Conversation& conversation, const LogContext& context)
      : conversation_(conversation), context_(context) {}

  bool read(Side from, Octets bytes, std::int64_t stamp) override;
  void finish() override;

 private:
  static constexpr std::size_t kMostWaiting = 64;

  struct Question {
    std::int64_t stamp;
    messages::DnsMessage message;
  };

  void log(std::int64_t stamp, std::int64_t rtt, const messages::DnsMessage& question,
           const messages::DnsMessage* answer);

  const Conversation& conversation_;
  const LogContext& context_;
  std::vector<Question> waiting_;  // the oldest first
};

bool DnsReader::read(Side, Octets bytes, std::int64_t stamp) {
  auto message = messages::read_dns(bytes);
  if (!message) {
    context_.weird.tell(stamp, "DNS_unparsable", &conversation_);
    return true;
  }
  if (!message->response) {
    if (waiting_.size() == kMostWaiting) {
      const Question first = std::move(waiting_.front());
      waiting_.erase(waiting_.begin());
      log(first.stamp, 0, first.message, nullptr);
    }
    waiting_.push_back({stamp, *std::move(message)});
    return true;
  }
  const auto question = std::ranges::find(waiting_, message->id,
                                          [](const Question& each) { return each.message.id; });
  if (question == waiting_.end()) {
    log(stamp, 0, *message, &*message);
    return true;
  }
  log(question->stamp, stamp - question->stamp, question->message, &*message);
  waiting_.erase(question);
  return true;
}

void DnsReader::finish() {
  for (const Question& question : waiting_) log(question.stamp, 0, question.message, nullptr);
  waiting_.clear();
}

void DnsReader::log(std::int64_t stamp, std::int64_t rtt, const messages::DnsMessage& question,
                    const messages::DnsMessage* answer) {
  if (context_.onlooker != nullptr) context_.onlooker->dns({rtt, question, answer});
  LogRow row = conversation_row(context_.logs, kSchema, stamp, &conversation_);
  row.word(transport_name(conversation_.transport)).count(question.id);
  row.interval_or_unset(rtt);
  if (question.asks) {
    const bool netbios = conversation_.responder.port == kNetbios;
    if (netbios) {
      row.text(messages::netbios_name(question.query));
    } else {
      row.text(question.query);
    }
    row.count(question.class_).word_or_unset(question.class_ == kInternet ? "C_INTERNET" : "");
    row.count(question.type);
    row.word_or_unset(netbios && question.type == kNetbiosStatus
                          ? "NBSTAT"
                          : messages::dns_type_name(question.type));
  } else {
    row.unset().unset().unset().unset().unset();
  }
  if (answer != nullptr) {
    row.count(answer->rcode).word_or_unset(messages::dns_rcode_name(answer->rcode));
  } else {
    row.unset().unset();
  }
  const messages::DnsMessage& last = answer != nullptr ? *answer : question;
  row.flag(last.authoritative).flag(last.truncated).flag(last.recursion_desired);
  row.flag(last.recursion_available).count(last.reserved);
  if (answer != nullptr) {
    row.texts(answer->answers).intervals(answer->ttls);
  } else {
    row.unset().unset();
  }
  row.flag(answer != nullptr && answer->refuses);
}

// Each message in a stream has its length before it (RFC 1035, 4.2.2).
constexpr std::uint16_t kPort = 53;
constexpr std::size_t kLength = 2;

std::size_t length_of(const std::vector<std::uint8_t>& message) {
  return std::size_t{message[0]} << 8 | message[1];
}

Sign begins(std::string_view text) {
  constexpr std::size_t kHeader = 12;
  if (text.size() < kLength + kHeader) return Sign::kUndecided;
  return u16(text, 0) >= kHeader && is_dns_message(text.substr(kLength)) ? Sign::kYes : Sign::kNo;
}

class DnsStreamReader final : public Application {
 public:
  DnsStreamReader(const Conversation& conversation, const LogContext& context)
      : messages_(conversation, context) {}

  bool read(Side from, Octets bytes, std::int64_t stamp) override;
  void finish() override { messages_.finish(); }
  std::size_t held() const override {
    return sizeof *this + begun_[0].capacity() + begun_[1].capacity();
  }

 private:
  DnsReader messages_;
  std::array<std::vector<std::uint8_t>, 2> begun_;  // of each direction, with its length
};

bool DnsStreamReader::read(Side from, Octets bytes, std::int64_t stamp) {
  std::vector<std::uint8_t>& begun = begun_[from == Side::kOriginator ? 0 : 1];
  while (!bytes.empty()) {
    const std::size_t whole = kLength + (begun.size() < kLength ? 0 : length_of(begun));
    const std::size_t size = std::min(bytes.size(), whole - begun.size());
    begun.insert(begun.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    bytes = bytes.subspan(size);
    if (begun.size() < kLength || begun.size() < kLength + length_of(begun)) continue;
    messages_.read(from, Octets(begun).subspan(kLength), stamp);
    begun.clear();
  }
  return true;
}

}  // namespace

const StreamProtocol kDnsStream{kSchema, begins, make_reader<DnsStreamReader>, kPort};
const DatagramProtocol kDns{kSchema, Service::kDns, make_reader<DnsReader>};

}  // namespace tapbond::sessions
