// The log of mail under way, smtp, with Zeek's fields: a line for each message (RFC 5321, RFC
// 5322). Of a message's text the first fields of its head are kept, and nothing of its body.
#include <algorithm>
#include <cctype>
#include <charconv>
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
    {"helo", "string"},
    {"mailfrom", "string"},
    {"rcptto", "set[string]"},
    {"date", "string"},
    {"from", "string"},
    {"to", "set[string]"},
    {"cc", "set[string]"},
    {"reply_to", "string"},
    {"msg_id", "string"},
    {"in_reply_to", "string"},
    {"subject", "string"},
    {"x_originating_ip", "string"},
    {"first_received", "string"},
    {"second_received", "string"},
    {"last_reply", "string"},
    {"path", "vector[addr]"},
    {"user_agent", "string"},
    {"tls", "bool"},
});
constexpr LogSchema kSchema{"smtp", kFields};

constexpr std::size_t kMostAddresses = 100;

Sign begins(std::string_view text) {
  Sign sign = Sign::kNo;
  for (const std::string_view word : {"EHLO", "HELO"}) {
    const std::size_t size = std::min(word.size(), text.size());
    if (!same_word(text.substr(0, size), word.substr(0, size))) continue;
    if (size == word.size()) return Sign::kYes;
    sign = Sign::kUndecided;
  }
  return sign;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// "FROM:<me@example.org> SIZE=5": what stands in the brackets, or the first word.
std::string_view path_of(std::string_view argument) {
  argument.remove_prefix(std::min(argument.size(), argument.find(':') + 1));
  argument = trimmed(argument);
  if (argument.starts_with('<')) return argument.substr(1, argument.find('>') - 1);
  return argument.substr(0, argument.find(' '));
}

// At the commas that are not in quotes.
void split_addresses(std::string_view list, std::vector<std::string>& addresses) {
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    if (i < list.size() && list[i] == '"') quoted = !quoted;
    if (i < list.size() && (list[i] != ',' || quoted)) continue;
    const std::string_view address = trimmed(list.substr(begin, i - begin));
    begin = i + 1;
    if (!address.empty() && addresses.size() < kMostAddresses) addresses.emplace_back(address);
  }
}

// The address that a Received field is about, as Zeek finds it: of those in brackets or between
// spaces the second, or else the first. What is merely like an address, a version say, is not one.
std::string received_from(std::string_view field) {
  constexpr std::string_view kOpening = " [({";
  constexpr std::string_view kClosing = " ])}";
  constexpr std::string_view kOfAddress = "0123456789abcdefABCDEF.:";
  std::string first;
  for (std::size_t i = field.find_first_of(kOpening); i < field.size();
       i = field.find_first_of(kOpening, i + 1)) {
    const std::size_t end = field.find_first_not_of(kOfAddress, i + 1);
    if (end == std::string_view::npos) break;
    if (field[end] != kClosing[kOpening.find(field[i])]) continue;
    const auto address = Address::read(std::string(field.substr(i + 1, end - i - 1)));
    if (!address) continue;
    if (!first.empty()) return std::string(address->text().view());
    first = address->text().view();
  }
  return first;
}

struct Mail {
  std::int64_t stamp = 0;
  bool begun = false;  // somebody sent or was named
  bool secured = false;
  std::string sender;
  std::vector<std::string> recipients;
  std::string date;
  std::string from;
  std::vector<std::string> to;
  std::vector<std::string> copies;
  std::string reply_to;
  std::string id;
  std::string in_reply_to;
  std::string subject;
  std::string originating_address;
  std::string first_received;
  std::string second_received;
  std::string last_reply;
  std::vector<std::string> path;  // from the receiver back to who sent it first
  std::string user_agent;

  void take_field(std::string_view name, std::string_view value);
  std::size_t held() const;
};

void Mail::take_field(std::string_view name, std::string_view value) {
  const auto is = [name](std::string_view other) { return same_word(name, other); };
  if (is("date")) date = value;
  if (is("from")) from = value;
  if (is("to")) split_addresses(value, to);
  if (is("cc")) split_addresses(value, copies);
  if (is("reply-to")) reply_to = value;
  if (is("message-id")) id = value;
  if (is("in-reply-to")) in_reply_to = value;
  if (is("subject")) subject = value;
  if (is("x-originating-ip")) originating_address = value;
  if (is("x-mailer") || is("user-agent") || is("x-user-agent")) user_agent = value;
  if (!is("received")) return;
  second_received = std::move(first_received);
  first_received = value;
  std::string hop = received_from(value);
  if (hop.empty() || path.size() >= kMostAddresses || (!path.empty() && path.back() == hop)) return;
  path.push_back(std::move(hop));
}

std::size_t Mail::held() const {
  std::size_t size = 0;
  for (const std::string* each :
       {&sender, &date, &from, &reply_to, &id, &in_reply_to, &subject, &originating_address,
        &first_received, &second_received, &last_reply, &user_agent})
    size += each->size();
  for (const auto* list : {&recipients, &to, &copies, &path}) {
    for (const std::string& each : *list) size += sizeof each + each.size();
  }
  return size;
}

class SmtpReader final : public Application {
 public:
  SmtpReader(const Conversation& conversation, const LogContext& context)
      : conversation_(conversation), context_(context) {
    begin_path();
  }

  bool read(Side from, Octets bytes, std::int64_t stamp) override;
  void finish() override { log(); }
  std::size_t held() const override {
    return sizeof *this + commands_.held() + replies_.held() + mail_.held() + field_.size() +
           hello_.size();
  }
  bool gives_way() const override { return mail_.secured; }

