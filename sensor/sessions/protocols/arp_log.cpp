#include "sensor/sessions/protocols/arp_log.h"

#include <array>
#include <string_view>

#include "decoders/messages/arp_message.h"

namespace tapbond::sessions {
namespace {

constexpr LogField kFields[] = {
    {"ts", "time"},           {"event", "enum"},       {"addr", "addr"},      {"mac", "string"},
    {"former_mac", "string"}, {"operation", "string"}, {"asked_for", "addr"},
};

const char* operation_name(unsigned operation) {
  return operation == 1 ? "request" : operation == 2 ? "reply" : "";
}

}  // namespace

const LogSchema kArpSchema{"arp", kFields};

void ArpLog::look(text::Bytes message, std::int64_t stamp) {
  constexpr std::array<std::uint8_t, 4>
      kNobody{};  // who asks whether an address is free (RFC 5227)
  const std::string_view seen = message.seen(0, message.length());
  const auto arp =
      messages::read_arp({reinterpret_cast<const std::uint8_t*>(seen.data()), seen.size()});
  if (!arp || arp->sender == kNobody) return;
  const Address address(arp->sender);
  const auto known = owners_.find(address);
  const bool is_new = known == owners_.end();
  if (!is_new && known->second == arp->sender_hardware) return;
  LogRow row = logs_.row(kArpSchema);
  row.time(stamp).text(is_new ? "new" : "moved").address(address).text(arp->sender_hardware);
  row.text_or_unset(is_new ? "" : known->second).text_or_unset(operation_name(arp->operation));
  row.address(Address(arp->target));
  if (!is_new) {
    known->second = arp->sender_hardware;
  } else if (owners_.size() < kMost) {
    owners_.emplace(address, arp->sender_hardware);
  }
}

}  // namespace tapbond::sessions
