#include "decoders/link/ppp.h"

#include "decoders/core/hexdump.h"
#include "decoders/network/network.h"
#include "decoders/network/osi.h"

namespace tapbond::text {
namespace {

constexpr Name kNames[] = {
    {33, "IP"},         {35, "OSI"},         {37, "NS"},           {39, "DECNET"},
    {41, "APPLE"},      {43, "IPX"},         {45, "VJC IP"},       {47, "VJNC IP"},
    {49, "BRPDU"},      {51, "STII"},        {53, "VINES"},        {641, "MPLS"},
    {643, "MPLS"},      {253, "Compressed"}, {61, "MLPPP"},        {87, "IP6"},
    {513, "HELLO"},     {561, "LUXCOM"},     {563, "SNS"},         {0x8021, "IPCP"},
    {0x8023, "OSICP"},  {0x8025, "NSCP"},    {0x8027, "DECNETCP"}, {0x8029, "APPLECP"},
    {0x802b, "IPXCP"},  {0x8033, "STIICP"},  {0x8035, "VINESCP"},  {0x8057, "IP6CP"},
    {0x8281, "MPLSCP"}, {0xc021, "LCP"},     {0xc023, "PAP"},      {0xc025, "LQM"},
    {0xc223, "CHAP"},   {0xc227, "EAP"},     {0xc027, "SPAP"},     {0xc123, "Old-SPAP"},
    {0xc02b, "BACP"},   {0xc02d, "BAP"},     {0xc03d, "MLPPP-CP"}, {0x80fd, "CCP"},
};

struct Row {
  std::uint16_t protocol;
  void (*decode)(Line&, Bytes);
};

constexpr Row kRows[] = {
    {0x0021, ipv4}, {0x002f, ipv4}, {0x0800, ipv4}, {0x0057, ipv6}, {0x86dd, ipv6},
    {0x0023, osi},  {0x0281, mpls}, {0x0283, mpls}, {0xc023, pap},  {0xc223, chap},
};

constexpr std::uint16_t kControls[] = {0xc021, 0x8021, 0x8023, 0x8281, 0x8057, 0x80fd, 0xc02b};

}  // namespace

constinit const Names kPppProtocols = kNames;

void ppp_payload(Line& line, std::uint16_t protocol, Bytes payload) {
  for (const auto control : kControls) {
    if (control != protocol) continue;
    ppp_control(line, protocol, payload);
    return;
  }
  for (const Row& row : kRows) {
    if (row.protocol != protocol) continue;
    row.decode(line, payload);
    return;
  }
  if (protocol == 0x00fd) {
    line.put("COMP PPP compressed datagram");
  } else {
    put_name(line, kNames, protocol, "unknown PPP protocol (0x{:04x})");
    line.put(' ');
    put_unknown_field(line, payload, 0, payload.length(), "\n\t");
    return;
  }
  if (line.verbosity() > 1) put_unknown_field(line, payload, 0, payload.length(), "\n\t");
}

std::uint32_t ppp(Line& line, Bytes data) {
  line.protocol = "ppp";
  const std::uint32_t whole = data.length();
  if (data.length() < 2) {
    line.truncated();
    return 0;
  }
  std::uint32_t header = 0;
  const bool show = line.options.link_header;
  const std::uint16_t start = data.u16(0);
  if (start == 0x0003 || start == 0x0103) {
    if (show) line.put(start == 0x0003 ? "In  " : "Out ");
    header = 2;
  } else if (start == 0xff03) {
    header = 2;
  }
  data = data.from(header);
  if (data.length() < 2) {
    line.truncated();
    return header;
  }
  std::uint16_t protocol = data.u8(0);
  const std::uint32_t size = (protocol & 1) != 0 ? 1 : 2;
  if (size == 2) protocol = data.u16(0);
  header += size;
  data = data.from(size);
  if (show) {
    put_name(line, kNames, protocol, "unknown");
    line.print(" (0x{:04x}), length {}: ", protocol, whole);
  }
  ppp_payload(line, protocol, data);
  return header;
}

}  // namespace tapbond::text
