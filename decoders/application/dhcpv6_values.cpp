#include "decoders/application/dhcpv6_values.h"

#include "decoders/application/dhcpv6_codes.h"
#include "decoders/core/address.h"
#include "decoders/core/escape.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kMostOctets = 10;  // shown of an opaque identifier

constexpr Name kStatuses[] = {
    {0, "Success"},        {1, "UnspecFail"},    {2, "NoAddrsAvail"},  {3, "NoBinding"},
    {4, "NotOnLink"},      {5, "UseMulticast"},  {6, "NoPrefixAvail"}, {7, "UnknownQueryType"},
    {8, "MalformedQuery"}, {9, "NotConfigured"}, {10, "NotAllowed"},
};
constexpr std::uint16_t kMostStatus = 255;

void put_octets(Line& line, Bytes data, std::uint32_t at, std::uint32_t end) {
  for (; at < end; ++at) line.print("{:02x}", data.u8(at));
}

// An identifier that nobody here reads: its first bytes.
void put_opaque(Line& line, Bytes value, std::uint32_t at) {
  put_octets(line, value, at, std::min(value.length(), at + kMostOctets));
  line.put("...");
}

// RFC 8415 11
void put_unique_identifier(Line& line, Bytes value) {
  const std::uint32_t size = value.length();
  if (size < 2) {
    put_dhcpv6_unreadable(line);
    return;
  }
  const std::uint16_t type = value.u16(0);
  if (type == DHCPv6::duid_llt::duid_id && size >= 8) {
    line.print(" hwaddr/time type {} time {} ", value.u16(2), value.u32(4));
    put_octets(line, value, 8, size);
  } else if (type == DHCPv6::duid_en::duid_id && size >= 10) {
    line.put(" vid ");
    put_octets(line, value, 2, 10);
  } else if (type == DHCPv6::duid_ll::duid_id && size >= 4) {
    line.print(" hwaddr type {} ", value.u16(2));
    put_octets(line, value, 4, size);
  } else if (type >= DHCPv6::duid_llt::duid_id && type <= DHCPv6::duid_ll::duid_id) {
    put_dhcpv6_unreadable(line);
  } else {
    line.print(" type {}", type);
  }
}

void put_digest(Line& line, Bytes value, std::uint32_t at) {
  for (unsigned i = 0; i < 4; ++i) line.print(" {:08x}", value.u32(at + 4 * i));
}

void put_delayed_authentication(Line& line, Bytes info) {
  static constexpr std::uint32_t kFixed = 20;
  if (info.length() == 0) return;
  if (info.length() < kFixed) {
    line.put(" ??");
    return;
  }
  const std::uint32_t realm = info.length() - kFixed;
  if (realm > 0) {
    line.put(", realm: ");
    put_octets(line, info, 0, realm);
  }
  line.print(", key ID: {:08x}, HMAC-MD5:", info.u32(realm));
  put_digest(line, info, realm + 4);
}

void put_reconfigure_key(Line& line, Bytes info) {
  if (info.length() != 17) {
    line.put(" ??");
    return;
  }
  switch (info.u8(0)) {
    case 1:
      line.put(" reconfig-key");
      break;
    case 2:
      line.put(" type: HMAC-MD5");
      break;
    default:
      line.put(" type: ??");
      break;
  }
  line.put(" value:");
  put_digest(line, info, 1);
}

// RFC 8415 21.11
void put_authentication(Line& line, Bytes value) {
  static constexpr std::uint32_t kFixed = 11;
  enum : std::uint8_t { kDelayed = 2, kReconfigureKey = 3 };
  static constexpr Name kProtocols[] = {{kDelayed, "delayed"}, {kReconfigureKey, "reconfigure"}};
  static constexpr Name kAlgorithms[] = {{1, "HMAC-MD5"}};
  static constexpr Name kReplayDetection[] = {{0, "mono"}};
  if (value.length() < kFixed) {
    put_dhcpv6_unreadable(line);
    return;
  }
  const std::uint8_t protocol = value.u8(0);
  line.put(" proto: ");
  put_name(line, kProtocols, protocol, "{}");
  line.put(", alg: ");
  put_name(line, kAlgorithms, value.u8(1), "{}");
  line.put(", RDM: ");
  put_name(line, kReplayDetection, value.u8(2), "{}");
  line.put(", RD:");
  for (unsigned i = 0; i < 4; ++i) line.print(" {:04x}", value.u16(3 + 2 * i));
  const Bytes info = value.from(kFixed);
  if (protocol == kDelayed) {
    put_delayed_authentication(line, info);
  } else if (protocol == kReconfigureKey) {
    put_reconfigure_key(line, info);
  } else {
    line.put(" ??");
  }
}

void put_status(Line& line, Bytes value) {
  if (value.length() < 2) {
    put_dhcpv6_unreadable(line);
    return;
  }
  const std::uint16_t status = value.u16(0);
  line.put(' ');
  if (status > kMostStatus) {
    line.put("INVALID code");
  } else {
    put_name(line, kStatuses, status, "code{}");
  }
}

