// What the messages of a TLS handshake tell, and its line in the log ssl, with Zeek's fields.
//
// What TLS 1.3 encrypts of the handshake is not seen: certificates, and the protocol that the
// server chose.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "decoders/messages/certificate.h"
#include "decoders/messages/tls_message.h"
#include "sensor/sessions/protocols/protocol.h"

namespace tapbond::sessions {

extern const LogSchema kSslSchema;

class TlsHandshake {
 public:
  using Side = Application::Side;
  using Octets = std::span<const std::uint8_t>;

  static constexpr std::size_t kMostMessage = 1 << 14;  // that its readers keep, bytes

  enum MessageType : std::uint8_t {
    kClientHello = 1,
    kServerHello = 2,
    kCertificate = 11,
    kServerKeyExchange = 12,
    kClientKeyExchange = 16,
  };

  TlsHandshake(const Conversation& conversation, const LogContext& context)
      : conversation_(conversation), context_(context) {}

  // Something came at that time, which is the line's where it is the first.
  void begin(std::int64_t stamp) {
    if (first_ == 0) first_ = stamp;
  }
  // A message, or the beginning of one that is too long to be kept.
  void take(Side from, std::uint8_t type, Octets body);
  void take_old_hello(Side from) { tell('C', from); }
  // What follows from there is encrypted.
  void change_cipher(Side from);
  void alert(Side from, std::uint8_t description);
  void heartbeat(Side from) { tell('B', from); }
  void establish() { established_ = true; }
  void malformed();

  bool chose_tls13() const;
  // So many messages were told of that it is no handshake.
  bool is_too_long() const;

  // Once; nothing where nothing was said.
  void log();

 private:
  void take_client_hello(Side from, Octets body);
  void take_server_hello(Octets body);
  void take_certificates(Side from, Octets body);
  void tell(char letter, Side from);
  struct Chain {                            // that an end sent
    messages::CertificateNames names;       // of its first certificate
    std::vector<std::string> fingerprints;  // of each
  };
  Chain& chain_of(Side side) { return chains_[side == Side::kOriginator ? 0 : 1]; }

  const Conversation& conversation_;
  const LogContext& context_;
  std::array<Chain, 2> chains_;
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

}  // namespace tapbond::sessions
