#include "decoders/application/dhcpv6_options.h"

#include "decoders/application/dns_name.h"
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;
constexpr int kMostNested = 32;
constexpr std::uint32_t kMostOctets = 10;  // shown of an opaque identifier

enum Code : std::uint16_t {
  kClient = 1,
  kServer = 2,
  kAssociation = 3,
  kTemporaryAssociation = 4,
  kAddress = 5,
  kRequest = 6,
  kPreference = 7,
  kElapsed = 8,
  kRelayed = 9,
  kAuthentication = 11,
  kStatus = 13,
  kInterface = 18,
  kReconfigure = 19,
  kSipDomains = 21,
  kSipServers = 22,
  kDnsServers = 23,
  kDnsDomains = 24,
  kPrefixAssociation = 25,
  kPrefix = 26,
  kNisServers = 27,
  kNisPlusServers = 28,
  kTimeServers = 31,
  kLifetime = 32,
  kBroadcastServers = 34,
  kRemote = 37,
  kSubscriber = 38,
  kPanaAgents = 40,
  kPosixZone = 41,
  kZoneName = 42,
  kEchoRequest = 43,
  kLeaseQuery = 44,
  kClientData = 45,
  kClientTime = 46,
  kRelayData = 47,
  kClientLinks = 48,
  kNtpServer = 56,
  kTunnelRouter = 64,
  kUsageDescription = 112,
};
constexpr Name kNames[] = {
    {kClient, "client-ID"},
    {kServer, "server-ID"},
    {kAssociation, "IA_NA"},
    {kTemporaryAssociation, "IA_TA"},
    {kAddress, "IA_ADDR"},
    {kRequest, "option-request"},
    {kPreference, "preference"},
    {kElapsed, "elapsed-time"},
    {kRelayed, "relay-message"},
    {kAuthentication, "authentication"},
    {12, "server-unicast"},
    {kStatus, "status-code"},
    {14, "rapid-commit"},
    {15, "user-class"},
    {16, "vendor-class"},
    {17, "vendor-specific-info"},
    {kInterface, "interface-ID"},
    {kReconfigure, "reconfigure-message"},
    {20, "reconfigure-accept"},
    {kSipDomains, "SIP-servers-domain"},
    {kSipServers, "SIP-servers-address"},
    {kDnsServers, "DNS-server"},
    {kDnsDomains, "DNS-search-list"},
    {kPrefixAssociation, "IA_PD"},
    {kPrefix, "IA_PD-prefix"},
    {kNisServers, "NIS-server"},
    {kNisPlusServers, "NIS+-server"},
    {29, "NIS-domain-name"},
    {30, "NIS+-domain-name"},
    {kTimeServers, "SNTP-servers"},
    {kLifetime, "lifetime"},
    {33, "BCMCS-domain-name"},
    {kBroadcastServers, "BCMCS-server"},
    {36, "Geoconf-Civic"},
    {kRemote, "Remote-ID"},
    {kSubscriber, "Subscriber-ID"},
    {39, "Client-FQDN"},
    {kPanaAgents, "PANA-agent"},
    {kPosixZone, "POSIX-timezone"},
    {kZoneName, "POSIX-tz-database"},
    {kEchoRequest, "Echo-request-option"},
    {kLeaseQuery, "Lease-query"},
    {kClientData, "LQ-client-data"},
    {kClientTime, "Clt-time"},
    {kRelayData, "LQ-relay-data"},
    {kClientLinks, "LQ-client-link"},
    {kNtpServer, "NTP-server"},
    {kTunnelRouter, "AFTR-Name"},
    {kUsageDescription, "MUD-URL"},
};
constexpr Name kStatuses[] = {
    {0, "Success"},        {1, "UnspecFail"},    {2, "NoAddrsAvail"},  {3, "NoBinding"},
    {4, "NotOnLink"},      {5, "UseMulticast"},  {6, "NoPrefixAvail"}, {7, "UnknownQueryType"},
    {8, "MalformedQuery"}, {9, "NotConfigured"}, {10, "NotAllowed"},
};
constexpr std::uint16_t kMostStatus = 255;

void unreadable(Line& line) { line.put(" ?"); }

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
    unreadable(line);
    return;
  }
  const std::uint16_t type = value.u16(0);
  if (type == 1 && size >= 8) {
    line.print(" hwaddr/time type {} time {} ", value.u16(2), value.u32(4));
    put_octets(line, value, 8, size);
  } else if (type == 2 && size >= 10) {
    line.put(" vid ");
    put_octets(line, value, 2, 10);
  } else if (type == 3 && size >= 4) {
    line.print(" hwaddr type {} ", value.u16(2));
    put_octets(line, value, 4, size);
  } else if (type >= 1 && type <= 3) {
    unreadable(line);
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
    unreadable(line);
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
    unreadable(line);
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
  static constexpr Name kMessages[] = {{5, "renew"}, {11, "inf-req"}};
  if (value.length() != 1) {
    unreadable(line);
    return;
  }
  line.put(" for ");
  put_name(line, kMessages, value.u8(0), "?\?\?({:02x})");
}

void put_requested(Line& line, Bytes value) {
  if (value.length() % 2 != 0) {
    unreadable(line);
    return;
  }
  for (std::uint32_t at = 0; at < value.length(); at += 2) {
    line.put(' ');
    put_name(line, kNames, value.u16(at), "opt_{}");
  }
}

