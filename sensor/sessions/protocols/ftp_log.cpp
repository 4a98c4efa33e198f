// The log of what FTP transfers, ftp, with Zeek's fields: a line for each command that is about a
// file or a connection for data, with its reply (RFC 959, RFC 2428).
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <deque>
#include <optional>
#include <string>

#include "decoders/messages/http_head.h"
#include "sensor/sessions/conversation_row.h"
#include "sensor/sessions/ftp_data.h"
#include "sensor/sessions/protocols/line_reader.h"
#include "sensor/sessions/protocols/protocols.h"

namespace tapbond::sessions {
namespace {

using Octets = std::span<const std::uint8_t>;

constexpr auto kFields = of_conversation({
    {"user", "string"},
    {"password", "string"},
    {"command", "string"},
    {"arg", "string"},
    {"file_size", "count"},
    {"reply_code", "count"},
    {"reply_msg", "string"},
    {"data_channel.passive", "bool"},
    {"data_channel.orig_h", "addr"},
    {"data_channel.resp_h", "addr"},
    {"data_channel.resp_p", "port"},
});
constexpr LogSchema kSchema{"ftp", kFields};

constexpr std::string_view kLogged[] = {"APPE", "DELE", "RETR", "STOR", "STOU",
                                        "ACCT", "PORT", "PASV", "EPRT", "EPSV"};
constexpr std::string_view kOfFiles[] = {"APPE", "DELE", "RETR", "STOR", "STOU"};
constexpr std::string_view kGuests[] = {"anonymous", "ftp", "ftpuser", "guest"};
constexpr std::string_view kFirst[] = {"USER ", "AUTH ", "FEAT", "PASS ", "OPTS ", "SYST"};

constexpr std::size_t kMostWaiting = 20;
constexpr std::size_t kMostName = 128;  // of a user or a password

template <std::size_t count>
bool is_one_of(const std::string_view (&words)[count], std::string_view word) {
  return std::any_of(std::begin(words), std::end(words),
                     [word](std::string_view each) { return messages::same_word(each, word); });
}

Sign begins(std::string_view text) {
  Sign sign = Sign::kNo;
  for (const std::string_view word : kFirst) {
    const std::size_t size = std::min(word.size(), text.size());
    if (!messages::same_word(text.substr(0, size), word.substr(0, size))) continue;
    if (size == word.size()) return Sign::kYes;
    sign = Sign::kUndecided;
  }
  return sign;
}

// The path without steps up.
std::string joined(const std::string& folder, std::string_view file) {
  std::string path = file.starts_with('/')   ? std::string(file)
                     : folder.ends_with('/') ? folder + std::string(file)
                                             : folder + '/' + std::string(file);
  for (std::size_t up = path.find("/.."); up != std::string::npos; up = path.find("/..", up)) {
    if (up + 3 < path.size() && path[up + 3] != '/') {
      ++up;
      continue;
    }
    const std::size_t before = up == 0 ? std::string::npos : path.rfind('/', up - 1);
    const std::size_t from = before == std::string::npos ? up : before;
    path.erase(from, up + 3 - from);
    up = from;
  }
  return path;
}

class FtpReader final : public Application {
 public:
  FtpReader(const Conversation& conversation, const LogContext& context)
      : conversation_(conversation), context_(context) {}

  bool read(Side from, Octets bytes, std::int64_t stamp) override;
  void finish() override;
  std::size_t held() const override {
    std::size_t size = sizeof *this + commands_.held() + replies_.held() + folder_.size();
    for (const Command& each : waiting_) size += sizeof each + each.argument.size();
    return size;
  }
  bool gives_way() const override { return secured_; }

 private:
  struct Command {
    std::int64_t stamp = 0;
    std::string name;
    std::string argument;
    std::string line;
  };
  struct Reply {
    unsigned code = 0;
    std::string_view text;
    std::string_view line;
  };

  void take_command(std::string_view line, std::int64_t stamp);
  // False where it is no reply.
  bool take_reply(std::string_view line);
  void take_last_line(const Reply& reply);
  void log(const Command& command, const Reply& reply);

