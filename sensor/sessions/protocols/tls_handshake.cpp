#include "sensor/sessions/protocols/tls_handshake.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>

#include "decoders/messages/tls_names.h"
#include "sensor/sessions/conversation_row.h"
#include "sensor/sessions/digests.h"

namespace tapbond::sessions {
namespace {

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
    {"cert_chain_fps", "vector[string]"},
    {"client_cert_chain_fps", "vector[string]"},
    {"subject", "string"},
    {"issuer", "string"},
    {"client_subject", "string"},
    {"client_issuer", "string"},
});

constexpr std::uint16_t kTls13 = 0x0304;
constexpr std::size_t kMostHistory = 100;
constexpr std::size_t kMostCertificates = 16;

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

}  // namespace

const LogSchema kSslSchema{"ssl", kFields};

bool TlsHandshake::chose_tls13() const { return chosen_ && is_tls13(chosen_->version); }

bool TlsHandshake::is_too_long() const { return history_.size() >= kMostHistory; }

void TlsHandshake::malformed() {
  context_.weird.tell(conversation_.last, "SSL_unparsable", &conversation_);
}

void TlsHandshake::take(Side from, std::uint8_t type, Octets body) {
  switch (type) {
    case kClientHello:
      take_client_hello(from, body);
      return;
    case kServerHello:
      take_server_hello(body);
      tell(chosen_ && chosen_->retry ? 'J' : 'S', from);
      return;
    case kCertificate:
      take_certificates(from, body);
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

void TlsHandshake::change_cipher(Side from) {
  tell('I', from);
  if (from == client_ && asked_ && asked_->ticket && asked_->session.empty() && !keys_exchanged_)
    resumed_ = true;
}

void TlsHandshake::alert(Side from, std::uint8_t description) {
  tell('L', from);
  alert_ = description;
}

void TlsHandshake::take_client_hello(Side from, Octets body) {
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

void TlsHandshake::take_server_hello(Octets body) {
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

void TlsHandshake::take_certificates(Side from, Octets body) {
  Chain& chain = chain_of(from);
  for (const Octets certificate : messages::certificates(body, kMostCertificates)) {
    if (chain.fingerprints.empty()) {
      if (const auto names = messages::read_certificate_names(certificate)) chain.names = *names;
    }
    if (chain.fingerprints.size() < kMostCertificates)
      chain.fingerprints.push_back(fmt::format("{:02x}", fmt::join(sha256(certificate), "")));
  }
}

void TlsHandshake::tell(char letter, Side from) {
  if (history_.size() == kMostHistory) return;
  history_ += from == client_ ? letter
                              : static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
}

void TlsHandshake::log() {
  if (history_.empty()) return;
  LogRow row = conversation_row(context_.logs, kSslSchema, first_, &conversation_);
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
  const Chain* const chains[] = {&chain_of(server), &chain_of(client_)};
  for (const Chain* chain : chains) row.texts(chain->fingerprints);
  for (const Chain* chain : chains)
    row.text_or_unset(chain->names.subject).text_or_unset(chain->names.issuer);
  history_.clear();
}

}  // namespace tapbond::sessions