 private:
  enum class Next : std::uint8_t { kCommand, kHead, kBody, kChunk };

  void take_client_line(std::string_view line, std::int64_t stamp);
  void take_command(std::string_view line, std::int64_t stamp);
  void take_head_line(std::string_view line);
  void end_field();
  void take_reply(std::string_view line, std::int64_t stamp);
  void begin_mail(std::int64_t stamp) {
    mail_ = Mail();
    mail_.stamp = stamp;
    begin_path();
  }
  void begin_path() {
    for (const Endpoint& end : {conversation_.responder, conversation_.originator})
      mail_.path.emplace_back(end.address.text().view());
  }
  void log();

  const Conversation& conversation_;
  const LogContext& context_;
  LineReader commands_;
  LineReader replies_;
  Next next_ = Next::kCommand;
  std::uint64_t chunk_left_ = 0;
  std::string field_;  // of the head, over its lines
  std::string hello_;
  std::uint64_t depth_ = 1;
  Mail mail_;
  bool ended_ = false;  // the message; its reply is to come
  bool secure_asked_ = false;
};

bool SmtpReader::read(Side from, Octets bytes, std::int64_t stamp) {
  if (mail_.stamp == 0) mail_.stamp = stamp;
  if (from == Side::kResponder) {
    while (!mail_.secured && replies_.take(bytes)) take_reply(replies_.line(), stamp);
    return !mail_.secured;
  }
  while (!bytes.empty()) {
    if (next_ == Next::kChunk) {
      const std::size_t size = std::min<std::uint64_t>(chunk_left_, bytes.size());
      bytes = bytes.subspan(size);
      chunk_left_ -= size;
      if (chunk_left_ == 0) next_ = Next::kCommand;
    } else if (commands_.take(bytes)) {
      take_client_line(commands_.line(), stamp);
    }
  }
  return true;
}

void SmtpReader::take_client_line(std::string_view line, std::int64_t stamp) {
  if (next_ == Next::kCommand) {
    take_command(line, stamp);
  } else if (line == ".") {
    end_field();
    next_ = Next::kCommand;
    ended_ = true;
  } else if (next_ == Next::kHead) {
    take_head_line(line);
  }
}

void SmtpReader::take_command(std::string_view line, std::int64_t stamp) {
  const std::string_view name = line.substr(0, line.find(' '));
  const std::string_view argument = line.substr(std::min(line.size(), name.size() + 1));
  const auto is = [name](std::string_view other) { return same_word(name, other); };
  secure_asked_ = is("STARTTLS");
  if (is("HELO") || is("EHLO")) hello_ = argument;
  if (is("MAIL")) {
    if (mail_.begun) {
      log();
      begin_mail(stamp);
    }
    mail_.begun = true;
    mail_.sender = path_of(argument);
  }
  if (is("RCPT")) {
    mail_.begun = true;
    if (mail_.recipients.size() < kMostAddresses) mail_.recipients.emplace_back(path_of(argument));
  }
  if (is("DATA")) next_ = Next::kHead;
  if (is("BDAT")) {
    const auto read =
        std::from_chars(argument.data(), argument.data() + argument.size(), chunk_left_);
    if (read.ec == std::errc() && chunk_left_ > 0) next_ = Next::kChunk;
    ended_ = argument.ends_with("LAST");
  }
}

void SmtpReader::take_head_line(std::string_view line) {
  if (line.starts_with(' ') || line.starts_with('\t')) {
    field_ += ' ';
    field_ +=
        trimmed(line).substr(0, LineReader::kMost - std::min(LineReader::kMost, field_.size()));
    return;
  }
  end_field();
  field_ = line;
  if (line.empty()) next_ = Next::kBody;
}

void SmtpReader::end_field() {
  if (const auto field = messages::read_http_field(field_))
    mail_.take_field(field->name, field->value);
  field_.clear();
}

void SmtpReader::take_reply(std::string_view line, std::int64_t stamp) {
  constexpr unsigned kReady = 220;
  unsigned code = 0;
  std::from_chars(line.data(), line.data() + line.size(), code);
  if (line.size() < 3 || code < 200) return;
  mail_.last_reply = line;
  if (line.size() > 3) mail_.last_reply[3] = ' ';
  const bool refused = code >= 400;
  if (refused && next_ == Next::kHead && field_.empty()) next_ = Next::kCommand;
  mail_.secured = secure_asked_ && code == kReady;
  const bool last_line = line.size() == 3 || line[3] != '-';
  if (!ended_ || !last_line) return;
  ended_ = false;
  log();
  begin_mail(stamp);
  ++depth_;
}

void SmtpReader::log() {
  const Mail& m = mail_;
  if (!m.begun && !m.secured) return;
  LogRow row = conversation_row(context_.logs, kSchema, m.stamp, &conversation_);
  row.count(depth_).text_or_unset(hello_).text_or_unset(m.sender).texts(m.recipients);
  row.text_or_unset(m.date).text_or_unset(m.from).texts(m.to).texts(m.copies);
  row.text_or_unset(m.reply_to).text_or_unset(m.id).text_or_unset(m.in_reply_to);
  row.text_or_unset(m.subject).text_or_unset(m.originating_address);
  row.text_or_unset(m.first_received).text_or_unset(m.second_received);
  row.text_or_unset(m.last_reply).texts(m.path).text_or_unset(m.user_agent).flag(m.secured);
  mail_.begun = false;
}

}  // namespace

const StreamProtocol kSmtp{kSchema, begins, make_reader<SmtpReader>};

}  // namespace tapbond::sessions
