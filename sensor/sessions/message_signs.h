// What messages of protocols that go in streams and in datagrams begin with.
#pragma once

#include <cstddef>
#include <string_view>

namespace tapbond::sessions {

// 0 where there is nothing.
inline unsigned u8(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}
inline unsigned u16(std::string_view text, std::size_t at) {
  return u8(text, at) << 8 | u8(text, at + 1);
}

inline std::string_view first_line(std::string_view text) {
  return text.substr(0, text.find('\n'));
}

bool is_dns_message(std::string_view text);         // RFC 1035
bool is_kerberos(std::string_view text);            // RFC 4120
bool is_ldap(std::string_view text, bool request);  // RFC 4511

}  // namespace tapbond::sessions
