#include "decoders/application/dhcpv6_options.h"

#include "decoders/application/dhcpv6_codes.h"
#include "decoders/application/dhcpv6_values.h"
#include "decoders/application/dns_name.h"
#include "decoders/core/address.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;
constexpr int kMostNested = 32;

// Fields of a fixed size, before options of their own.
void put_nested(Line& line, Bytes value, std::uint32_t fixed) {
  if (value.length() <= fixed) return;
  dhcpv6_options(line, value.from(fixed), value.length() - fixed);
}

void put_association(Line& line, Bytes value) {
  if (value.length() < 12) {
    put_dhcpv6_unreadable(line);
    return;
  }
  line.print(" IAID:{} T1:{} T2:{}", value.u32(0), value.u32(4), value.u32(8));
  put_nested(line, value, 12);
}

void put_temporary_association(Line& line, Bytes value) {
  if (value.length() < 4) {
    put_dhcpv6_unreadable(line);
    return;
  }
  line.print(" IAID:{}", value.u32(0));
  put_nested(line, value, 4);
}

void put_association_address(Line& line, Bytes value) {
  if (value.length() < 24) {
    put_dhcpv6_unreadable(line);
    return;
  }
  line.put(' ');
  put_ipv6(line, value, 0);
  line.print(" pltime:{} vltime:{}", value.u32(16), value.u32(20));
  put_nested(line, value, 24);
}

void put_prefix(Line& line, Bytes value) {
  if (value.length() < 25) {
    put_dhcpv6_unreadable(line);
    return;
  }
  line.put(' ');
  put_ipv6(line, value, 9);
  line.print("/{} pltime:{} vltime:{}", value.u8(8), value.u32(0), value.u32(4));
  put_nested(line, value, 25);
}

// RFC 5007 4.1.2.1
void put_lease_query(Line& line, Bytes value) {
  static constexpr Name kTypes[] = {{1, "by-address"}, {2, "by-clientID"}};
  if (value.length() < 17) {
    put_dhcpv6_unreadable(line);
    return;
  }
  line.put(' ');
  put_name(line, kTypes, value.u8(0), "type_{}");
  line.put(' ');
  put_ipv6(line, value, 1);
  put_nested(line, value, 17);
}

// The names in the first `size` bytes of `data`; false where one is broken. What a name, or a
// relayed message, is read from does not end with the option.
bool put_names(Line& line, Bytes data, std::uint32_t size) {
  for (std::uint32_t at = 0; at < size;) {
    line.put(' ');
    const auto next = put_domain_name(line, data, at);
    if (!next) return false;
    at = *next;
  }
  return true;
}

// RFC 5908, the options within it; false where one is broken.
bool put_ntp_server(Line& line, Bytes data, std::uint32_t size) {
  enum : std::uint16_t { kUnicast = 1, kMulticast = 2, kName = 3 };
  if (size < kHeader) {
    put_dhcpv6_unreadable(line);
    return true;
  }
  for (std::uint32_t at = 0; at < size - kHeader;) {
    const std::uint16_t code = data.u16(at);
    const std::uint32_t length = data.u16(at + 2);
    at += kHeader;
    if (at + length > size) return false;
    line.print(" subopt:{}", code);
    if ((code == kUnicast || code == kMulticast) && length == 16) {
      line.put(' ');
      put_ipv6(line, data, at);
    } else if (code == kName) {
      line.put(' ');
      if (!put_domain_name(line, data, at)) return false;
    } else {
      put_dhcpv6_unreadable(line);
    }
    at += length;
  }
  return true;
}

// An option whose value ends where the option does.
void put_bounded(Line& line, std::uint16_t code, Bytes value) {
  switch (code) {
    case DHCPv6::IA_NA:
    case DHCPv6::IA_PD:
      put_association(line, value);
      break;
    case DHCPv6::IA_TA:
      put_temporary_association(line, value);
      break;
    case DHCPv6::IA_ADDR:
      put_association_address(line, value);
      break;
    case DHCPv6::IAPREFIX:
      put_prefix(line, value);
      break;
    case DHCPv6::LQ_QUERY:
      put_lease_query(line, value);
      break;
    case DHCPv6::CLIENT_DATA:
      put_nested(line, value, 0);
      break;
    default:
      put_dhcpv6_value(line, code, value);
      break;
  }
}

// False where nothing more can be read.
bool put_option(Line& line, std::uint16_t code, Bytes data, std::uint32_t size) {
  line.put(" (");
  put_name(line, kDhcpv6Options, code, "opt_{}");
  if (code == DHCPv6::SIP_SERVER_D || code == DHCPv6::DOMAIN_LIST) {
    if (!put_names(line, data, size)) return false;
  } else if (code == kNtpServer) {
    if (!put_ntp_server(line, data, size)) return false;
  } else if (code == DHCPv6::RELAY_MSG) {
    line.put(" (");
    dhcpv6_message(line, data.claiming(size));
  } else {
    put_bounded(line, code, data.first(size));
  }
  line.put(')');
  return true;
}

bool put_options(Line& line, Bytes data, std::uint32_t end) {
  for (std::uint32_t at = 0; at < end && !line.cut();) {
    if (end - at < kHeader) return false;
    const std::uint16_t code = data.u16(at);
    const std::uint32_t size = data.u16(at + 2);
    at += kHeader;
    if (end - at < size) return false;
    if (!put_option(line, code, data.from(at), size)) return false;
    at += size;
  }
  return true;
}

}  // namespace

void dhcpv6_options(Line& line, Bytes data, std::uint32_t end) {
  if (line.depth >= kMostNested) {
    line.truncated();
    return;
  }
  ++line.depth;
  if (!put_options(line, data, end)) line.truncated();
  --line.depth;
}

}  // namespace tapbond::text
