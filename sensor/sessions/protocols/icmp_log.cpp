#include "sensor/sessions/protocols/icmp_log.h"

#include <algorithm>

#include "decoders/packets/ip_packet.h"
#include "sensor/sessions/conversation_row.h"

namespace tapbond::sessions {
namespace {

constexpr auto kFields = of_conversation({
    {"type", "count"},
    {"code", "count"},
    {"error", "string"},
    {"mtu", "count"},
    {"about_uid", "string"},
    {"about_proto", "count"},
    {"about_orig_h", "addr"},
    {"about_orig_p", "port"},
    {"about_resp_h", "addr"},
    {"about_resp_p", "port"},
});

enum Protocol : std::uint8_t { kIcmp = 1, kTcp = 6, kUdp = 17, kIcmpv6 = 58 };

constexpr std::uint32_t kHeader = 8;

struct Error {
  std::uint8_t protocol;
  std::uint8_t type;
  const char* name;
};
constexpr Error kErrors[] = {  // RFC 792, RFC 4443
    {kIcmp, 3, "unreachable"},        {kIcmp, 4, "source_quench"},
    {kIcmp, 5, "redirect"},           {kIcmp, 11, "time_exceeded"},
    {kIcmp, 12, "parameter_problem"}, {kIcmpv6, 1, "unreachable"},
    {kIcmpv6, 2, "too_big"},          {kIcmpv6, 3, "time_exceeded"},
    {kIcmpv6, 4, "parameter_problem"}};

const Error* error_of(std::uint8_t protocol, std::uint8_t type) {
  const auto* found = std::find_if(std::begin(kErrors), std::end(kErrors), [&](const Error& each) {
    return each.protocol == protocol && each.type == type;
  });
  return found == std::end(kErrors) ? nullptr : found;
}

// The largest packet that would have passed: RFC 1191, RFC 4443.
std::uint32_t largest_packet(std::uint8_t protocol, text::Bytes message) {
  constexpr std::uint8_t kUnreachable = 3;
  constexpr std::uint8_t kFragmentationNeeded = 4;
  constexpr std::uint8_t kTooBig = 2;
  if (protocol == kIcmpv6) return message.u8(0) == kTooBig ? message.u32(4) : 0;
  const bool needed = message.u8(0) == kUnreachable && message.u8(1) == kFragmentationNeeded;
  return needed ? message.u16(6) : 0;
}

}  // namespace

const LogSchema kIcmpSchema{"icmp", kFields};

std::optional<QuotedPacket> quoted_packet(std::uint8_t protocol, text::Bytes message) {
  packets::IpPacket ip;
  if (error_of(protocol, message.u8(0)) == nullptr || !packets::read_ip(message.from(kHeader), ip))
    return std::nullopt;
  QuotedPacket quoted{{Address(ip.source)}, {Address(ip.destination)}, ip.protocol};
  // Eight bytes of what it carried are always quoted.
  if ((ip.protocol == kTcp || ip.protocol == kUdp) && ip.payload.has(0, 4)) {
    quoted.source.port = ip.payload.u16(0);
    quoted.destination.port = ip.payload.u16(2);
  }
  return quoted;
}

void log_icmp_error(Logs& logs, const Conversation& conversation, text::Bytes message,
                    const QuotedPacket& quoted, const Conversation* about, std::int64_t stamp) {
  const std::uint8_t protocol = conversation.key.protocol;
  LogRow row = conversation_row(logs, kIcmpSchema, stamp, &conversation);
  row.count(message.u8(0)).count(message.u8(1)).text(error_of(protocol, message.u8(0))->name);
  row.count_or_unset(largest_packet(protocol, message));
  row.text_or_unset(about == nullptr ? "" : about->uid.text()).count(quoted.protocol);
  row.endpoint(quoted.source).endpoint(quoted.destination);
}

}  // namespace tapbond::sessions
