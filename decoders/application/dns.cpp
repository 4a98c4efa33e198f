#include <tins/dns.h>

#include "decoders/application/application.h"
#include "decoders/application/dns_name.h"
#include "decoders/application/dns_records.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 12;
constexpr unsigned kInverseQuery = 1;

constexpr std::string_view kOperations[] = {
    "",     " inv_q",   " stat",    " op3",      " notify",  " update",   " op6",      " op7",
    " op8", " updateA", " updateD", " updateDA", " updateM", " updateMA", " zoneInit", " zoneRef"};

constexpr std::string_view kResponses[] = {
    "",          " FormErr", " ServFail", " NXDomain", " NotImp",  " Refused",
    " YXDomain", " YXRRSet", " NXRRSet",  " NotAuth",  " NotZone", " Resp11",
    " Resp12",   " Resp13",  " Resp14",   " NoChange", " BadVers", "Resp17",
    " Resp18",   " Resp19",  " Resp20",   "Resp21",    " Resp22",  " BadCookie"};

using Position = std::optional<std::uint32_t>;

struct Message {
  Bytes data;
  bool multicast;
  std::uint16_t flags;
  std::uint32_t questions;
  std::uint32_t answers;
  std::uint32_t authorities;
  std::uint32_t additionals;

  unsigned operation() const { return flags >> 11 & 15u; }
  bool is(unsigned bit) const { return (flags >> bit & 1u) != 0; }
};

// The response code's upper bits are in the OPT record (RFC 6891 6.1.3), wherever that is.
std::uint32_t response_code(const Message& message) {
  const Bytes data = message.data;
  const std::uint32_t code = message.flags & 15u;
  std::uint32_t at = kHeader;
  for (std::uint32_t i = 0; i < message.questions; ++i) {
    const Position next = skip_domain_name(data, at);
    if (!next || *next + 4 >= data.captured()) return code;
    at = *next + 4;
  }
  const std::uint32_t records = message.answers + message.authorities + message.additionals;
  for (std::uint32_t i = 0; i < records; ++i) {
    const Position next = skip_domain_name(data, at);
    if (!next) return code;
    if (i >= message.answers + message.authorities) {
      if (!data.has(*next, 5)) return code;
      if (data.u16(*next) == Tins::DNS::OPT)
        return code | static_cast<std::uint32_t>(data.u8(*next + 4) << 4);
    }
    if (!data.has(*next, 10)) return code;
    at = *next + 10 + data.u16(*next + 8);
    if (at >= data.captured()) return code;
  }
  return code;
}

// `count` records after `title`; false where one is broken or missing.
bool put_records(Line& line, const Message& message, std::uint32_t& at, std::uint32_t count,
                 std::string_view title, bool even_at_end = false) {
  for (std::uint32_t i = 0; i < count; ++i) {
    if (line.cut()) return false;
    if (at >= message.data.captured() && !(even_at_end && i == 0)) return false;
    line.put(i == 0 ? title : ",");
    const Position next = put_dns_record(line, message.data, at, message.multicast);
    if (!next) return false;
    at = *next;
  }
  return true;
}

bool put_response(Line& line, const Message& message) {
  const std::uint32_t code = response_code(message);
  line.dec(message.data.u16(0));
  line.put(kOperations[message.operation()]);
  if (code < std::size(kResponses)) {
    line.put(kResponses[code]);
  } else {
    line.print(" Resp{}", code & 0xfff);
  }
  if (message.is(10)) line.put('*');
  if (!message.is(7)) line.put('-');
  if (message.is(9)) line.put('|');
  if (message.is(5)) line.put('$');
  if (message.questions != 1) line.print(" [{}q]", message.questions);
  std::uint32_t at = kHeader;
  for (std::uint32_t i = 0; i < message.questions; ++i) {
    if (i > 0) line.put(',');
    Position next;
    if (line.verbosity() > 1) {
      line.put(" q:");
      next = put_dns_question(line, message.data, at, message.multicast);
    } else if ((next = skip_domain_name(message.data, at))) {
      *next += 4;
    }
    if (!next) return false;
    at = *next;
  }
  line.print(" {}/{}/{}", message.answers, message.authorities, message.additionals);
  if (!put_records(line, message, at, message.answers, "", true)) return false;
  if (line.verbosity() < 2) return true;
  return put_records(line, message, at, message.authorities, " ns:") &&
         put_records(line, message, at, message.additionals, " ar:");
}

void put_counts(Line& line, const Message& message) {
  if (message.operation() == kInverseQuery) {
    if (message.questions != 0) line.print(" [{}q]", message.questions);
    if (message.answers != 1) line.print(" [{}a]", message.answers);
  } else {
    if (message.answers != 0) line.print(" [{}a]", message.answers);
    if (message.questions != 1) line.print(" [{}q]", message.questions);
  }
  if (message.authorities != 0) line.print(" [{}n]", message.authorities);
  if (message.additionals != 0) line.print(" [{}au]", message.additionals);
}

bool put_request(Line& line, const Message& message) {
  line.dec(message.data.u16(0));
  line.put(kOperations[message.operation()]);
  if (message.is(8)) line.put('+');
  if (message.is(4)) line.put('%');
  if ((message.flags & 0x6cf) != 0) line.print(" [b2&3=0x{:x}]", message.flags);
  put_counts(line, message);
  std::uint32_t at = kHeader;
  for (std::uint32_t i = 0; i < message.questions; ++i) {
    if (i > 0 && at >= message.data.captured()) return false;
    const Position next = put_dns_question(line, message.data, at, message.multicast);
    if (!next || line.cut()) return false;
    at = *next;
  }
  if (line.verbosity() < 2) return true;
  return put_records(line, message, at, message.answers, "", true) &&
         put_records(line, message, at, message.authorities, " ns:") &&
         put_records(line, message, at, message.additionals, " ar:");
}

void put_message(Line& line, Bytes data, bool multicast) {
  line.protocol = "domain";
  if (data.length() < kHeader) {
    line.print("domain [length {} < {}]", data.length(), kHeader);
    line.invalid();
    return;
  }
  if (!data.has(0, kHeader)) {
    line.truncated();
    return;
  }
  const Message message{data,        multicast,   data.u16(2), data.u16(4),
                        data.u16(6), data.u16(8), data.u16(10)};
  const bool whole = message.is(15) ? put_response(line, message) : put_request(line, message);
  if (!whole) {
    line.truncated();
    return;
  }
  line.put(" (");
  line.dec(data.length());
  line.put(')');
}

}  // namespace

void dns(Line& line, Bytes data) { put_message(line, data, false); }

void mdns(Line& line, Bytes data) { put_message(line, data, true); }

void dns_over_tcp(Line& line, Bytes data) {
  line.protocol = "domain";
  if (data.length() < 2) {
    line.print(" [DNS over TCP: length {} < 2]", data.length());
    line.invalid();
    return;
  }
  const std::uint32_t length = data.length() - 2;
  if (const auto prefix = data.u16(0); prefix != length) {
    line.print(" [prefix length({}) != length({})]", prefix, length);
    line.invalid();
    return;
  }
  line.put(' ');
  put_message(line, data.from(2), false);
}

}  // namespace tapbond::text
