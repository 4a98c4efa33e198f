#include "decoders/messages/dns_message.h"

#include <tins/dns.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <string_view>
#include <utility>

namespace tapbond::messages {
namespace {

constexpr std::size_t kHeader = 12;
constexpr std::size_t kMostAnswers = 64;
constexpr std::size_t kMostData = 1024;  // bytes of an answer

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

}  // namespace

std::optional<DnsMessage> read_dns(std::span<const std::uint8_t> message) {
  if (message.size() < kHeader) return std::nullopt;
  try {
    const Tins::DNS dns(message.data(), static_cast<std::uint32_t>(message.size()));
    DnsMessage read;
    read.id = dns.id();
    read.response = dns.type() == Tins::DNS::RESPONSE;
    read.opcode = dns.opcode();
    read.rcode = dns.rcode();
    read.authoritative = dns.authoritative_answer() != 0;
    read.truncated = dns.truncated() != 0;
    read.recursion_desired = dns.recursion_desired() != 0;
    read.recursion_available = dns.recursion_available() != 0;
    // Z, with what were its upper two bits before RFC 4035.
    read.reserved = message[3] >> 4 & 7;
    for (const Tins::DNS::query& query : dns.queries()) {
      read.asks = true;
      read.query = query.dname();
      read.type = static_cast<std::uint16_t>(query.query_type());
      read.class_ = static_cast<std::uint16_t>(query.query_class());
      break;
    }
    for (const Tins::DNS::resource& resource : dns.answers()) {
      if (read.answers.size() == kMostAnswers) break;
      read.answers.push_back({resource.data().substr(0, kMostData), resource.ttl()});
    }
    return read;
  } catch (const std::exception&) {
    // libtins's own, or what the library throws on a length that is not one.
    return std::nullopt;
  }
}

std::string dns_type_name(std::uint16_t type) {
  const auto found = std::find_if(std::begin(kTypes), std::end(kTypes),
                                  [type](const auto& each) { return each.first == type; });
  return found == std::end(kTypes) ? std::string() : std::string(found->second);
}

std::string dns_rcode_name(unsigned rcode) {
  return rcode < std::size(kRcodes) ? std::string(kRcodes[rcode]) : std::string();
}

}  // namespace tapbond::messages