void put_addresses(Line& line, Bytes value) {
  if (value.length() % 16 != 0) {
    unreadable(line);
    return;
  }
  for (std::uint32_t at = 0; at < value.length(); at += 16) {
    line.put(' ');
    put_ipv6(line, value, at);
  }
}

// Fields of a fixed size, before options of their own.
void put_nested(Line& line, Bytes value, std::uint32_t fixed) {
  if (value.length() <= fixed) return;
  dhcpv6_options(line, value.from(fixed), value.length() - fixed);
}

void put_association(Line& line, Bytes value) {
  if (value.length() < 12) {
    unreadable(line);
    return;
  }
  line.print(" IAID:{} T1:{} T2:{}", value.u32(0), value.u32(4), value.u32(8));
  put_nested(line, value, 12);
}

void put_temporary_association(Line& line, Bytes value) {
  if (value.length() < 4) {
    unreadable(line);
    return;
  }
  line.print(" IAID:{}", value.u32(0));
  put_nested(line, value, 4);
}

void put_association_address(Line& line, Bytes value) {
  if (value.length() < 24) {
    unreadable(line);
    return;
  }
  line.put(' ');
  put_ipv6(line, value, 0);
  line.print(" pltime:{} vltime:{}", value.u32(16), value.u32(20));
  put_nested(line, value, 24);
}

void put_prefix(Line& line, Bytes value) {
  if (value.length() < 25) {
    unreadable(line);
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
    unreadable(line);
    return;
  }
  line.put(' ');
  put_name(line, kTypes, value.u8(0), "type_{}");
  line.put(' ');
  put_ipv6(line, value, 1);
  put_nested(line, value, 17);
}

void put_relay_data(Line& line, Bytes value) {
  if (value.length() < 16) {
    unreadable(line);
    return;
  }
  line.put(' ');
  put_ipv6(line, value, 0);
  line.put(' ');
  put_opaque(line, value, 16);
}

void put_remote(Line& line, Bytes value) {
  if (value.length() < 4) {
    unreadable(line);
    return;
  }
  line.print(" {} ", value.u32(0));
  put_opaque(line, value, 4);
}

void put_zero_ended(Line& line, Bytes value) {
  if (value.length() < 5) {
    unreadable(line);
    return;
  }
  line.put(' ');
  put_string(line, value, 0, value.length());
}

// RFC 6334: one name, read by its own lengths.
void put_tunnel_router(Line& line, Bytes value) {
  std::uint32_t left = value.length();
  if (left < 3) {
    unreadable(line);
    return;
  }
  line.put(' ');
  for (std::uint32_t at = 0; left > 0 && value.u8(at) != 0;) {
    const std::uint32_t size = value.u8(at++);
    if (size >= left - 1) {
      unreadable(line);
      return;
    }
    put_string(line, value, at, size);
    at += size;
    left -= size + 1;
    if (value.u8(at) != 0) line.put('.');
  }
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
    unreadable(line);
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
      unreadable(line);
    }
    at += length;
  }
  return true;
}

void put_plain(Line& line, std::uint16_t code, Bytes value) {
  switch (code) {
    case kClient:
    case kServer:
      put_unique_identifier(line, value);
      break;
    case kAssociation:
    case kPrefixAssociation:
      put_association(line, value);
      break;
    case kTemporaryAssociation:
      put_temporary_association(line, value);
      break;
    case kAddress:
      put_association_address(line, value);
      break;
    case kRequest:
    case kEchoRequest:
      put_requested(line, value);
      break;
    case kPreference:
      value.length() == 1 ? line.print(" {}", value.u8(0)) : unreadable(line);
      break;
    case kElapsed:
      value.length() == 2 ? line.print(" {}", value.u16(0)) : unreadable(line);
      break;
    case kLifetime:
    case kClientTime:
      value.length() == 4 ? line.print(" {}", value.u32(0)) : unreadable(line);
      break;
    case kAuthentication:
      put_authentication(line, value);
      break;
    case kStatus:
      put_status(line, value);
      break;
    case kInterface:
    case kSubscriber:
      line.put(' ');
      put_opaque(line, value, 0);
      break;
    case kReconfigure:
      put_reconfigure(line, value);
      break;
    case kSipServers:
    case kDnsServers:
    case kNisServers:
    case kNisPlusServers:
    case kTimeServers:
    case kBroadcastServers:
    case kPanaAgents:
    case kClientLinks:
      put_addresses(line, value);
      break;
    case kPrefix:
      put_prefix(line, value);
      break;
    case kRemote:
      put_remote(line, value);
      break;
    case kPosixZone:
    case kZoneName:
    case kUsageDescription:
      put_zero_ended(line, value);
      break;
    case kLeaseQuery:
      put_lease_query(line, value);
      break;
    case kClientData:
      put_nested(line, value, 0);
      break;
    case kRelayData:
      put_relay_data(line, value);
      break;
    case kTunnelRouter:
      put_tunnel_router(line, value);
      break;
    default:
      break;
  }
}

// False where nothing more can be read.
bool put_option(Line& line, std::uint16_t code, Bytes data, std::uint32_t size) {
  line.put(" (");
  put_name(line, kNames, code, "opt_{}");
  if (code == kSipDomains || code == kDnsDomains) {
    if (!put_names(line, data, size)) return false;
  } else if (code == kNtpServer) {
    if (!put_ntp_server(line, data, size)) return false;
  } else if (code == kRelayed) {
    line.put(" (");
    dhcpv6_message(line, data.claiming(size));
  } else {
    put_plain(line, code, data.first(size));
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
