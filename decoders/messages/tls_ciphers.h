// The cipher suites of TLS, by IANA's registry.
#pragma once

#include <cstdint>
#include <string_view>

namespace tapbond::messages {

// TLS_AES_128_GCM_SHA256; empty where the number has no name here.
std::string_view tls_cipher(std::uint16_t number);

}  // namespace tapbond::messages
