#include "sensor/sessions/datagram_services.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <optional>

#include "sensor/sessions/message_signs.h"

namespace tapbond::sessions {
namespace {

unsigned u32(std::string_view text, std::size_t at) {
  return u16(text, at) << 16 | u16(text, at + 2);
}

bool is_ntp(std::string_view text) {
  const unsigned mode = u8(text, 0) & 7;
  const unsigned version = u8(text, 0) >> 3 & 7;
  if (version == 0 || version > 4) return false;
  return mode >= 1 && mode <= 5   ? text.size() >= 48
         : mode == 6 || mode == 7 ? text.size() >= 8
                                  : false;
}

bool is_dhcp(std::string_view text) {  // RFC 2131
  return text.size() >= 240 && (u8(text, 0) == 1 || u8(text, 0) == 2) && u16(text, 236) == 0x6382 &&
         u16(text, 238) == 0x5363;
}

bool is_snmp(std::string_view text) {
  const unsigned size = u8(text, 1);
  const std::size_t at = size < 0x80 ? 2 : 2 + (size & 0x7f);
  return u8(text, 0) == 0x30 && u8(text, at) == 2 && u8(text, at + 1) == 1 && u8(text, at + 2) <= 3;
}

// What a datagram of QUIC begins with, of the versions whose handshake is known.
enum class QuicPacket { kOther, kInitial, kHandshake };

QuicPacket quic_packet(std::string_view text) {  // RFC 9000, 17.2
  constexpr unsigned kLongHeader = 0xc0;
  if ((u8(text, 0) & kLongHeader) != kLongHeader) return QuicPacket::kOther;
  const unsigned version = u32(text, 1);
  const unsigned type = u8(text, 0) >> 4 & 3;
  constexpr unsigned kVersion2 = 0x6b3343cf;  // RFC 9369, which numbers the types anew
  constexpr unsigned kFirstDraft = 0xff000016;
  constexpr unsigned kLastDraft = 0xff000022;
  const bool as_version_1 = version == 1 || (version >= kFirstDraft && version <= kLastDraft);
  if (!as_version_1 && version != kVersion2) return QuicPacket::kOther;
  const unsigned initial = as_version_1 ? 0 : 1;
  if (type == initial) return QuicPacket::kInitial;
  return type == initial + 2 ? QuicPacket::kHandshake : QuicPacket::kOther;
}

// A client makes its first datagram so long, and the name for its server that it invents.
bool begins_quic(std::string_view text) {
  constexpr std::size_t kLeast = 1200;
  constexpr unsigned kLeastName = 8;
  constexpr unsigned kMostName = 20;
  const unsigned name = u8(text, 5);
  return quic_packet(text) == QuicPacket::kInitial && text.size() >= kLeast && name >= kLeastName &&
         name <= kMostName;
}

// RFC 6347: a record of the handshake that begins with a hello.
bool is_dtls_hello(std::string_view text) {
  constexpr unsigned kHandshake = 22;
  constexpr unsigned kClientHello = 1;
  constexpr unsigned kServerHello = 2;
  const auto known = [](unsigned version) { return version == 0xfeff || version == 0xfefd; };
  if (u8(text, 0) != kHandshake || !known(u16(text, 1))) return false;
  const bool asks = u8(text, 13) == kClientHello && u16(text, 3) == 0 && known(u16(text, 25));
  return asks || u8(text, 13) == kServerHello;
}

std::optional<Service> service_of(std::string_view text, const DatagramPorts& ports,
                                  History::Side from) {
  const auto of = [&](std::initializer_list<std::uint16_t> known) {
    return std::any_of(known.begin(), known.end(), [&](std::uint16_t port) {
      return port == ports.originator || port == ports.responder;
    });
  };
  if (of({53, 137, 5353, 5355}) && is_dns_message(text)) return Service::kDns;
  if (of({123}) && is_ntp(text)) return Service::kNtp;
  if (of({67, 68, 4011}) && is_dhcp(text)) return Service::kDhcp;
  if (of({161, 162}) && is_snmp(text)) return Service::kSnmp;
  if (of({88}) && is_kerberos(text)) return Service::kKerberos;
  if (of({389, 3268}) && (is_ldap(text, true) || is_ldap(text, false))) return Service::kLdapUdp;
  if (of({514}) && u8(text, 0) == '<') return Service::kSyslog;
  if (of({1812, 1813}) && text.size() >= 20 && u16(text, 2) == text.size()) return Service::kRadius;
  if (of({20000}) && u16(text, 0) == 0x0564) return Service::kDnp3Udp;
  if (first_line(text).find(" SIP/2.0") != std::string_view::npos || text.starts_with("SIP/2.0 "))
    return Service::kSip;
  if (is_dtls_hello(text)) return Service::kDtls;
  if (from == History::Side::kOriginator && begins_quic(text)) return Service::kQuic;
  return std::nullopt;
}

}  // namespace

bool find_datagram_service(std::string_view datagram, const DatagramPorts& ports,
                           History::Side from, Services& services) {
  if (!services.empty()) {
    // What QUIC's two ends agree with is TLS (RFC 9001), which begins when the server answers.
    const bool answers = services.has(Service::kQuic) && from == History::Side::kResponder &&
                         quic_packet(datagram) != QuicPacket::kOther;
    if (answers) services.add(Service::kSsl);
    return false;
  }
  const std::optional<Service> found = service_of(datagram, ports, from);
  if (found) services.add(*found);
  return found.has_value();
}

bool comes_from_the_other_end(std::string_view datagram, const Services& services,
                              History::Side from) {
  const bool originates = from == History::Side::kOriginator;
  if (services.has(Service::kDns)) return originates && (u8(datagram, 2) & 0x80) != 0;
  if (!services.has(Service::kNtp)) return false;
  constexpr unsigned kClient = 3;
  constexpr unsigned kServer = 4;
  return (u8(datagram, 0) & 7) == (originates ? kServer : kClient);
}

}  // namespace tapbond::sessions
