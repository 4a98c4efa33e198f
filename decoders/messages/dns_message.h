// A DNS message (RFC 1035) as values, read by libtins, or as libtins does (plain_dns.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tapbond::messages {

struct DnsMessage {
  static constexpr std::size_t kHeaderBytes = 12;
  static constexpr std::size_t kMostAnswers = 64;  // the others are left out

  std::uint16_t id = 0;
  bool response = false;
  unsigned opcode = 0;
  unsigned rcode = 0;
  bool authoritative = false;
  bool truncated = false;
  bool recursion_desired = false;
  bool recursion_available = false;
  unsigned reserved = 0;  // Z, the bits between
  bool refuses = false;   // a reply without a record of any kind, or to no question, with an error
  bool asks = false;      // the next three are of its first question
  std::string query;
  std::uint16_t type = 0;
  std::uint16_t class_ = 0;
  std::vector<std::string> answers;  // an address, a name, text: as libtins tells it
  std::vector<std::int64_t> ttls;    // of each, seconds
};

// Nothing where it is no message that libtins can read. What is in it is as it came: names may hold
// any byte.
std::optional<DnsMessage> read_dns(std::span<const std::uint8_t> message);

// "A", "AAAA"; empty where the number has no name here.
std::string_view dns_type_name(std::uint16_t type);
// "NOERROR", "NXDOMAIN"; likewise.
std::string_view dns_rcode_name(unsigned rcode);

}  // namespace tapbond::messages
