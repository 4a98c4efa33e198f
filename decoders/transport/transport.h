// What runs directly over IP and has ports.
#pragma once

#include "decoders/core/ip_context.h"
#include "decoders/core/names.h"

namespace tapbond::text {

void tcp(Line& line, Bytes data, const IpContext& ip);   // RFC 9293
void udp(Line& line, Bytes data, const IpContext& ip);   // RFC 768
void dccp(Line& line, Bytes data, const IpContext& ip);  // RFC 4340
void pgm(Line& line, Bytes data, const IpContext& ip);   // RFC 3208
void sctp(Line& line, Bytes data, const IpContext& ip);  // RFC 9260

// The options of a TCP header (`size` bytes at the start of `data`), relative to the conversation's
// first sequence numbers where `base` says so. False where one is malformed; "[bad opt]" is printed
// then.
struct TcpOptionContext {
  std::uint32_t acknowledged_base = 0;  // subtracted from the edges of SACK blocks
  std::uint8_t flags = 0;
};
bool tcp_options(Line& line, Bytes data, std::uint32_t size, const TcpOptionContext& context);
bool mptcp_option(Line& line, Bytes option, std::uint32_t size, std::uint8_t flags);  // RFC 8684

struct Datagram {
  Bytes data;
  const IpContext& ip;
  std::uint16_t source;
  std::uint16_t destination;
};

// What needs the ports to be read.
void rx(Line& line, const Datagram& datagram);  // AFS

// The payload's decoder by port; false where no row matches.
bool udp_payload(Line& line, const Datagram& datagram);
// By what was chosen for all ports (TextOptions::payload); what does not run over UDP prints
// nothing.
void chosen_udp_payload(Line& line, const Datagram& datagram);
// By what was chosen, else by port.
void tcp_payload(Line& line, const Datagram& segment);

// "192.0.2.1.1234 > 192.0.2.2.53: ", or the ports alone where the IP header names another protocol.
void put_endpoints(Line& line, const IpContext& ip, std::uint8_t protocol, std::uint16_t source,
                   std::uint16_t destination);

}  // namespace tapbond::text
