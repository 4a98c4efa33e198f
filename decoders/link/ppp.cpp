#include "decoders/link/ppp.h"

#include "decoders/core/ethertype.h"
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

constexpr Name kMultilinkFlags[] = {{0x8000, "begin"}, {0x4000, "end"}};

// A fragment over one link of several (RFC 1990), with the short sequence number.
void multilink(Line& line, Bytes data) {
  line.protocol = "mlppp";
  if (!line.options.link_header) line.put("MLPPP, ");
  if (!data.has(0, 2)) {
    line.put("[|mlppp]");
    return;
  }
  const std::uint16_t start = data.u16(0);
  line.print("seq 0x{:03x}, Flags [", start & 0xfff);
  put_bits(line, kMultilinkFlags, start & 0xc000, "none");
  line.print("], length {}", data.length());
}

void compressed(Line& line, Bytes) { line.put("compressed PPP data"); }

// Bandwidth allocation (RFC 2125): tcpdump knows that it is there, and shows nothing of it.
void bandwidth_allocation(Line&, Bytes) {}

constexpr Row kRows[] = {
    {0x0021, ipv4},          {0x002f, ipv4},
    {Ethertype::IP, ipv4},   {0x0057, ipv6},
    {Ethertype::IPV6, ipv6}, {0x0023, osi},
    {0x002b, ipx},           {0x003d, multilink},
    {0x00fd, compressed},    {0x0281, mpls},
    {0x0283, mpls},          {0xc023, pap},
    {0xc223, chap},          {0xc02d, bandwidth_allocation},
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
  if (is_flag(protocol)) {
    ppp_escaped(line, static_cast<std::uint8_t>(protocol & 0xff), payload);
    return;
  }
  put_name(line, kNames, protocol, "unknown PPP protocol (0x{:04x})");
  line.put(' ');
  put_unknown_rest(line, payload, "\n\t");
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
    const Name* name = find_name(kNames, protocol);
    line.put(name != nullptr ? name->text : "unknown");
    line.print(" (0x{:04x}), length {}", protocol, whole);
    if (name == nullptr) return header;
    line.put(": ");
  }
  ppp_payload(line, protocol, data);
  return header;
}

}  // namespace tapbond::text
