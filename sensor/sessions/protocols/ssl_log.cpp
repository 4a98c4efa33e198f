// The log of TLS and SSL handshakes, ssl, with Zeek's fields: a line when both ends have begun to
// encrypt, or when it is clear that they will not.
//
// What TLS 1.3 encrypts of the handshake is not seen: certificates, and the protocol that the
// server chose. Bytes of a certificate are kept up to a bound.
#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "decoders/messages/certificate.h"
#include "decoders/messages/tls_message.h"
#include "decoders/messages/tls_names.h"
#include "sensor/sessions/conversation_row.h"
#include "sensor/sessions/protocols/protocols.h"

namespace tapbond::sessions {
namespace {

using Octets = std::span<const std::uint8_t>;

constexpr auto kFields = of_conversation({
    {"version", "string"},
    {"cipher", "string"},
    {"curve", "string"},
    {"server_name", "string"},
    {"resumed", "bool"},
    {"last_alert", "string"},
    {"next_protocol", "string"},
    {"established", "bool"},
    {"ssl_history", "string"},
    {"subject", "string"},
    {"issuer", "string"},
    {"client_subject", "string"},
    {"client_issuer", "string"},
});
constexpr LogSchema kSchema{"ssl", kFields};

enum ContentType : std::uint8_t {
  kChangeCipherSpec = 20,
  kAlert = 21,
  kHandshake = 22,
  kApplicationData = 23,
  kHeartbeat = 24,
};

enum MessageType : std::uint8_t {
  kClientHello = 1,
  kServerHello = 2,
  kCertificate = 11,
  kServerKeyExchange = 12,
  kClientKeyExchange = 16,
};

constexpr std::uint16_t kTls13 = 0x0304;
constexpr std::size_t kRecordHeader = 5;
constexpr std::size_t kMessageHeader = 4;
constexpr std::size_t kMostRecord = (1 << 14) + 2048;
constexpr std::size_t kMostMessage = 1 << 14;  // that is kept, bytes
constexpr std::size_t kMostHistory = 100;

bool is_tls13(std::uint16_t version) { return version == kTls13 || version >> 8 == 0x7f; }

// The letter of a message in the history, a client's.
char letter_of(std::uint8_t type) {
  constexpr std::pair<std::uint8_t, char> kLetters[] = {
      {0, 'H'},  {1, 'C'},  {2, 'S'},  {3, 'V'},  {4, 'T'},  {5, 'E'},  {6, 'J'},
      {8, 'O'},  {11, 'X'}, {12, 'K'}, {13, 'R'}, {14, 'N'}, {15, 'Y'}, {16, 'G'},
      {20, 'F'}, {21, 'W'}, {22, 'U'}, {23, 'A'}, {24, 'P'}, {254, 'M'}};
  const auto* found = std::find_if(std::begin(kLetters), std::end(kLetters),
                                   [type](const auto& each) { return each.first == type; });
  return found == std::end(kLetters) ? 'Z' : found->second;
}

// SSL 2.0's record, in which old clients wrap the hello of what came later.
bool is_old_hello(std::string_view text) {
  return text.size() >= 4 && (text[0] & 0x80) != 0 && text[2] == kClientHello && text[3] == 3;
}

Sign begins(std::string_view text) {
  constexpr std::size_t kNeeded = kRecordHeader + 1;
  if (is_old_hello(text)) return Sign::kYes;
  if (text[0] != kHandshake && (text[0] & 0x80) == 0) return Sign::kNo;
  if (text.size() < kNeeded) return Sign::kUndecided;
  const bool hello = text[5] == kClientHello || text[5] == kServerHello;
  return text[0] == kHandshake && text[1] == 3 && text[2] <= 4 && hello ? Sign::kYes : Sign::kNo;
}

class TlsReader final : public Application {
 public:
  TlsReader(const Conversation& conversation, const LogContext& context)
      : conversation_(conversation), context_(context) {}

  bool read(Side from, Octets bytes, std::int64_t stamp) override;
  bool skip(Side, std::uint64_t) override {
    log();
    return false;
  }
  void finish() override { log(); }
  std::size_t held() const override {
    return sizeof *this + halves_[0].message.size() + halves_[1].message.size();
  }

