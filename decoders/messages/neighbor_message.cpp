#include "decoders/messages/neighbor_message.h"

#include <tins/icmpv6.h>

#include <algorithm>
#include <exception>

namespace tapbond::messages {
namespace {

using Tins::ICMPv6;

const char* kind_of(unsigned type) {
  switch (type) {
    case ICMPv6::ROUTER_SOLICIT:
      return "router solicitation";
    case ICMPv6::ROUTER_ADVERT:
      return "router advertisement";
    case ICMPv6::NEIGHBOUR_SOLICIT:
      return "neighbor solicitation";
    case ICMPv6::NEIGHBOUR_ADVERT:
      return "neighbor advertisement";
    default:
      return nullptr;
  }
}

}  // namespace

std::optional<NeighborMessage> read_neighbor(std::span<const std::uint8_t> message) {
  if (message.empty() || kind_of(message[0]) == nullptr) return std::nullopt;
  try {
    const ICMPv6 icmp(message.data(), static_cast<std::uint32_t>(message.size()));
    NeighborMessage neighbor;
    neighbor.kind = kind_of(message[0]);
    neighbor.of_target = icmp.type() == ICMPv6::NEIGHBOUR_ADVERT;
    const auto option = neighbor.of_target ? ICMPv6::TARGET_ADDRESS : ICMPv6::SOURCE_ADDRESS;
    if (icmp.search_option(option) == nullptr) return std::nullopt;
    neighbor.hardware =
        (neighbor.of_target ? icmp.target_link_layer_addr() : icmp.source_link_layer_addr())
            .to_string();
    if (icmp.has_target_addr()) {
      neighbor.target.emplace();
      std::copy(icmp.target_addr().begin(), icmp.target_addr().end(), neighbor.target->begin());
    }
    return neighbor;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace tapbond::messages
