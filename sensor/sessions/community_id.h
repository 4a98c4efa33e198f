// A name for a conversation that every program gives it that follows the same rule, so that their
// logs can be joined (Community ID v1, github.com/corelight/community-id-spec).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sensor/sessions/address.h"

namespace tapbond::sessions {

class CommunityId {
 public:
  CommunityId() = default;
  // `one_way`: of an ICMP message that has no answer, whose ends keep their order. ICMP's ports are
  // type, and the type of its counterpart or the code. Protocols without ports go by their
  // addresses.
  CommunityId(const Endpoint& source, const Endpoint& destination, std::uint8_t protocol,
              bool one_way);

  std::string_view text() const { return {text_.data(), text_.size()}; }

 private:
  std::array<char, 30> text_{};  // "1:", and a digest in base 64
};

}  // namespace tapbond::sessions
