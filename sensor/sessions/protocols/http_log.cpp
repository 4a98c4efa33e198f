// The log of requests of HTTP and their replies, http, with Zeek's fields: a line when the reply
// has ended. Bodies are counted and not kept, and so what was in them is not told.
#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <limits>
#include <string>
#include <vector>

#include "decoders/messages/http_head.h"
#include "sensor/sessions/conversation_row.h"
#include "sensor/sessions/protocols/line_reader.h"
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
    {"username", "string"},
    {"proxied", "set[string]"},
});
constexpr LogSchema kSchema{"http", kFields};

constexpr std::size_t kMostWaiting = 100;
constexpr std::size_t kMostProxied = 16;
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

// One direction: what comes next of it, and how long a body is.
struct Flow {
  enum class Next : std::uint8_t {
    kStart,  // a request line or a status line
    kField,
    kBody,  // of `left` bytes
    kChunkSize,
    kChunk,  // of `left` bytes
    kChunkEnd,
    kTrailer,
    kEverything,  // a body up to the end of the stream
  };
  static constexpr std::uint64_t kUnknown = std::numeric_limits<std::uint64_t>::max();

  Next next = Next::kStart;
  LineReader lines;
  std::uint64_t left = 0;
  std::uint64_t length = kUnknown;  // as the head tells
  bool chunked = false;
  std::uint64_t depth = 0;  // of the transaction that is under way
};

class HttpReader final : public Application {
 public:
  HttpReader(const Conversation& conversation, const LogContext& context)
      : conversation_(conversation), context_(context) {}

  bool read(Side from, Octets bytes, std::int64_t stamp) override;
  bool skip(Side from, std::uint64_t bytes) override;
  void end(Side from) override;
  void finish() override;
  std::size_t held() const override {
    std::size_t size = sizeof *this + requests_.lines.held() + replies_.lines.held();
    for (const Transaction& each : waiting_) size += each.held();
    return size;
  }
  bool gives_way() const override { return connected_; }

 private:
  using Next = Flow::Next;

  Flow& flow(Side from) { return from == Side::kOriginator ? requests_ : replies_; }
  // These are false when there is nothing more to read.
  bool take_line(Side from, std::string_view line, std::int64_t stamp);
  bool take_request(std::string_view line, std::int64_t stamp);
  bool take_status(std::string_view line, std::int64_t stamp);
  void take_field(Side from, std::string_view line);
  void take_request_field(const messages::HttpField& field);
  bool begin_body(Side from);
  bool take_chunk_size(Side from, std::string_view line);
  bool end_message(Side from);

  void count(Side from, std::uint64_t bytes);
  Transaction* current(Side from);
  void push(std::int64_t stamp);
  void log_first();
  bool refuse(const char* name);

  const Conversation& conversation_;
  const LogContext& context_;
  Flow requests_;
  Flow replies_;
  std::deque<Transaction> waiting_;
  std::uint64_t depth_ = 0;
  bool connected_ = false;
};

bool HttpReader::read(Side from, Octets bytes, std::int64_t stamp) {
  Flow& flow = this->flow(from);
  while (!bytes.empty()) {
    const bool body = flow.next == Next::kBody || flow.next == Next::kChunk;
    if (!body && flow.next != Next::kEverything) {
      if (!flow.lines.take(bytes)) return true;
      if (!take_line(from, flow.lines.line(), stamp)) return false;
      continue;
    }
    const std::uint64_t size =
        body ? std::min<std::uint64_t>(flow.left, bytes.size()) : bytes.size();
    count(from, size);
    bytes = bytes.subspan(size);
    if (!body || (flow.left -= size) > 0) continue;
    if (flow.next == Next::kChunk) {
      flow.next = Next::kChunkEnd;
    } else if (!end_message(from)) {
      return false;
    }
  }
  return true;
}

bool HttpReader::skip(Side from, std::uint64_t bytes) {
  Flow& flow = this->flow(from);
  const bool body = flow.next == Next::kBody || flow.next == Next::kChunk;
  if (flow.next != Next::kEverything && (!body || bytes >= flow.left)) return false;
  count(from, bytes);
  if (body) flow.left -= bytes;
  return true;
}

void HttpReader::end(Side from) {
  if (flow(from).next == Next::kEverything) end_message(from);
}

void HttpReader::finish() {
  while (!waiting_.empty()) log_first();
}

bool HttpReader::take_line(Side from, std::string_view line, std::int64_t stamp) {
  Flow& flow = this->flow(from);
  switch (flow.next) {
    case Next::kStart:
      if (line.empty()) return true;
      return from == Side::kOriginator ? take_request(line, stamp) : take_status(line, stamp);
    case Next::kField:
      if (line.empty()) return begin_body(from);
      take_field(from, line);
      return true;
    case Next::kChunkSize:
      return take_chunk_size(from, line);
    case Next::kChunkEnd:
      flow.next = Next::kChunkSize;
      return line.empty() || refuse("HTTP_bad_chunk_size");
    default:
      return !line.empty() || end_message(from);
  }
}

bool HttpReader::take_request(std::string_view line, std::int64_t stamp) {
  const auto request = messages::read_http_request(line);
  if (!request) return refuse("bad_HTTP_request");
  if (waiting_.size() == kMostWaiting) log_first();
  push(stamp);
  Transaction& transaction = waiting_.back();
  transaction.method = request->method;
  transaction.uri = messages::percent_decoded(request->target);
  requests_.next = Next::kField;
  requests_.depth = transaction.depth;
  requests_.length = Flow::kUnknown;
  requests_.chunked = false;
  return true;
}

