// The Multicast Source Discovery Protocol (RFC 3618): its messages, and how much they hold.
#include "decoders/application/application.h"
#include "decoders/core/address.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 3;
constexpr std::uint32_t kEntries = 8;
constexpr std::uint32_t kEntry = 12;
constexpr std::uint32_t kLongest = 1400;       // that is not told as long
constexpr std::uint32_t kLongestFirst = 1500;  // or the segment begins within a message
constexpr unsigned kLastType = 7;
enum Type : std::uint8_t {
  kActive = 1,
  kRequest = 2,
  kResponse = 3,
  kKeepalive = 4,
  kNotification = 5,
};

void put_sources(Line& line, Bytes message) {
  const std::uint32_t count = message.u8(3);
  line.print(" {} entries", count);
  const std::uint32_t known = kEntries + count * kEntry;
  if (line.cut() || message.length() <= known) return;
  line.put(" [w/data]");
  if (line.verbosity() < 2) return;
  line.put(' ');
  ipv4(line, message.from(known));
}

void put_message(Line& line, Bytes message, unsigned type) {
  const std::uint32_t size = message.length();
  switch (type) {
    case kActive:
      line.put(" SA");
      return put_sources(line, message);
    case kResponse:
      line.put(" SA-Response");
      return put_sources(line, message);
    case kRequest:
      line.put(" SA-Request");
      return put_ipv4(line, " for ", message, 4);
    case kKeepalive:
      line.put(" Keepalive");
      if (size != kHeader) line.print("[len={}] ", size);
      return;
    case kNotification:
      return line.put(" Notification");
    default:
      line.print(" [type={} len={}]", type, size);
  }
}

}  // namespace

void msdp(Line& line, Bytes data) {
  line.protocol = "msdp";
  line.put(": msdp");
  const unsigned first = data.u8(0);
  const std::uint32_t first_size = data.u16(1);
  if (line.cut()) return;
  if (first_size > kLongestFirst || first_size < kHeader || first == 0 || first > kLastType) {
    return line.truncated();
  }
  while (data.length() > 0) {
    if (data.raw(0, kHeader) == nullptr) return;
    const unsigned type = data.u8(0);
    const std::uint32_t size = data.u16(1);
    if (size > kLongest || line.verbosity() > 0) line.print(" [len {}]", size);
    if (size < kHeader || size > data.length()) return line.truncated();
    put_message(line, data.claiming(size), type);
    if (line.cut()) return;
    data = data.from(size);
  }
}

}  // namespace tapbond::text
