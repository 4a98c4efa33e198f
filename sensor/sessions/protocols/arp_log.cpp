#include "sensor/sessions/protocols/arp_log.h"

#include <array>
#include <string_view>

#include "decoders/messages/arp_message.h"
#include "decoders/messages/neighbor_message.h"
#include "sensor/sessions/payload_checksum.h"

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
  see({.address = Address(arp->sender),
       .hardware = arp->sender_hardware,
       .operation = operation_name(arp->operation),
       .asked_for = Address(arp->target)},
      stamp);
}

void ArpLog::look_at_neighbor(const Packet& packet) {
  constexpr std::uint8_t kIcmpv6 = 58;
  const std::string_view seen = packet.payload.seen(0, packet.payload.length());
  const std::span<const std::uint8_t> bytes{reinterpret_cast<const std::uint8_t*>(seen.data()),
                                            seen.size()};
  const auto neighbor = messages::read_neighbor(bytes);
  if (!neighbor || (neighbor->of_target && !neighbor->target)) return;
  if (!neighbor->of_target && packet.source == Address()) return;  // has none yet
  if (packet.verify && checksum(packet.source, packet.destination, kIcmpv6, bytes) != 0) return;
  Claim claim{.address = neighbor->of_target ? Address(*neighbor->target) : packet.source,
              .hardware = neighbor->hardware,
              .operation = neighbor->kind,
              .asked_for = std::nullopt};
  if (neighbor->target) claim.asked_for = Address(*neighbor->target);
  see(claim, packet.origin.stamp);
}

void ArpLog::see(const Claim& claim, std::int64_t stamp) {
  const auto known = owners_.find(claim.address);
  const bool is_new = known == owners_.end();
  if (!is_new && known->second == claim.hardware) return;
  LogRow row = logs_.row(kArpSchema);
  row.time(stamp).text(is_new ? "new" : "moved").address(claim.address).text(claim.hardware);
  row.text_or_unset(is_new ? "" : known->second).text_or_unset(claim.operation);
  if (claim.asked_for) {
    row.address(*claim.asked_for);
  } else {
    row.unset();
  }
  if (!is_new) {
    known->second = claim.hardware;
  } else if (owners_.size() < kMost) {
    owners_.emplace(claim.address, claim.hardware);
  }
}

}  // namespace tapbond::sessions