  const Conversation& conversation_;
  const LogContext& context_;
  LineReader commands_;
  LineReader replies_;
  std::deque<Command> waiting_;
  std::string user_ = "<unknown>";
  std::string password_;
  std::string folder_ = ".";
  std::optional<std::uint64_t> size_;  // of the file
  unsigned continued_ = 0;             // the code of a reply of several lines
  bool secured_ = false;
};

bool FtpReader::read(Side from, Octets bytes, std::int64_t stamp) {
  LineReader& lines = from == Side::kOriginator ? commands_ : replies_;
  while (lines.take(bytes)) {
    if (from == Side::kOriginator) {
      take_command(lines.line(), stamp);
    } else if (!take_reply(lines.line()) || secured_) {
      return false;
    }
  }
  return true;
}

void FtpReader::take_command(std::string_view line, std::int64_t stamp) {
  if (waiting_.size() == kMostWaiting) {
    context_.weird.tell(stamp, "FTP_too_many_pending_commands", &conversation_);
    waiting_.pop_front();
  }
  Command command{stamp, std::string(line.substr(0, line.find(' '))), {}, std::string(line)};
  std::transform(command.name.begin(), command.name.end(), command.name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (command.name.size() < line.size()) command.argument = line.substr(command.name.size() + 1);
  if (command.name == "USER") user_ = command.argument.substr(0, kMostName);
  if (command.name == "PASS") password_ = command.argument.substr(0, kMostName);
  waiting_.push_back(std::move(command));
}

bool FtpReader::take_reply(std::string_view line) {
  Reply reply;
  reply.line = line;
  const auto read = std::from_chars(line.data(), line.data() + line.size(), reply.code);
  const bool coded = read.ptr == line.data() + 3 && reply.code >= 100;
  if (continued_ != 0) {
    if (!coded || reply.code != continued_ || (line.size() > 3 && line[3] != ' ')) return true;
  } else if (!coded) {
    return false;
  } else if (line.size() > 3 && line[3] == '-') {
    continued_ = reply.code;
    return true;
  }
  continued_ = 0;
  reply.text = line.substr(std::min<std::size_t>(line.size(), 4));
  take_last_line(reply);
  return true;
}

void FtpReader::take_last_line(const Reply& reply) {
  constexpr unsigned kFileSize = 213;
  constexpr unsigned kPath = 257;
  constexpr unsigned kSecured = 234;
  if (waiting_.empty()) return;  // a greeting
  const Command& command = waiting_.front();
  if (reply.code < 200) {
    if (command.name != "RETR") return;
    // "(1234 bytes)"
    const std::size_t size = reply.text.rfind('(');
    std::uint64_t bytes = 0;
    if (size != std::string_view::npos &&
        std::from_chars(reply.text.data() + size + 1, reply.text.data() + reply.text.size(), bytes)
                .ec == std::errc())
      size_ = bytes;
    return;
  }
  if (command.name == "SIZE" && reply.code == kFileSize) {
    std::uint64_t bytes = 0;
    if (std::from_chars(reply.text.data(), reply.text.data() + reply.text.size(), bytes).ec ==
        std::errc())
      size_ = bytes;
  }
  const bool done = reply.code < 300;
  if (done && command.name == "CWD") folder_ = joined(folder_, command.argument);
  if (done && command.name == "CDUP") folder_ = joined(folder_, "..");
  if (reply.code == kPath && (command.name == "PWD" || command.name == "XPWD")) {
    const std::size_t first = reply.text.find('"');
    const std::size_t last = reply.text.rfind('"');
    if (first < last) folder_ = reply.text.substr(first + 1, last - first - 1);
  }
  folder_.resize(std::min(folder_.size(), LineReader::kMost));
  secured_ = command.name == "AUTH" && reply.code == kSecured;
  log(command, reply);
  waiting_.pop_front();
}

void FtpReader::finish() {
  for (const Command& command : waiting_) log(command, {});
  waiting_.clear();
}

void FtpReader::log(const Command& command, const Reply& reply) {
  if (!is_one_of(kLogged, command.name)) return;
  LogRow row = conversation_row(context_.logs, kSchema, command.stamp, &conversation_);
  row.text(user_);
  row.text_or_unset(password_.empty() || is_one_of(kGuests, user_) ? password_ : "<hidden>");
  row.text(command.name);
  const Address& server = conversation_.responder.address;
  if (is_one_of(kOfFiles, command.name)) {
    const std::string address(server.text().view());
    const std::string host = server.is_ipv4() ? address : '[' + address + ']';
    const std::string path = joined(folder_, command.argument);
    row.text("ftp://" + host + (path.starts_with('/') ? "" : "/") + path);
  } else {
    row.text_or_unset(command.argument);
  }
  const auto size = std::exchange(size_, std::nullopt);
  row.count_or_unset(size.value_or(0)).count_or_unset(reply.code).text_or_unset(reply.text);
  const bool passive = command.name == "PASV" || command.name == "EPSV";
  const Address& client = conversation_.originator.address;
  Endpoint data;
  const std::string_view told = passive ? reply.line : std::string_view(command.line);
  if (!read_ftp_data(told, passive, passive ? server : client, data)) {
    row.unset().unset().unset().unset();
    return;
  }
  row.flag(passive).address(passive ? client : server).endpoint(data);
}

}  // namespace

const StreamProtocol kFtp{kSchema, begins, make_reader<FtpReader>};

}  // namespace tapbond::sessions
