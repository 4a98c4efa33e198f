// The log of requests of HTTP and their replies, http, with Zeek's fields: a line when the reply
// has ended. Bodies are counted and not kept, and so what was in them is not told.
#include <algorithm>
#include <array>
#include <deque>
#include <string>
#include <vector>

#include "decoders/messages/http_head.h"
#include "sensor/sessions/conversation_row.h"
#include "sensor/sessions/protocols/http_framing.h"
#include "sensor/sessions/protocols/protocols.h"

namespace tapbond::sessions {
namespace {

using Octets = std::span<const std::uint8_t>;
using messages::same_word;

constexpr auto kFields = of_conversation({
    {"trans_depth", "count"},
    {"method", "string"},
    {"host", "string"},
    {"uri", "string"},
    {"referrer", "string"},
    {"version", "string"},
    {"user_agent", "string"},
    {"origin", "string"},
    {"request_body_len", "count"},
    {"response_body_len", "count"},
    {"status_code", "count"},
    {"status_msg", "string"},
    {"info_code", "count"},
    {"info_msg", "string"},
    {"tags", "set[enum]"},
    {"username", "string"},
    {"proxied", "set[string]"},
});
constexpr LogSchema kSchema{"http", kFields};

constexpr std::size_t kMostWaiting = 100;
constexpr std::size_t kMostProxied = 16;
constexpr const char* kBadChunk = "HTTP_bad_chunk_size";
constexpr unsigned kSwitching = 101;
constexpr unsigned kOk = 200;
constexpr unsigned kNoContent = 204;
constexpr unsigned kNotModified = 304;

bool is_informational(unsigned code) { return code >= 100 && code < 200; }

Sign begins(std::string_view text) {
  constexpr std::string_view kReply = "HTTP/1.";
  constexpr std::size_t kMostMethod = 20;
  if (text.starts_with(kReply)) return Sign::kYes;
  const auto* end = std::find_if_not(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  });
  const auto size = static_cast<std::size_t>(end - text.begin());
  if (kReply.starts_with(text)) return Sign::kUndecided;
  if (size > kMostMethod) return Sign::kNo;
  if (end == text.end()) return Sign::kUndecided;
  return *end == ' ' && size > 0 ? Sign::kYes : Sign::kNo;
}

struct Transaction {
  std::int64_t stamp = 0;
  std::uint64_t depth = 0;
  std::string method;
  std::string host;
  std::string uri;
  std::string referrer;
  std::string version;
  std::string user_agent;
  std::string origin;
  std::string user;
  std::vector<std::string> proxied;
  std::uint64_t request_size = 0;
  std::uint64_t reply_size = 0;
  unsigned status = 0;
  std::string reason;
  unsigned info = 0;
  std::string info_reason;

  std::size_t held() const {
    std::size_t size = sizeof *this + method.size() + host.size() + uri.size() + referrer.size() +
                       user_agent.size() + origin.size() + user.size();
    for (const std::string& each : proxied) size += each.size();
    return size;
  }
};

// The requests of a conversation that wait for the end of their reply.
class Transactions {
 public:
  Transactions(const Conversation& conversation, const LogContext& context)
      : conversation_(conversation), context_(context) {}

  void reached(std::int64_t stamp) { now_ = stamp; }
  Transaction& begin();
  bool empty() const { return waiting_.empty(); }
  bool full() const { return waiting_.size() == kMostWaiting; }
  Transaction& newest() { return waiting_.back(); }
  Transaction& oldest() { return waiting_.front(); }
  void log_oldest();
  void log_all() {
    while (!waiting_.empty()) log_oldest();
  }
  void refuse(const char* name);
  std::size_t held() const {
    std::size_t size = 0;
    for (const Transaction& each : waiting_) size += each.held();
    return size;
  }

 private:
  const Conversation& conversation_;
  const LogContext& context_;
  std::deque<Transaction> waiting_;
  std::uint64_t depth_ = 0;
  std::int64_t now_ = 0;
};

Transaction& Transactions::begin() {
  waiting_.emplace_back();
  waiting_.back().stamp = now_;
  waiting_.back().depth = ++depth_;
  return waiting_.back();
}

void Transactions::refuse(const char* name) {
  // Of what never was HTTP nothing is told.
  if (depth_ > 0) context_.weird.tell(conversation_.last, name, &conversation_);
}

void Transactions::log_oldest() {
  const Transaction& t = waiting_.front();
  LogRow row = conversation_row(context_.logs, kSchema, t.stamp, &conversation_);
  row.count(t.depth).text_or_unset(t.method).text_or_unset(t.host).text_or_unset(t.uri);
  row.text_or_unset(t.referrer).text_or_unset(t.version).text_or_unset(t.user_agent);
  row.text_or_unset(t.origin).count(t.request_size).count(t.reply_size);
  row.count_or_unset(t.status).text_or_unset(t.reason);
  row.count_or_unset(t.info).text_or_unset(t.info_reason);
  // Zeek's scripts put there what they found suspicious, for which nothing is looked at here.
  row.empty_set().text_or_unset(t.user).texts(t.proxied);
  waiting_.pop_front();
}

class Requests final : public HttpFraming::Receiver {
 public:
  explicit Requests(Transactions& transactions) : transactions_(transactions) {}

  bool take_first(std::string_view line) override;
  void take_field(const messages::HttpField& field) override;
  HttpFraming::Body end_head() override { return HttpFraming::Body::kOfRequest; }
  void take_body(std::uint64_t bytes) override {
    if (Transaction* transaction = current()) transaction->request_size += bytes;
  }
  void end_message() override {}
  void refuse_chunk() override { transactions_.refuse(kBadChunk); }

