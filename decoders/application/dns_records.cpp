#include "decoders/application/dns_records.h"

#include <tins/dns.h>

#include "decoders/application/dns_name.h"
#include "decoders/core/address.h"
#include "decoders/core/duration.h"
#include "decoders/core/escape.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

using Tins::DNS;

// Types that libtins has no name for.
enum Type : std::uint16_t { kTransactionSignature = 250, kUri = 256 };

constexpr std::uint16_t kTopBit = 0x8000;  // of the class: unicast reply wanted, or cache flush

constexpr Name kTypes[] = {
    {DNS::A, "A"},
    {DNS::NS, "NS"},
    {DNS::MD, "MD"},
    {DNS::MF, "MF"},
    {DNS::CNAME, "CNAME"},
    {DNS::SOA, "SOA"},
    {DNS::MB, "MB"},
    {DNS::MG, "MG"},
    {DNS::MR, "MR"},
    {DNS::NULL_R, "NULL"},
    {DNS::WKS, "WKS"},
    {DNS::PTR, "PTR"},
    {DNS::HINFO, "HINFO"},
    {DNS::MINFO, "MINFO"},
    {DNS::MX, "MX"},
    {DNS::TXT, "TXT"},
    {DNS::RP, "RP"},
    {DNS::AFSDB, "AFSDB"},
    {DNS::X25, "X25"},
    {DNS::ISDN, "ISDN"},
    {DNS::RT, "RT"},
    {DNS::NSAP, "NSAP"},
    {DNS::NSAP_PTR, "NSAP_PTR"},
    {DNS::SIG, "SIG"},
    {DNS::KEY, "KEY"},
    {DNS::PX, "PX"},
    {DNS::GPOS, "GPOS"},
    {DNS::AAAA, "AAAA"},
    {DNS::LOC, "LOC"},
    {DNS::NXT, "NXT"},
    {DNS::EID, "EID"},
    {DNS::NIMLOC, "NIMLOC"},
    {DNS::SRV, "SRV"},
    {DNS::ATMA, "ATMA"},
    {DNS::NAPTR, "NAPTR"},
    {DNS::KX, "KX"},
    {DNS::CERT, "CERT"},
    {DNS::A6, "A6"},
    {DNS::DNAM, "DNAME"},
    {DNS::SINK, "SINK"},
    {DNS::OPT, "OPT"},
    {DNS::APL, "APL"},
    {DNS::DS, "DS"},
    {DNS::SSHFP, "SSHFP"},
    {DNS::IPSECKEY, "IPSECKEY"},
    {DNS::RRSIG, "RRSIG"},
    {DNS::NSEC, "NSEC"},
    {DNS::DNSKEY, "DNSKEY"},
    {99, "SPF"},
    {100, "UINFO"},
    {101, "UID"},
    {102, "GID"},
    {103, "UNSPEC"},
    {104, "UNSPECA"},
    {249, "TKEY"},
    {kTransactionSignature, "TSIG"},
    {251, "IXFR"},
    {252, "AXFR"},
    {253, "MAILB"},
    {254, "MAILA"},
    {255, "ANY"},
    {kUri, "URI"},
};
constexpr Name kClasses[] = {
    {DNS::INTERNET, "IN"},
    {DNS::CHAOS, "CHAOS"},
    {DNS::HESIOD, "HS"},
    {DNS::ANY, "ANY"},
};

using Position = std::optional<std::uint32_t>;

void put_class(Line& line, std::uint16_t value) {
  if (value == DNS::INTERNET) return;
  line.put(' ');
  put_name(line, kClasses, value, "(Class {})");
}

bool put_start_of_authority(Line& line, Bytes message, std::uint32_t at) {
  if (line.verbosity() == 0) return true;
  line.put(' ');
  Position next = put_domain_name(line, message, at);
  if (!next) return false;
  line.put(' ');
  next = put_domain_name(line, message, *next);
  if (!next || !message.has(*next, 20)) return false;
  for (std::uint32_t i = 0; i < 5; ++i) line.print(" {}", message.u32(*next + 4 * i));
  return true;
}

bool put_texts(Line& line, Bytes message, std::uint32_t at, std::uint32_t end) {
  while (at < end) {
    line.put(" \"");
    if (!message.has(at, 1)) return false;
    const std::uint32_t size = message.u8(at);
    if (!put_text(line, message, at + 1, size)) return false;
    line.put('"');
    at += size + 1;
  }
  return true;
}

// RFC 2874: a suffix of an address, and the name of where its prefix is.
bool put_a6(Line& line, Bytes message, std::uint32_t at) {
  if (!message.has(at, 1)) return false;
  const std::uint32_t bits = message.u8(at);
  const std::uint32_t bytes = bits / 8;
  if (bits > 128) {
    line.print(" {}(bad plen)", bits);
    return true;
  }
  if (bits < 128) {
    std::uint8_t address[16] = {};
    for (std::uint32_t i = bytes; i < 16; ++i) address[i] = message.u8(at + 1 + i - bytes);
    line.print(" {} ", bits);
    put_ipv6(line, line.bytes(address, 16, 16), 0);
  }
  if (bits == 0) return true;
  line.put(' ');
  return put_domain_name(line, message, at + 17 - bytes).has_value();
}

