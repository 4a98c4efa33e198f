// The counts of a series' files add up to the run's, and in each of them to what was received.
#include "sensor/sinks/count_shares.h"

#include <gtest/gtest.h>

#include "capture_files.h"

namespace tapbond {
namespace {

InterfaceCounts counts(std::uint64_t written, std::uint64_t filtered, std::uint64_t os,
                       std::uint64_t interface) {
  return {.received = written + filtered + os + interface,
          .accepted = written + os,
          .dropped_by_interface = interface,
          .dropped_by_os = os,
          .delivered = written,
          .first_ns = 1000,
          .last_ns = 9000};
}

void count(CountShares& shares, std::size_t frames) {
  FrameMaker maker;
  for (std::size_t i = 0; i < frames; ++i) maker.add(1, "x");
  shares.count(maker.frames());
}

void expect_whole(const InterfaceCounts& share) {
  EXPECT_EQ(*share.accepted, share.delivered + *share.dropped_by_os);
  EXPECT_GE(*share.received, *share.accepted + *share.dropped_by_interface);
}

TEST(CountShares, AddUp) {
  CountShares shares;
  shares.add_interface();
  count(shares, 60);
  // What was counted so far is ahead of what was written, and behind it.
  const InterfaceCounts first = shares.take(std::vector{counts(70, 7, 3, 1)}, 2000).at(0);
  count(shares, 40);
  const InterfaceCounts second = shares.take(std::vector{counts(70, 9, 3, 2)}, 3000).at(0);
  count(shares, 100);
  const InterfaceCounts last = shares.rest(std::vector{counts(200, 11, 8, 2)}).at(0);

  for (const InterfaceCounts& share : {first, second, last}) expect_whole(share);
  EXPECT_EQ(first.delivered, 60u);
  EXPECT_EQ(second.delivered, 40u);
  EXPECT_EQ(last.delivered, 100u);
  EXPECT_EQ(first.dropped_by_os, 3u);
  EXPECT_EQ(second.dropped_by_os, 0u);
  EXPECT_EQ(last.dropped_by_os, 5u);
  EXPECT_EQ(*first.received + *second.received + *last.received, 221u);
  EXPECT_EQ(*first.accepted + *second.accepted + *last.accepted, 208u);
  EXPECT_EQ(first.first_ns, 1000);
  EXPECT_EQ(first.last_ns, 2000);
  EXPECT_EQ(second.first_ns, 2000);
  EXPECT_EQ(last.first_ns, 3000);
  EXPECT_EQ(last.last_ns, 9000);
}

TEST(CountShares, LeaveOutWhatIsNotKnown) {
  CountShares shares;
  shares.add_interface();
  shares.add_interface();
  count(shares, 5);
  InterfaceCounts files;
  files.received = files.accepted = 5;
  files.delivered = 5;
  const auto share = shares.take(std::vector{files}, 2000);
  ASSERT_EQ(share.size(), 2u);
  EXPECT_EQ(share[0].received, 5u);
  EXPECT_EQ(share[0].dropped_by_os, std::nullopt);
  EXPECT_EQ(share[0].first_ns, 0) << "files have no time of listening";
  EXPECT_EQ(share[1].received, std::nullopt) << "of an interface that came after the count";
  EXPECT_EQ(share[1].delivered, 0u);
}

// Counters that are read one after the other may disagree for a moment.
TEST(CountShares, NeverGoBelowNothing) {
  CountShares shares;
  shares.add_interface();
  shares.take(std::vector{counts(0, 10, 5, 0)}, 2000);
  const InterfaceCounts second = shares.take(std::vector{counts(0, 8, 4, 0)}, 3000).at(0);
  EXPECT_EQ(second.received, 0u);
  EXPECT_EQ(second.dropped_by_os, 0u);
}

TEST(CountShares, OfASingleFileAreTheTotal) {
  CountShares shares;
  shares.add_interface();
  count(shares, 3);
  const InterfaceCounts all = shares.rest(std::vector{counts(3, 2, 1, 4)}).at(0);
  EXPECT_EQ(all.received, 10u);
  EXPECT_EQ(all.delivered, 3u);
  EXPECT_EQ(all.first_ns, 1000);
}

}  // namespace
}  // namespace tapbond