void put_reconfigure(Line& line, Bytes value) {
  static constexpr Name kMessages[] = {{DHCPv6::RENEW, "renew"}, {DHCPv6::INFO_REQUEST, "inf-req"}};
  if (value.length() != 1) {
    put_dhcpv6_unreadable(line);
    return;
  }
  line.put(" for ");
  put_name(line, kMessages, value.u8(0), "?\?\?({:02x})");
}

void put_requested(Line& line, Bytes value) {
  if (value.length() % 2 != 0) {
    put_dhcpv6_unreadable(line);
    return;
  }
  for (std::uint32_t at = 0; at < value.length(); at += 2) {
    line.put(' ');
    put_name(line, kDhcpv6Options, value.u16(at), "opt_{}");
  }
}

void put_addresses(Line& line, Bytes value) {
  if (value.length() % 16 != 0) {
    put_dhcpv6_unreadable(line);
    return;
  }
  for (std::uint32_t at = 0; at < value.length(); at += 16) {
    line.put(' ');
    put_ipv6(line, value, at);
  }
}

void put_relay_data(Line& line, Bytes value) {
  if (value.length() < 16) {
    put_dhcpv6_unreadable(line);
    return;
  }
  line.put(' ');
  put_ipv6(line, value, 0);
  line.put(' ');
  put_opaque(line, value, 16);
}

void put_remote(Line& line, Bytes value) {
  if (value.length() < 4) {
    put_dhcpv6_unreadable(line);
    return;
  }
  line.print(" {} ", value.u32(0));
  put_opaque(line, value, 4);
}

void put_zero_ended(Line& line, Bytes value) {
  if (value.length() < 5) {
    put_dhcpv6_unreadable(line);
    return;
  }
  line.put(' ');
  put_string(line, value, 0, value.length());
}

// RFC 6334: one name, read by its own lengths.
void put_tunnel_router(Line& line, Bytes value) {
  std::uint32_t left = value.length();
  if (left < 3) {
    put_dhcpv6_unreadable(line);
    return;
  }
  line.put(' ');
  for (std::uint32_t at = 0; left > 0 && value.u8(at) != 0;) {
    const std::uint32_t size = value.u8(at++);
    if (size >= left - 1) {
      put_dhcpv6_unreadable(line);
      return;
    }
    put_string(line, value, at, size);
    at += size;
    left -= size + 1;
    if (value.u8(at) != 0) line.put('.');
  }
}

}  // namespace

void put_dhcpv6_value(Line& line, std::uint16_t code, Bytes value) {
  switch (code) {
    case DHCPv6::CLIENTID:
    case DHCPv6::SERVERID:
      put_unique_identifier(line, value);
      break;
    case DHCPv6::OPTION_REQUEST:
    case DHCPv6::ERO:
      put_requested(line, value);
      break;
    case DHCPv6::PREFERENCE:
      value.length() == 1 ? line.print(" {}", value.u8(0)) : put_dhcpv6_unreadable(line);
      break;
    case DHCPv6::ELAPSED_TIME:
      value.length() == 2 ? line.print(" {}", value.u16(0)) : put_dhcpv6_unreadable(line);
      break;
    case DHCPv6::INFORMATION_REFRESH_TIME:
    case DHCPv6::CLT_TIME:
      value.length() == 4 ? line.print(" {}", value.u32(0)) : put_dhcpv6_unreadable(line);
      break;
    case DHCPv6::AUTH:
      put_authentication(line, value);
      break;
    case DHCPv6::STATUS_CODE:
      put_status(line, value);
      break;
    case DHCPv6::INTERFACE_ID:
    case DHCPv6::SUBSCRIBER_ID:
      line.put(' ');
      put_opaque(line, value, 0);
      break;
    case DHCPv6::RECONF_MSG:
      put_reconfigure(line, value);
      break;
    case DHCPv6::SIP_SERVER_A:
    case DHCPv6::DNS_SERVERS:
    case DHCPv6::NIS_SERVERS:
    case DHCPv6::NISP_SERVERS:
    case DHCPv6::SNTP_SERVERS:
    case DHCPv6::BCMCS_SERVER_A:
    case DHCPv6::PANA_AGENT:
    case DHCPv6::LQ_CLIENT_LINK:
      put_addresses(line, value);
      break;
    case DHCPv6::REMOTE_ID:
      put_remote(line, value);
      break;
    case DHCPv6::NEW_POSIX_TIMEZONE:
    case DHCPv6::NEW_TZDB_TIMEZONE:
    case kUsageDescription:
      put_zero_ended(line, value);
      break;
    case DHCPv6::LQ_RELAY_DATA:
      put_relay_data(line, value);
      break;
    case kTunnelRouter:
      put_tunnel_router(line, value);
      break;
    default:
      break;
  }
}

}  // namespace tapbond::text