bool put_transaction_signature(Line& line, Bytes message, std::uint32_t at) {
  if (line.verbosity() == 0) return true;
  line.put(' ');
  const Position name = put_domain_name(line, message, at);
  if (!name) return false;
  std::uint32_t next = *name + 6;
  static constexpr std::string_view kFields[] = {"fudge", "maclen", "origid", "error", "otherlen"};
  for (const auto field : kFields) {
    if (!message.has(next, 2)) return false;
    const std::uint16_t value = message.u16(next);
    line.print(" {}={}", field, value);
    next += 2;
    if (field == "maclen") next += value;
  }
  return true;
}

bool put_data(Line& line, Bytes message, std::uint16_t type, std::uint32_t at, std::uint32_t size) {
  switch (type) {
    case DNS::A:
      if (!message.has(at, 4)) return false;
      line.put(' ');
      put_ipv4(line, message, at);
      return true;
    case DNS::AAAA:
      if (!message.has(at, 16)) return false;
      line.put(' ');
      put_ipv6(line, message, at);
      return true;
    case DNS::NS:
    case DNS::CNAME:
    case DNS::PTR:
    case DNS::DNAM:
      line.put(' ');
      return put_domain_name(line, message, at).has_value();
    case DNS::SOA:
      return put_start_of_authority(line, message, at);
    case DNS::MX:
      line.put(' ');
      if (!message.has(at, 2) || !put_domain_name(line, message, at + 2)) return false;
      line.print(" {}", message.u16(at));
      return true;
    case DNS::TXT:
      return put_texts(line, message, at, at + size);
    case DNS::SRV:
      line.put(' ');
      if (!message.has(at, 6) || !put_domain_name(line, message, at + 6)) return false;
      line.print(":{} {} {}", message.u16(at + 4), message.u16(at), message.u16(at + 2));
      return true;
    case DNS::A6:
      return put_a6(line, message, at);
    case kUri:
      if (size < 4) {
        line.print(" len {} is too short (< 4)", size);
        return true;
      }
      line.print(" {} {} ", message.u16(at), message.u16(at + 2));
      return put_text(line, message, at + 4, size - 4);
    case kTransactionSignature:
      return put_transaction_signature(line, message, at);
    default:
      return true;
  }
}

}  // namespace

Position put_dns_question(Line& line, Bytes message, std::uint32_t at, bool multicast) {
  const Position next = skip_domain_name(message, at);
  if (!next || !message.has(*next, 4)) return std::nullopt;
  line.put(' ');
  put_name(line, kTypes, message.u16(*next), "Type{}");
  const std::uint16_t kind = message.u16(*next + 2);
  put_class(line, multicast ? static_cast<std::uint16_t>(kind & ~kTopBit) : kind);
  if (multicast) line.put((kind & kTopBit) != 0 ? " (QU)" : " (QM)");
  line.put("? ");
  const Position end = put_domain_name(line, message, at);
  if (!end) return std::nullopt;
  return *end + 4;
}

Position put_dns_record(Line& line, Bytes message, std::uint32_t at, bool multicast) {
  Position next;
  if (line.verbosity() > 0) {
    line.put(' ');
    next = put_domain_name(line, message, at);
    if (!next) return std::nullopt;
  } else {
    next = skip_domain_name(message, at);
  }
  if (!next || !message.has(*next, 10)) return message.captured();
  at = *next;
  const std::uint16_t type = message.u16(at);
  const std::uint16_t kind = message.u16(at + 2);
  const auto base = multicast ? static_cast<std::uint16_t>(kind & ~kTopBit) : kind;
  const bool options = type == DNS::OPT;
  if (!options) put_class(line, base);
  if (multicast && (kind & kTopBit) != 0) line.put(" (Cache flush)");
  if (!options && line.verbosity() > 2) {
    line.put(" [");
    put_duration(line, message.u32(at + 4));
    line.put(']');
  }
  const std::uint32_t size = message.u16(at + 8);
  line.put(' ');
  put_name(line, kTypes, type, "Type{}");
  const std::uint32_t data = at + 10;
  if (!message.has(data, size)) return std::nullopt;
  if (options) {
    line.print(" UDPsize={}", base);
    if ((message.u16(at + 6) & 0x8000) != 0) line.put(" DO");
    if (!put_edns_options(line, message.from(data), size)) return std::nullopt;
  } else if (!put_data(line, message, type, data, size)) {
    return std::nullopt;
  }
  return data + size;
}

}  // namespace tapbond::text
