#include "sensor/traffic/conversations_now.h"

#include <algorithm>
#include <utility>

#include "sensor/traffic/time_between.h"

namespace tapbond {
namespace {

using sessions::Conversation;

constexpr std::int64_t kEvery = 1'000'000'000;
constexpr std::int64_t kRemembered = 120'000'000'000;

std::uint64_t bytes_of(const ConversationsSummary::Row& row) {
  return row.seen.bytes[0] + row.seen.bytes[1];
}

}  // namespace

void ConversationsNow::look(const sessions::Sessions& sessions, std::int64_t now) {
  if (looked_ <= now && time_between(looked_, now) < kEvery) return;
  looked_ = now;

  std::vector<std::pair<std::uint64_t, const Conversation*>> lately;
  ServiceTotals spoken = spoken_;
  sessions.visit_newest(kLately, [&](const Conversation& each) {
    lately.emplace_back(tapbond::bytes_of(each), &each);
    spoken.add(each);
  });
  const std::size_t shown = std::min(lately.size(), kLargest);
  std::partial_sort(lately.begin(), lately.begin() + static_cast<std::ptrdiff_t>(shown),
                    lately.end(), std::greater<>());
  ConversationsSummary summary{.at = now,
                               .open = sessions.open(),
                               .ended = sessions.ended(),
                               .largest = {},
                               .services = spoken.rows()};
  for (std::size_t i = 0; i < shown; ++i) {
    summary.largest.push_back({.seen = seen(*lately[i].second), .over = false});
  }
  over_.forget(now, kRemembered);
  for (const auto& [bytes, over] : over_.by_bytes())
    summary.largest.push_back({.seen = over, .over = true});
  std::ranges::stable_sort(summary.largest, std::greater<>(),
                           [](const ConversationsSummary::Row& row) { return bytes_of(row); });
  summary.largest.resize(std::min(summary.largest.size(), kLargest));

  const std::lock_guard lock(mutex_);
  std::swap(latest_, summary);
}

ConversationsSummary ConversationsNow::latest() const {
  const std::lock_guard lock(mutex_);
  return latest_;
}

}  // namespace tapbond
