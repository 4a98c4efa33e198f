// A name for a conversation that every program gives it that follows the same rule, so that their
// logs can be joined (Community ID v1, github.com/corelight/community-id-spec).
#pragma once

#include <cstdint>
#include <string>

#include "sensor/sessions/address.h"

namespace tapbond::sessions {

// `one_way`: of an ICMP message that has no answer, whose ends keep their order. ICMP's ports are
// type, and the type of its counterpart or the code. Protocols without ports go by their addresses.
std::string community_id(const Endpoint& source, const Endpoint& destination, std::uint8_t protocol,
                         bool one_way);

}  // namespace tapbond::sessions