 private:
  // Null where it was logged already: the reply came before the request had ended.
  Transaction* current() {
    if (transactions_.empty() || transactions_.newest().depth != depth_) return nullptr;
    return &transactions_.newest();
  }

  Transactions& transactions_;
  std::uint64_t depth_ = 0;  // of the transaction that is under way
};

bool Requests::take_first(std::string_view line) {
  const auto request = messages::read_http_request(line);
  if (!request) {
    transactions_.refuse("bad_HTTP_request");
    return false;
  }
  if (transactions_.full()) transactions_.log_oldest();
  Transaction& transaction = transactions_.begin();
  transaction.method = request->method;
  transaction.uri = messages::percent_decoded(request->target);
  depth_ = transaction.depth;
  return true;
}

void Requests::take_field(const messages::HttpField& field) {
  constexpr std::string_view kProxies[] = {
      "FORWARDED", "X-FORWARDED-FOR",  "X-FORWARDED-FROM", "CLIENT-IP",
      "VIA",       "XROXY-CONNECTION", "PROXY-CONNECTION"};
  Transaction* transaction = current();
  if (transaction == nullptr) return;
  const auto is = [&](std::string_view name) { return same_word(field.name, name); };
  if (is("host")) transaction->host = field.value;
  if (is("referer")) transaction->referrer = field.value;
  if (is("user-agent")) transaction->user_agent = field.value;
  if (is("origin")) transaction->origin = field.value;
  if (is("authorization") || is("proxy-authorization"))
    transaction->user = messages::basic_user(field.value).value_or(transaction->user);
  const auto* proxy = std::find_if(std::begin(kProxies), std::end(kProxies), is);
  if (proxy == std::end(kProxies) || transaction->proxied.size() == kMostProxied) return;
  transaction->proxied.push_back(std::string(*proxy) + " -> " + std::string(field.value));
}

class Replies final : public HttpFraming::Receiver {
 public:
  explicit Replies(Transactions& transactions) : transactions_(transactions) {}

  bool take_first(std::string_view line) override;
  void take_field(const messages::HttpField&) override {}
  HttpFraming::Body end_head() override;
  void take_body(std::uint64_t bytes) override {
    if (Transaction* transaction = current()) transaction->reply_size += bytes;
  }
  void end_message() override;
  void refuse_chunk() override { transactions_.refuse(kBadChunk); }

  // A CONNECT was granted: what follows is the conversation that was asked for.
  bool connected() const { return connected_; }

 private:
  // Null where it was logged early.
  Transaction* current() {
    if (transactions_.empty() || transactions_.oldest().depth != depth_) return nullptr;
    return &transactions_.oldest();
  }

  Transactions& transactions_;
  std::uint64_t depth_ = 0;
  bool connected_ = false;
};

bool Replies::take_first(std::string_view line) {
  const auto status = messages::read_http_status(line);
  if (!status) {
    transactions_.refuse("bad_HTTP_reply");
    return false;
  }
  if (transactions_.empty()) transactions_.begin();
  Transaction& transaction = transactions_.oldest();
  transaction.version = status->version;
  transaction.status = status->code;
  transaction.reason = status->reason;
  if (is_informational(status->code)) {
    transaction.info = status->code;
    transaction.info_reason = status->reason;
  }
  depth_ = transaction.depth;
  return true;
}

HttpFraming::Body Replies::end_head() {
  const Transaction* transaction = current();
  if (transaction == nullptr) return HttpFraming::Body::kOfReply;
  const unsigned status = transaction->status;
  connected_ = transaction->method == "CONNECT" && status == kOk;
  if (connected_ || status == kSwitching) return HttpFraming::Body::kForeign;
  const bool bodiless = is_informational(status) || status == kNoContent ||
                        status == kNotModified || transaction->method == "HEAD";
  return bodiless ? HttpFraming::Body::kNone : HttpFraming::Body::kOfReply;
}

void Replies::end_message() {
  const Transaction* transaction = current();
  if (transaction != nullptr && !is_informational(transaction->status)) transactions_.log_oldest();
}

class HttpReader final : public Application {
 public:
  HttpReader(const Conversation& conversation, const LogContext& context)
      : transactions_(conversation, context), requests_(transactions_), replies_(transactions_) {}

  bool read(Side from, Octets bytes, std::int64_t stamp) override {
    transactions_.reached(stamp);
    return framing(from).read(bytes, receiver(from));
  }
  bool skip(Side from, std::uint64_t bytes) override {
    return framing(from).skip(bytes, receiver(from));
  }
  void end(Side from) override { framing(from).end(receiver(from)); }
  void finish() override { transactions_.log_all(); }
  std::size_t held() const override {
    return sizeof *this + framings_[0].held() + framings_[1].held() + transactions_.held();
  }
  bool gives_way() const override { return replies_.connected(); }

 private:
  HttpFraming& framing(Side from) { return framings_[from == Side::kOriginator ? 0 : 1]; }
  HttpFraming::Receiver& receiver(Side from) {
    if (from == Side::kOriginator) return requests_;
    return replies_;
  }

  Transactions transactions_;
  Requests requests_;
  Replies replies_;
  std::array<HttpFraming, 2> framings_;
};

}  // namespace

const StreamProtocol kHttp{kSchema, begins, make_reader<HttpReader>};

}  // namespace tapbond::sessions
