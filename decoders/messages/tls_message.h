// The messages of TLS's handshake that are not encrypted, as values (RFC 5246, RFC 8446; SSL 3.0:
// RFC 6101; of datagrams: RFC 6347, RFC 9147).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tapbond::messages {

struct TlsClientHello {
  std::uint16_t version = 0;
  std::vector<std::uint8_t> session;  // that is to be resumed
  std::string server_name;            // RFC 6066; as it came: any byte may be in it
  bool ticket = false;                // one that is not empty (RFC 5077)
  bool pre_shared_key = false;
};

struct TlsServerHello {
  std::uint16_t version = 0;  // that was chosen
  std::uint16_t cipher = 0;
  std::vector<std::uint8_t> session;
  bool retry = false;                  // a request for another hello (RFC 8446, 4.1.4)
  bool pre_shared_key = false;         // the one that was offered is taken
  std::optional<std::uint16_t> group;  // of its share of the key
  std::string next_protocol;           // RFC 7301
};

// Of the message's body. Nothing where it is cut, or is none.
std::optional<TlsClientHello> read_client_hello(std::span<const std::uint8_t> body);
std::optional<TlsServerHello> read_server_hello(std::span<const std::uint8_t> body);

// The named curve of a server's key exchange (RFC 8422); nothing where it has none.
std::optional<std::uint16_t> read_named_curve(std::span<const std::uint8_t> body);

// The certificates that are in such a message of TLS 1.2 or older, DER, its owner's first: those of
// which all is there, and `most` of them.
std::vector<std::span<const std::uint8_t>> certificates(std::span<const std::uint8_t> body,
                                                        std::size_t most);

}  // namespace tapbond::messages
