#include "sensor/legs/earlier_counts.h"

#include <gtest/gtest.h>

#include <optional>

namespace tapbond {
namespace {

using Count = std::optional<std::uint64_t>;

InterfaceCounts here(std::uint64_t received, std::uint64_t accepted) {
  InterfaceCounts counts;
  counts.received = received;
  counts.accepted = counts.delivered = accepted;
  return counts;
}

InterfaceCounts drops(Count by_interface, Count by_os, std::int64_t first_ns = 0,
                      std::int64_t last_ns = 0) {
  InterfaceCounts counts;
  counts.dropped_by_interface = by_interface;
  counts.dropped_by_os = by_os;
  counts.first_ns = first_ns;
  counts.last_ns = last_ns;
  return counts;
}

// What holds for all statistics that are written (sensor/files/interface.h).
std::uint64_t filtered_by(const InterfaceCounts& counts) {
  return counts.received.value() - counts.accepted.value() -
         counts.dropped_by_interface.value_or(0);
}

TEST(EarlierCounts, AreUnknownUntilTheyAreTold) {
  const InterfaceCounts sum = EarlierCounts().sum();
  EXPECT_FALSE(sum.received || sum.accepted || sum.dropped_by_interface || sum.dropped_by_os);
  const InterfaceCounts both = with_earlier(sum, here(10, 8));
  EXPECT_EQ(both.received, 10u);
  EXPECT_EQ(both.accepted, 8u);
  EXPECT_EQ(both.delivered, 8u);
  EXPECT_FALSE(both.dropped_by_interface || both.dropped_by_os);
  EXPECT_EQ(both.first_ns, 0);
}

TEST(EarlierCounts, AreTheNewestOfEachStart) {
  EarlierCounts counts;
  counts.tell(drops({}, 3, 100, 150));
  counts.tell(drops({}, 5, 100, 160));
  EXPECT_EQ(counts.sum().dropped_by_os, 5u);
  counts.tell(drops(2, {}, 200, 250));
  counts.tell(drops(4, 1, 200, 260));
  EXPECT_EQ(counts.sum().dropped_by_os, 6u);
  EXPECT_EQ(counts.sum().dropped_by_interface, 4u);
  EXPECT_FALSE(counts.sum().received);
  EXPECT_EQ(counts.sum().first_ns, 100);
  EXPECT_EQ(counts.sum().last_ns, 260);
}

TEST(EarlierCounts, AreShownAsTheyWereTold) {
  InterfaceCounts told = drops(30, 20, 5, 6);
  told.received = 1000;
  told.accepted = 100;
  const InterfaceCounts both = with_earlier(told, here(80, 60));
  EXPECT_EQ(both.received, 1000u);
  EXPECT_EQ(both.dropped_by_interface, 30u);
  EXPECT_EQ(both.accepted, 80u) << "what passed both filters";
  EXPECT_EQ(both.dropped_by_os, 20u);
  EXPECT_EQ(both.delivered, 60u);
  EXPECT_EQ(both.first_ns, 5);
  EXPECT_EQ(both.last_ns, 6);
  EXPECT_EQ(filtered_by(both), 870u + 20u);
}

TEST(EarlierCounts, AddUpWithWhatCameWhereOnlyDropsWereTold) {
  const InterfaceCounts both = with_earlier(drops(3, 2), here(80, 60));
  EXPECT_EQ(both.received, 85u);
  EXPECT_EQ(both.accepted, 62u);
  EXPECT_EQ(filtered_by(both), 20u);
}

TEST(EarlierCounts, GiveWayToWhatHasComeSince) {
  InterfaceCounts told = drops({}, 2);
  told.received = 50;
  told.accepted = 40;
  const InterfaceCounts both = with_earlier(told, here(80, 60));
  EXPECT_EQ(both.received, 82u);
  EXPECT_EQ(both.accepted, 62u);
  EXPECT_EQ(filtered_by(both), 20u);
}

TEST(EarlierCounts, LeaveOutWhatCountsElsewhere) {
  InterfaceCounts told;
  told.received = 10;
  told.dropped_by_os = 4;
  const InterfaceCounts rest = without(told, 7);
  EXPECT_EQ(rest.received, 3u);
  EXPECT_FALSE(rest.accepted) << "what was not told";
  EXPECT_EQ(rest.dropped_by_os, 4u);
  EXPECT_EQ(without(told, 11).received, 0u) << "more have come since";
}

}  // namespace
}  // namespace tapbond