bool HttpReader::take_status(std::string_view line, std::int64_t stamp) {
  const auto status = messages::read_http_status(line);
  if (!status) return refuse("bad_HTTP_reply");
  if (waiting_.empty()) push(stamp);
  Transaction& transaction = waiting_.front();
  transaction.version = status->version;
  transaction.status = status->code;
  transaction.reason = status->reason;
  if (is_informational(status->code)) {
    transaction.info = status->code;
    transaction.info_reason = status->reason;
  }
  replies_.next = Next::kField;
  replies_.depth = transaction.depth;
  replies_.length = Flow::kUnknown;
  replies_.chunked = false;
  return true;
}

void HttpReader::take_field(Side from, std::string_view line) {
  const auto field = messages::read_http_field(line);
  if (!field) return;
  Flow& flow = this->flow(from);
  if (same_word(field->name, "transfer-encoding")) {
    constexpr std::string_view kChunked = "chunked";
    const std::string_view value = field->value;
    flow.chunked = value.size() >= kChunked.size() &&
                   same_word(value.substr(value.size() - kChunked.size()), kChunked);
  } else if (same_word(field->name, "content-length")) {
    std::uint64_t length = 0;
    const char* end = field->value.data() + field->value.size();
    const auto read = std::from_chars(field->value.data(), end, length);
    if (read.ec == std::errc() && read.ptr == end) flow.length = length;
  } else if (from == Side::kOriginator) {
    take_request_field(*field);
  }
}

void HttpReader::take_request_field(const messages::HttpField& field) {
  constexpr std::string_view kProxies[] = {
      "FORWARDED", "X-FORWARDED-FOR",  "X-FORWARDED-FROM", "CLIENT-IP",
      "VIA",       "XROXY-CONNECTION", "PROXY-CONNECTION"};
  Transaction* transaction = current(Side::kOriginator);
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

// Where a body ends, by what the head says (RFC 9112, 6.3).
bool HttpReader::begin_body(Side from) {
  Flow& flow = this->flow(from);
  const Transaction* transaction = current(from);
  const bool reply = from == Side::kResponder;
  if (reply && transaction != nullptr) {
    const unsigned status = transaction->status;
    connected_ = transaction->method == "CONNECT" && status == kOk;
    if (connected_ || status == kSwitching) return false;
    if (is_informational(status) || status == kNoContent || status == kNotModified ||
        transaction->method == "HEAD")
      return end_message(from);
  }
  if (flow.chunked) {
    flow.next = Next::kChunkSize;
    return true;
  }
  if (flow.length == Flow::kUnknown) {
    if (!reply) return end_message(from);
    flow.next = Next::kEverything;
    return true;
  }
  if (flow.length == 0) return end_message(from);
  flow.next = Next::kBody;
  flow.left = flow.length;
  return true;
}

bool HttpReader::take_chunk_size(Side from, std::string_view line) {
  Flow& flow = this->flow(from);
  const auto read = std::from_chars(line.data(), line.data() + line.size(), flow.left, 16);
  if (read.ec != std::errc()) return refuse("HTTP_bad_chunk_size");
  flow.next = flow.left == 0 ? Next::kTrailer : Next::kChunk;
  return true;
}

bool HttpReader::end_message(Side from) {
  flow(from).next = Next::kStart;
  if (from == Side::kOriginator) return true;
  const bool last = !waiting_.empty() && waiting_.front().depth == replies_.depth &&
                    !is_informational(waiting_.front().status);
  if (last) log_first();
  return true;
}

void HttpReader::count(Side from, std::uint64_t bytes) {
  Transaction* transaction = current(from);
  if (transaction == nullptr) return;
  (from == Side::kOriginator ? transaction->request_size : transaction->reply_size) += bytes;
}

// Null where it was logged already: the reply came before the request had ended.
Transaction* HttpReader::current(Side from) {
  if (waiting_.empty()) return nullptr;
  Transaction& transaction = from == Side::kOriginator ? waiting_.back() : waiting_.front();
  return transaction.depth == flow(from).depth ? &transaction : nullptr;
}

void HttpReader::push(std::int64_t stamp) {
  waiting_.emplace_back();
  waiting_.back().stamp = stamp;
  waiting_.back().depth = ++depth_;
}

bool HttpReader::refuse(const char* name) {
  // Of what never was HTTP nothing is told.
  if (depth_ > 0) context_.weird.tell(conversation_.last, name, &conversation_);
  return false;
}

void HttpReader::log_first() {
  const Transaction& t = waiting_.front();
  LogRow row = conversation_row(context_.logs, kSchema, t.stamp, &conversation_);
  row.count(t.depth).text_or_unset(t.method).text_or_unset(t.host).text_or_unset(t.uri);
  row.text_or_unset(t.referrer).text_or_unset(t.version).text_or_unset(t.user_agent);
  row.text_or_unset(t.origin).count(t.request_size).count(t.reply_size);
  row.count_or_unset(t.status).text_or_unset(t.reason);
  row.count_or_unset(t.info).text_or_unset(t.info_reason);
  row.text_or_unset(t.user).texts(t.proxied);
  waiting_.pop_front();
}

}  // namespace

const StreamProtocol kHttp{kSchema, begins, make_reader<HttpReader>};

}  // namespace tapbond::sessions
