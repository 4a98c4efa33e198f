#include "sensor/sessions/message_signs.h"

namespace tapbond::sessions {

bool is_dns_message(std::string_view text) {
  if (text.size() < 12) return false;
  const unsigned kind = u8(text, 2) >> 3 & 15;
  const bool answer = (u8(text, 2) & 0x80) != 0;
  return kind <= 6 && u16(text, 4) <= 16 && (answer || u16(text, 4) > 0 || u16(text, 6) > 0);
}

bool is_kerberos(std::string_view text) {  // an application's tag from 10 to 30
  const unsigned tag = u8(text, 0);
  const unsigned size = u8(text, 1);
  const std::size_t at = size < 0x80 ? 2 : 2 + (size & 0x7f);
  return tag >= 0x6a && tag <= 0x7e && u8(text, at) == 0x30;
}

bool is_ldap(std::string_view text, bool request) {  // a sequence, its number, its kind
  if (u8(text, 0) != 0x30) return false;
  const unsigned size = u8(text, 1);
  const std::size_t at = size < 0x80 ? 2 : 2 + (size & 0x7f);
  if (u8(text, at) != 2 || u8(text, at + 1) > 4 || u8(text, at + 1) == 0) return false;
  const unsigned kind = u8(text, at + 2 + u8(text, at + 1));
  if ((kind & 0xc0) != 0x40) return false;
  const unsigned number = kind & 0x1f;
  return request ? number == 0 || number == 3 || number == 23 || number == 6 || number == 8 ||
                       number == 10 || number == 14
                 : number == 1 || number == 4 || number == 5 || number == 24 || number == 7 ||
                       number == 9 || number == 11 || number == 15 || number == 19;
}

}  // namespace tapbond::sessions
