// IPv6 node information (RFC 4620): who a node is, and which names and addresses it has.
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/network/icmpv6_parts.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 16;
constexpr std::uint32_t kLifetime = 4;  // before each answer

enum Question : std::uint16_t { kNothing = 0, kQuestions = 1, kName = 2, kAddresses = 3 };
enum Subject : std::uint8_t { kIpv6Subject = 0, kNameSubject = 1, kIpv4Subject = 2 };

constexpr Name kQuestionNames[] = {
    {kNothing, "noop"},
    {kQuestions, "supported qtypes"},
    {kName, "DNS name"},
    {kAddresses, "node addresses"},
};
constexpr Name kAddressFlags[] = {{0x40, "a"}, {0x20, "G"}, {0x10, "S"},
                                  {0x08, "L"}, {0x04, "C"}, {0x02, "A"}};
constexpr std::uint16_t kLeftOut = 0x01;  // of an answer: there are more addresses

// A name in the format of DNS, without compression.
void put_dns_name(Line& line, Bytes name) {
  line.put(", \"");
  const std::uint32_t end = name.captured();
  for (std::uint32_t at = 0; at < end;) {
    const std::uint32_t size = name.u8(at++);
    if (size == 0) {
      if (at == end) {
        line.put('.');
      } else if (at + 1 != end || name.u8(at) != 0) {
        line.put("???");
      }
      break;
    }
    if (size > end - at) {
      line.put("???");
      break;
    }
    put_text(line, name, at, size);
    at += size;
    if (at < end && name.u8(at) != 0) line.put('.');
  }
  line.put('"');
}

// An early draft had a plain string behind its size.
void put_host_name(Line& line, Bytes name) {
  if (name.raw(0, 1) == nullptr) return;
  const std::uint32_t size = name.u8(0);
  if (size + 1 != name.captured()) return put_dns_name(line, name);
  if (line.verbosity() > 0) line.put(", 03 draft");
  line.put(", \"");
  put_text(line, name, 1, size);
  line.put('"');
}

void put_subject(Line& line, Bytes message, std::uint8_t kind) {
  switch (kind) {
    case kIpv6Subject:
      if (!message.has(kHeader, 16)) return;
      line.put(", subject=");
      return put_ipv6(line, message, kHeader);
    case kNameSubject:
      line.put(", subject=DNS name");
      return put_host_name(line, message.from(kHeader));
    case kIpv4Subject:
      if (!message.has(kHeader, 4)) return;
      if (message.captured() != kHeader + 4) {
        if (line.verbosity() > 0) line.put(", invalid subject len");
        return;
      }
      line.put(", subject=");
      return put_ipv4(line, message, kHeader);
    default:
      line.put(", unknown subject");
  }
}

void put_answered_addresses(Line& line, Bytes message) {
  const std::uint32_t size = message.captured();
  constexpr std::uint32_t kAnswer = kLifetime + 16;
  for (std::uint32_t at = kHeader; at + kAnswer <= size; at += kAnswer) {
    line.put(' ');
    put_ipv6(line, message, at + kLifetime);
    line.print("({})", message.u32(at));
  }
  const std::uint16_t flags = message.u16(6);
  if (flags == 0) return;
  line.put(" [");
  put_bits(line, kAddressFlags, flags, "", "");
  if ((flags & kLeftOut) != 0) line.put('T');
  line.put(']');
}

void put_answer(Line& line, Bytes message) {
  const std::uint16_t question = message.u16(4);
  const std::uint16_t flags = message.u16(6);
  line.put(line.verbosity() > 0 ? "success, " : "");
  put_name(line, kQuestionNames, question, "unknown");
  switch (question) {
    case kNothing:
      if (message.captured() != kHeader && line.verbosity() > 0) line.put(", invalid length");
      return;
    case kQuestions:
      if (flags != 0) line.print(" [{}]", (flags & 1) != 0 ? "C" : "");
      return;
    case kName:
      put_host_name(line, message.from(kHeader + kLifetime));
      if ((flags & 1) != 0) line.print(" [TTL={}]", message.u32(kHeader));
      return;
    case kAddresses:
      return put_answered_addresses(line, message);
    default:
      return;
  }
}

}  // namespace

void node_information_query(Line& line, Bytes message) {
  if (line.cut()) return;
  line.put(" node information query");
  if (!message.has(0, kHeader)) return line.truncated();
  const std::uint16_t question = message.u16(4);
  const std::uint16_t flags = message.u16(6);
  line.put(" (");
  put_name(line, kQuestionNames, question, "unknown");
  if (question == kAddresses && flags != 0) {
    line.put(" [");
    put_bits(line, kAddressFlags, flags, "", "");
    line.put(']');
  }
  const bool bare = message.captured() == kHeader;
  if (question == kNothing || question == kQuestions) {
    if (!bare && line.verbosity() > 0) line.put(", invalid len");
  } else if (bare) {
    line.put(", 03 draft");
  } else {
    put_subject(line, message, message.u8(1));
  }
  line.put(')');
}

void node_information_reply(Line& line, Bytes message) {
  if (line.cut()) return;
  if (!message.has(0, std::max(kHeader, message.length()))) return line.truncated();
  line.put(" node information reply (");
  const std::uint8_t code = message.u8(1);
  if (code == 0) {
    put_answer(line, message);
  } else if (code <= 2) {
    line.put(code == 1 ? "refused" : "unknown");
    if (message.captured() != kHeader && line.verbosity() > 0) line.put(", invalid length");
  }
  line.put(')');
}

}  // namespace tapbond::text
