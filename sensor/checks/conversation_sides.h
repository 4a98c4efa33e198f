// Are conversations seen from both sides? A side that answers proves that the other one has spoken,
// whether that was seen or not.
//
// Memory is bounded: beyond kMostConversations new ones are passed over.
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>

#include "sensor/checks/ethernet_frame.h"
#include "sensor/checks/facts.h"

namespace tapbond {

class ConversationSides {
 public:
  static constexpr std::size_t kMostConversations = 65536;

  // `second`: in which it was said, by any clock.
  void add(const Speech& speech, std::int64_t second);

  // Of the conversations that were seen in so many seconds at least.
  SidesFacts facts(std::uint32_t seconds = 1) const;

 private:
  struct Sides {
    std::array<std::uint32_t, 2> frames{};
    std::array<std::uint32_t, 2> answers{};
    std::uint32_t seconds = 0;  // in which there were any
    std::int64_t last_second = 0;
  };

  std::unordered_map<std::uint64_t, Sides> conversations_;
};

}  // namespace tapbond
