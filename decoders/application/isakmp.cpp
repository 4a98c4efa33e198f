// Key exchange for IPsec: ISAKMP (RFC 2408) and IKEv2 (RFC 7296), also where NAT traversal puts
// them and ESP behind one port (RFC 3948).
#include "decoders/application/application.h"
#include "decoders/application/isakmp_payloads.h"
#include "decoders/core/names.h"
#include "decoders/core/session.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 28;
constexpr std::uint8_t kEncrypted = 1;
constexpr std::uint8_t kKeepAlive = 0xff;

constexpr Name kExchanges[] = {
    {0, "none"},        {1, "base"},        {2, "ident"},         {3, "auth"},
    {4, "agg"},         {5, "inf"},         {32, "oakley-quick"}, {33, "oakley-newgroup"},
    {34, "ikev2_init"}, {35, "ikev2_auth"}, {36, "child_sa"},     {37, "inf2"},
};

constexpr Name kFlags1[] = {{1, "E"}, {2, "C"}};
constexpr Name kFlags2[] = {{8, "I"}, {16, "V"}, {32, "R"}};

// Whose message it is can only be told where the exchange's first packet was seen.
char side(Line& line, Bytes data, const IpContext& ip) {
  const std::uint64_t cookie = data.u64(0);
  const KeyExchange* exchange = line.session.find_key_exchange(cookie);
  if (exchange == nullptr) {
    if (data.u64(8) != 0) return '?';
    line.session.remember_key_exchange({cookie, ip.version, client_of(ip), server_of(ip)});
    return 'I';
  }
  if (exchange->ip_version != ip.version) return '?';
  if (exchange->initiator == client_of(ip) && exchange->responder == server_of(ip)) return 'I';
  if (exchange->initiator == server_of(ip) && exchange->responder == client_of(ip)) return 'R';
  return '?';
}

void put_exchange(Line& line, Bytes data, Names flag_names) {
  const std::uint8_t exchange = data.u8(18);
  const std::uint8_t flags = data.u8(19);
  put_name(line, kExchanges, exchange, "#{}");
  if (flags == 0) return;
  line.put('[');
  put_bits(line, flag_names, flags, "", "");
  line.put(']');
}

void put_payloads(Line& line, Bytes data) {
  const std::uint8_t first = data.u8(16);
  const std::uint32_t claimed = data.u32(24);
  line.put(':');
  if ((data.u8(19) & kEncrypted) != 0) {
    line.print(" [encrypted {}]", isakmp_payload_name(first));
  } else {
    isakmp_payloads(line, data.from(kHeader), first);
  }
  if (claimed != data.length()) {
    line.print(" (len mismatch: isakmp {}/ip {})", claimed, data.length());
  }
}

}  // namespace

void isakmp(Line& line, Bytes data, const IpContext& ip) {
  line.protocol = "isakmp";
  if (!data.has(0, kHeader)) {
    line.truncated();
    return;
  }
  line.put("isakmp");
  const unsigned version = data.u8(17) >> 4;
  const std::uint32_t id = data.u32(20);
  if (line.verbosity() > 0) {
    line.print(" {}.{} msgid {:08x}", version, data.u8(17) & 15, id);
    if (line.verbosity() > 1) line.print(" cookie {:016x}->{:016x}", data.u64(0), data.u64(8));
  }
  line.put(':');
  if (version == 1) {
    line.print(" phase {} {} ", id == 0 ? "1" : "2/others", side(line, data, ip));
    put_exchange(line, data, kFlags1);
    if (line.verbosity() > 0) put_payloads(line, data);
  } else if (version == 2) {
    line.put(id == 0 ? " parent_sa " : " child_sa  ");
    put_exchange(line, data, kFlags2);
    if (line.verbosity() > 0) put_payloads(line, data);
  }
}

void udp_encapsulation(Line& line, Bytes data, const IpContext& ip) {
  line.protocol = "isakmp_rfc3948";
  if (data.length() == 1 && data.u8(0) == kKeepAlive) {
    line.put("isakmp-nat-keep-alive");
    return;
  }
  if (data.length() < 4) {
    line.truncated();
    return;
  }
  if (data.raw(0, 4) == nullptr) return;
  if (data.u32(0) == 0) {
    line.put("NONESP-encap: ");
    isakmp(line, data.from(4), ip);
  } else {
    line.put("UDP-encap: ");
    encapsulated_payload(line, data, ip);
  }
}

}  // namespace tapbond::text
