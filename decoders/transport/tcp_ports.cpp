// The table of TCP ports, in order of precedence: where both ports are known, the earlier row wins.
#include <algorithm>

#include "decoders/application/application.h"
#include "decoders/application/nfs.h"
#include "decoders/transport/transport.h"

namespace tapbond::text {
namespace {

struct Row {
  std::uint16_t port;
  void (*decode)(Line&, const Datagram&);
};

// An RPC message behind its record mark (RFC 5531 11).
void nfs_over_tcp(Line& line, const Datagram& segment) {
  if (segment.data.length() < 4) return;
  const std::uint32_t fragment = segment.data.u32(0) & 0x7fffffff;
  const Bytes message = segment.data.from(4);
  nfs(line, segment, message.claiming(std::min(fragment, message.length())), ": ");
}

template <void (*decode)(Line&, Bytes)>
void plain(Line& line, const Datagram& segment) {
  decode(line, segment.data);
}

// clang-format off
constexpr Row kRows[] = {
    {23, plain<telnet>},
    {25, plain<smtp>},
    {43, plain<whois>},
    {179, plain<bgp>},
    {639, plain<msdp>},
    {1723, plain<pptp>},
    {6379, plain<resp>},
    {22, plain<ssh>},
    {21, plain<ftp>},
    {80, plain<http>},
    {8080, plain<http>},
    {3128, plain<http>},
    {554, plain<rtsp>},
    {8554, plain<rtsp>},
    {53, plain<dns_over_tcp>},
    {6633, plain<openflow>},
    {6653, plain<openflow>},
    {646, plain<ldp>},
    {323, plain<rpki_rtr>},
    {2049, nfs_over_tcp},
};
// clang-format on

}  // namespace

void tcp_payload(Line& line, const Datagram& segment) {
  switch (line.options.payload) {
    case Payload::kByPort:
      break;
    case Payload::kDomain:
      return dns_over_tcp(line, segment.data);
    case Payload::kResp:
      return resp(line, segment.data);
    default:
      return;
  }
  for (const Row& row : kRows) {
    if (row.port != segment.source && row.port != segment.destination) continue;
    row.decode(line, segment);
    return;
  }
}

}  // namespace tapbond::text
