#include "sensor/sessions/service.h"

#include <cstddef>

namespace tapbond::sessions {

std::string_view service_name(Service service) {
  constexpr std::string_view kNames[] = {
      "ayiya",    "dce_rpc",    "dhcp",     "dnp3_tcp",     "dnp3_udp", "dns",   "dtls",   "ftp",
      "ftp-data", "geneve",     "gridftp",  "gridftp-data", "gtpv1",    "http",  "imap",   "irc",
      "krb_tcp",  "krb",        "ldap_tcp", "ldap_udp",     "modbus",   "mqtt",  "mysql",  "ntp",
      "pop3",     "postgresql", "quic",     "radius",       "rdp",      "redis", "rfb",    "sip",
      "smb",      "smtp",       "snmp",     "socks",        "ssh",      "ssl",   "syslog", "teredo",
      "vxlan",    "websocket",  "xmpp",
  };
  static_assert(std::size(kNames) == static_cast<std::size_t>(Service::kXmpp) + 1);
  return kNames[static_cast<std::size_t>(service)];
}

}  // namespace tapbond::sessions