 private:
  struct Half {
    std::vector<std::uint8_t> record;   // its header
    std::vector<std::uint8_t> message;  // the beginning of one, over records
    std::size_t message_left = 0;       // that is not kept
    std::size_t left = 0;               // of a record
    std::uint8_t type = 0;              // of that
    bool begun = false;
    bool encrypted = false;
    messages::CertificateNames names;
  };

  bool begin_record(Half& half);
  // False where the rest cannot be what it seemed.
  bool read_record(Side from, Octets part);
  void read_handshake(Side from, Octets part);
  void take_message(Side from, std::uint8_t type, Octets body);
  void take_client_hello(Side from, Octets body);
  void take_server_hello(Octets body);
  void tell(char letter, Side from);
  void malformed() { context_.weird.tell(conversation_.last, "SSL_unparsable", &conversation_); }
  Half& half_of(Side side) { return halves_[side == Side::kOriginator ? 0 : 1]; }
  void log();

  const Conversation& conversation_;
  const LogContext& context_;
  std::array<Half, 2> halves_;
  Side client_ = Side::kOriginator;
  std::int64_t first_ = 0;
  std::optional<messages::TlsClientHello> asked_;
  std::optional<messages::TlsServerHello> chosen_;
  std::optional<std::uint16_t> group_;
  std::optional<std::uint8_t> alert_;
  std::string history_;
  bool keys_exchanged_ = false;
  bool resumed_ = false;
  bool established_ = false;
};

bool TlsReader::read(Side from, Octets bytes, std::int64_t stamp) {
  if (first_ == 0) first_ = stamp;
  Half& half = half_of(from);
  while (!bytes.empty()) {
    if (half.record.size() < kRecordHeader) {
      half.record.push_back(bytes.front());
      bytes = bytes.subspan(1);
      if (half.record.size() == kRecordHeader && !begin_record(half)) {
        log();
        return false;
      }
    } else {
      const std::size_t size = std::min(half.left, bytes.size());
      half.left -= size;
      if (!read_record(from, bytes.first(size))) {
        log();
        return false;
      }
      bytes = bytes.subspan(size);
    }
    if (half.record.size() == kRecordHeader && half.left == 0) half.record.clear();
  }
  return true;
}

bool TlsReader::begin_record(Half& half) {
  const std::vector<std::uint8_t>& header = half.record;
  const bool first = !std::exchange(half.begun, true);
  if (first && is_old_hello({reinterpret_cast<const char*>(header.data()), header.size()})) {
    const std::size_t size = std::size_t{header[0] & 0x7fu} << 8 | header[1];
    constexpr std::size_t kRead = kRecordHeader - 2;
    half.type = kClientHello;
    half.left = size - std::min(size, kRead);
    return true;
  }
  half.type = header[0];
  half.left = std::size_t{header[3]} << 8 | header[4];
  const bool known = half.type >= kChangeCipherSpec && half.type <= kHeartbeat;
  if (known && header[1] == 3 && half.left <= kMostRecord) return true;
  malformed();
  return false;
}

bool TlsReader::read_record(Side from, Octets part) {
  Half& half = half_of(from);
  if (half.type == kApplicationData && chosen_ && is_tls13(chosen_->version)) half.encrypted = true;
  if (half.encrypted && half.type != kChangeCipherSpec) {
    established_ = halves_[0].encrypted && halves_[1].encrypted;
    return !established_;
  }
  switch (half.type) {
    case kHandshake:
      read_handshake(from, part);
      return history_.size() < kMostHistory;
    case kChangeCipherSpec:
      if (half.left > 0 || std::exchange(half.encrypted, true)) return true;
      tell('I', from);
      if (from == client_ && asked_ && asked_->ticket && asked_->session.empty() &&
          !keys_exchanged_)
        resumed_ = true;
      return true;
    case kAlert:
      if (half.left > 0) return true;
      tell('L', from);
      alert_ = part.back();
      return true;
    case kHeartbeat:
      if (half.left == 0) tell('B', from);
      return true;
    case kClientHello:  // an old one
      if (half.left == 0) tell('C', from);
      return true;
    default:
      return true;
  }
}

void TlsReader::read_handshake(Side from, Octets part) {
  Half& half = half_of(from);
  while (!part.empty()) {
    if (half.message_left == 0 && half.message.size() < kMessageHeader) {
      half.message.push_back(part.front());
      part = part.subspan(1);
      if (half.message.size() < kMessageHeader) continue;
      half.message_left =
          std::size_t{half.message[1]} << 16 | std::size_t{half.message[2]} << 8 | half.message[3];
    } else {
      const std::size_t size = std::min(half.message_left, part.size());
      const std::size_t kept = std::min(size, kMostMessage - half.message.size());
      half.message.insert(half.message.end(), part.begin(),
                          part.begin() + static_cast<std::ptrdiff_t>(kept));
      half.message_left -= size;
      part = part.subspan(size);
    }
    if (half.message_left > 0) continue;
    take_message(from, half.message[0], Octets(half.message).subspan(kMessageHeader));
    half.message.clear();
  }
}

void TlsReader::take_message(Side from, std::uint8_t type, Octets body) {
  switch (type) {
    case kClientHello:
      take_client_hello(from, body);
      return;
    case kServerHello:
      take_server_hello(body);
      tell(chosen_ && chosen_->retry ? 'J' : 'S', from);
      return;
    case kCertificate:
      if (const auto names = messages::read_certificate_names(messages::first_certificate(body)))
        half_of(from).names = *names;
      break;
    case kServerKeyExchange:
      if (chosen_ && messages::tls_cipher_name(chosen_->cipher).find("_ECDH") != std::string::npos)
        group_ = messages::read_named_curve(body);
      break;
    case kClientKeyExchange:
      keys_exchanged_ = true;
      break;
    default:
      break;
  }
  tell(letter_of(type), from);
}

void TlsReader::take_client_hello(Side from, Octets body) {
  if (!asked_ && from == Side::kResponder) {
    client_ = from;
    history_ += '^';
  }
  auto hello = messages::read_client_hello(body);
  if (!hello) {
    malformed();
  } else {
    asked_ = std::move(hello);
  }
  tell('C', from);
}

void TlsReader::take_server_hello(Octets body) {
  auto hello = messages::read_server_hello(body);
  if (!hello) {
    malformed();
    return;
  }
  chosen_ = std::move(hello);
  if (chosen_->group) group_ = chosen_->group;
  if (!asked_) return;
  const bool same = !asked_->session.empty() && asked_->session == chosen_->session;
  if ((same && !is_tls13(chosen_->version)) || (asked_->pre_shared_key && chosen_->pre_shared_key))
    resumed_ = true;
}

void TlsReader::tell(char letter, Side from) {
  if (history_.size() == kMostHistory) return;
  history_ += from == client_ ? letter
                              : static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
}

void TlsReader::log() {
  if (history_.empty()) return;
  LogRow row = conversation_row(context_.logs, kSchema, first_, &conversation_);
  if (chosen_) {
    row.text(messages::tls_version_name(chosen_->version));
    row.text(messages::tls_cipher_name(chosen_->cipher));
  } else {
    row.unset().unset();
  }
  row.text_or_unset(group_ ? messages::tls_group_name(*group_) : "");
  row.text_or_unset(asked_ ? asked_->server_name : "").flag(resumed_);
  row.text_or_unset(alert_ ? messages::tls_alert_name(*alert_) : "");
  row.text_or_unset(chosen_ ? chosen_->next_protocol : "").flag(established_).text(history_);
  const Side server = client_ == Side::kOriginator ? Side::kResponder : Side::kOriginator;
  for (const Side side : {server, client_})
    row.text_or_unset(half_of(side).names.subject).text_or_unset(half_of(side).names.issuer);
  history_.clear();
}

}  // namespace

const StreamProtocol kSsl{kSchema, begins, make_reader<TlsReader>};

}  // namespace tapbond::sessions
