// What runs over UDP and TCP. Which ports lead to which decoder is in transport/udp_ports.cpp and
// transport/tcp_ports.cpp.
#pragma once

#include "decoders/core/ip_context.h"

namespace tapbond::text {

void ahcp(Line& line, Bytes data);
void babel(Line& line, Bytes data);          // RFC 8966
void bfd_control(Line& line, Bytes data);    // RFC 5880
void bfd_multihop(Line& line, Bytes data);   // RFC 5883
void bfd_aggregate(Line& line, Bytes data);  // RFC 7130
void bfd_echo(Line& line, Bytes data);       // RFC 5881
void bgp(Line& line, Bytes data);            // RFC 4271
void bootp(Line& line, Bytes data);          // RFC 951, RFC 2131
void dhcpv6(Line& line, Bytes data);         // RFC 8415
void dns(Line& line, Bytes data);            // RFC 1035
void mdns(Line& line, Bytes data);           // RFC 6762
void dns_over_tcp(Line& line, Bytes data);   // RFC 1035 4.2.2

void forces(Line& line, Bytes data);  // RFC 5810
void ftp(Line& line, Bytes data);     // RFC 959
void geneve(Line& line, Bytes data);  // RFC 8926
void hsrp(Line& line, Bytes data);    // RFC 2281
void http(Line& line, Bytes data);    // RFC 9112
void intercept_shim(Line& line, Bytes data);
void isakmp(Line& line, Bytes data, const IpContext& ip);  // RFC 2408, RFC 7296
void l2tp(Line& line, Bytes data);                         // RFC 2661
void ldp(Line& line, Bytes data);                          // RFC 5036
void lmp(Line& line, Bytes data);                          // RFC 4204
void lisp(Line& line, Bytes data);                         // RFC 6830
void lsp_ping(Line& line, Bytes data);                     // RFC 8029
void olsr(Line& line, Bytes data, const IpContext& ip);    // RFC 3626
void openflow(Line& line, Bytes data);
void otv(Line& line, Bytes data);
void kerberos(Line& line, Bytes data);
void msdp(Line& line, Bytes data);      // RFC 3618
void ntp(Line& line, Bytes data);       // RFC 5905
void pptp(Line& line, Bytes data);      // RFC 2637
void ptp(Line& line, Bytes data);       // IEEE 1588
void radius(Line& line, Bytes data);    // RFC 2865
void resp(Line& line, Bytes data);      // Redis
void rip(Line& line, Bytes data);       // RFC 2453
void ripng(Line& line, Bytes data);     // RFC 2080
void rpki_rtr(Line& line, Bytes data);  // RFC 6810
void rtsp(Line& line, Bytes data);      // RFC 2326
void sflow(Line& line, Bytes data);
void someip(Line& line, Bytes data);  // AUTOSAR
void sip(Line& line, Bytes data);     // RFC 3261
void smtp(Line& line, Bytes data);    // RFC 5321
void snmp(Line& line, Bytes data);    // RFC 1157, RFC 3416, RFC 3412
void ssh(Line& line, Bytes data);     // RFC 4253
void syslog(Line& line, Bytes data);  // RFC 5424
void telnet(Line& line, Bytes data);  // RFC 854
void udp_encapsulation(Line& line, Bytes data, const IpContext& ip);  // RFC 3948
void timed(Line& line, Bytes data);                                   // BSD
void vqp(Line& line, Bytes data);                                     // Cisco
void tftp(Line& line, Bytes data);                                    // RFC 1350
void vxlan(Line& line, Bytes data);                                   // RFC 7348
void vxlan_gpe(Line& line, Bytes data);
void whois(Line& line, Bytes data);  // RFC 3912

}  // namespace tapbond::text
