// What the numbers of TLS are called: by IANA's registry, and where it has no short name, by Zeek.
// All answer "unknown-N" for a number that has no name here.
#pragma once

#include <cstdint>
#include <string>

namespace tapbond::messages {

std::string tls_version_name(std::uint16_t version);   // TLSv12
std::string tls_cipher_name(std::uint16_t cipher);     // TLS_AES_128_GCM_SHA256
std::string tls_group_name(std::uint16_t group);       // secp256r1
std::string tls_alert_name(std::uint8_t description);  // close_notify

}  // namespace tapbond::messages
