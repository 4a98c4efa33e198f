#include "decoders/messages/dns_message.h"

#include <tins/dns.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include "decoders/messages/plain_dns.h"

namespace tapbond::messages {
namespace {

constexpr std::size_t kMostData = 1024;  // bytes of an answer
constexpr std::size_t kMostName = 255;
constexpr int kMostPointers = 127;  // of a name: there are no more labels

constexpr std::pair<std::uint16_t, std::string_view> kTypes[] = {
    {1, "A"},      {2, "NS"},      {5, "CNAME"},  {6, "SOA"},         {10, "NULL"}, {12, "PTR"},
    {13, "HINFO"}, {15, "MX"},     {16, "TXT"},   {28, "AAAA"},       {29, "LOC"},  {32, "NB"},
    {33, "SRV"},   {35, "NAPTR"},  {39, "DNAME"}, {41, "EDNS"},       {43, "DS"},   {46, "RRSIG"},
    {47, "NSEC"},  {48, "DNSKEY"}, {50, "NSEC3"}, {51, "NSEC3PARAM"}, {64, "SVCB"}, {65, "HTTPS"},
    {249, "TKEY"}, {250, "TSIG"},  {252, "AXFR"}, {255, "*"},         {257, "CAA"},
};
constexpr std::string_view kRcodes[] = {"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN",
                                        "NOTIMP",  "REFUSED", "YXDOMAIN", "YXRRSET",
                                        "NXRRSET", "NOTAUTH", "NOTZONE"};

unsigned u16(std::span<const std::uint8_t> message, std::size_t at) {
  return static_cast<unsigned>(message[at] << 8 | message[at + 1]);
}

// Where what follows a name begins; nothing where the name does not end.
std::optional<std::size_t> behind_name(std::span<const std::uint8_t> message, std::size_t at) {
  std::optional<std::size_t> behind;
  std::size_t length = 0;
  int pointers = 0;
  while (at < message.size()) {
    const unsigned size = message[at];
    if (size == 0) return behind ? behind : at + 1;
    if ((size & 0xc0) == 0) {
      length += size + 1;
      at += size + 1;
      if (length > kMostName) return std::nullopt;
      continue;
    }
    if (at + 2 > message.size() || ++pointers > kMostPointers) return std::nullopt;
    if (!behind) behind = at + 2;
    at = u16(message, at) & 0x3fff;
    if (at < DnsMessage::kHeaderBytes) return std::nullopt;
  }
  return std::nullopt;
}

bool holds_name(unsigned type) {
  constexpr unsigned kNames[] = {2, 5, 12, 15, 39};  // NS, CNAME, PTR, MX, DNAME
  return std::find(std::begin(kNames), std::end(kNames), type) != std::end(kNames);
}

// libtins 4.0 follows a pointer to itself for ever, and reads on behind a name that the message
// cuts off: such a message is not shown to it.
bool all_names_end(std::span<const std::uint8_t> message) {
  constexpr unsigned kMx = 15;
  std::size_t at = DnsMessage::kHeaderBytes;
  for (unsigned left = u16(message, 4); left > 0; --left) {
    const auto behind = behind_name(message, at);
    if (!behind) return false;
    at = *behind + 4;
  }
  for (unsigned left = u16(message, 6); left > 0; --left) {
    const auto behind = behind_name(message, at);
    if (!behind || *behind + 10 > message.size()) return false;
    const unsigned type = u16(message, *behind);
    at = *behind + 10;
    if (holds_name(type) && !behind_name(message, type == kMx ? at + 2 : at)) return false;
    at += u16(message, *behind + 8);
  }
  return true;
}

// The sections, as libtins reads them; false where it refuses the message.
bool read_by_libtins(std::span<const std::uint8_t> message, DnsMessage& read) {
  if (!all_names_end(message)) return false;
  try {
    const Tins::DNS dns(message.data(), static_cast<std::uint32_t>(message.size()));
    const auto queries = dns.queries();
    if (!queries.empty()) {
      const std::size_t behind = behind_name(message, DnsMessage::kHeaderBytes).value();
      read.asks = true;
      read.query = queries.front().dname();
      // libtins has enumerations for these, which have no place for all that may stand there.
      read.type = static_cast<std::uint16_t>(u16(message, behind));
      read.class_ = static_cast<std::uint16_t>(u16(message, behind + 2));
    }
    for (const Tins::DNS::resource& resource : dns.answers()) {
      if (read.answers.size() == DnsMessage::kMostAnswers) break;
      std::string& data = read.answers.emplace_back(resource.data());
      data.resize(std::min(data.size(), kMostData));
      read.ttls.push_back(resource.ttl());
    }
    return true;
  } catch (const std::exception&) {
    // libtins's own, or what the library throws on a length that is not one.
    return false;
  }
}

// RFC 1035, 4.1.1
DnsMessage read_header(std::span<const std::uint8_t> message) {
  DnsMessage read;
  const unsigned flags = u16(message, 2);
  read.id = static_cast<std::uint16_t>(u16(message, 0));
  read.response = (flags & 0x8000) != 0;
  read.opcode = flags >> 11 & 15;
  read.rcode = flags & 15;
  read.authoritative = (flags & 0x0400) != 0;
  read.truncated = (flags & 0x0200) != 0;
  read.recursion_desired = (flags & 0x0100) != 0;
  read.recursion_available = (flags & 0x0080) != 0;
  // Z, with what were its upper two bits before RFC 4035.
  read.reserved = flags >> 4 & 7;
  const bool bare = u16(message, 6) == 0 && u16(message, 8) == 0 && u16(message, 10) == 0;
  read.refuses = read.response && (u16(message, 4) > 0 ? bare : read.rcode != 0);
  return read;
}

}  // namespace

std::optional<DnsMessage> read_dns(std::span<const std::uint8_t> message) {
  if (message.size() < DnsMessage::kHeaderBytes) return std::nullopt;
  std::optional<DnsMessage> read = read_header(message);
  if (read_plain_dns(message, *read)) return read;
  *read = read_header(message);
  if (!read_by_libtins(message, *read)) return std::nullopt;
  return read;
}

std::string_view dns_type_name(std::uint16_t type) {
  const auto found = std::find_if(std::begin(kTypes), std::end(kTypes),
                                  [type](const auto& each) { return each.first == type; });
  return found == std::end(kTypes) ? std::string_view() : found->second;
}

std::string_view dns_rcode_name(unsigned rcode) {
  return rcode < std::size(kRcodes) ? kRcodes[rcode] : std::string_view();
}

}  // namespace tapbond::messages
