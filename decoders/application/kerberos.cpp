// Kerberos version 4; of version 5 no more than that it is one.
#include "decoders/application/application.h"
#include "decoders/core/escape.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr Name kTypes[] = {
    {2, "KDC_REQUEST"}, {4, "KDC_REPLY"}, {6, "APPL_REQUEST"}, {8, "APPL_REQUEST_MUTUAL"},
    {10, "ERR_REPLY"},  {12, "PRIVATE"},  {14, "SAFE"},        {16, "APPL_ERR"},
    {126, "DIE"},
};
constexpr Name kErrors[] = {
    {0, "OK"},
    {1, "NAME_EXP"},
    {2, "SERVICE_EXP"},
    {3, "AUTH_EXP"},
    {4, "PKT_VER"},
    {5, "NAME_MAST_KEY_VER"},
    {6, "SERV_MAST_KEY_VER"},
    {7, "BYTE_ORDER"},
    {8, "PRINCIPAL_UNKNOWN"},
    {9, "PRINCIPAL_NOT_UNIQUE"},
    {10, "NULL_KEY"},
};

// Text up to its NUL; false, with the mark of truncation, where that is not there.
bool put_field(Line& line, Bytes data, std::uint32_t& at) {
  while (data.has(at, 1)) {
    const std::uint8_t c = data.u8(at++);
    if (c == 0) return true;
    put_visible(line, c);
  }
  line.truncated();
  return false;
}

bool put_principal(Line& line, Bytes data, std::uint32_t& at) {
  at += 2;
  if (!put_field(line, data, at)) return false;
  line.put('.');
  if (!put_field(line, data, at)) return false;
  line.put('@');
  return put_field(line, data, at);
}

void put_version4(Line& line, Bytes data) {
  const std::uint8_t kind = data.u8(1);
  const bool little = (kind & 1) != 0;
  const std::uint8_t type = kind & 0xfe;
  const auto number = [&](std::uint32_t at) { return little ? data.le16(at) : data.u16(at); };
  line.put(little ? " le " : " be ");
  put_name(line, kTypes, type, "#{}");
  line.put(": ");
  std::uint32_t at = 0;
  switch (type) {
    case 2:
      if (!put_principal(line, data, at)) return;
      at += 4;
      line.print(" {}min ", data.u8(at++) * 5);
      if (!put_field(line, data, at)) return;
      line.put('.');
      put_field(line, data, at);
      return;
    case 6:
      line.print("v{} ", data.u8(2));
      at = 3;
      if (!put_field(line, data, at)) return;
      line.print(" ({})", data.u8(at));
      line.print(" ({})", data.u8(at + 1));
      return;
    case 4:
      if (!put_principal(line, data, at)) return;
      line.print(" ({})", number(at + 10));
      return;
    case 10:
      if (!put_principal(line, data, at)) return;
      line.put(' ');
      put_name(line, kErrors, number(at + 4), "#{}");
      line.put(' ');
      at += 8;
      put_field(line, data, at);
      return;
    default:
      line.put("(unknown)");
  }
}

}  // namespace

void kerberos(Line& line, Bytes data) {
  line.protocol = "krb";
  switch (const unsigned version = data.u8(0)) {
    case 1:
    case 2:
    case 3:
      line.print(" v{}", version);
      return;
    case 4:
      line.put(" v4");
      put_version4(line, data);
      return;
    case 106:
    case 107:
      line.put(" v5");
      return;
    default:
      return;
  }
}

}  // namespace tapbond::text
