#include "sensor/report/summary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>

#include "tests/sensor/posix/hostile_text.h"

namespace tapbond {
namespace {

TEST(SummaryText, IsThreeLinesAndOneForEveryLeg) {
  EXPECT_EQ(
      summary_text(
          {{.name = "eth1", .received = 12, .written = 10, .filtered = 2},
           {.name = "eth2", .received = 7, .written = 5, .filtered = 1, .dropped_by_kernel = 1}}),
      "15 packets captured\n"
      "16 packets received by filter\n"
      "1 packet dropped by kernel\n"
      "eth1: received 12, written 10, filtered 2, dropped 0 by kernel, 0 by interface, 0 by "
      "tapbond; late 0 (max 0 ns)\n"
      "eth2: received 7, written 5, filtered 1, dropped 1 by kernel, 0 by interface, 0 by "
      "tapbond; late 0 (max 0 ns)\n");
}

TEST(SummaryText, HasALineForEveryInterfaceThatWasFoundInALeg) {
  EXPECT_EQ(
      summary_text(
          {{.name = "eth1",
            .received = 12,
            .written = 8,
            .filtered = 3,
            .unread = 1,
            .interfaces =
                {{.name = "eth1", .received = 2, .written = 2},
                 {.name = "eth1.10", .received = 10, .written = 6, .filtered = 3, .unread = 1}}}}),
      "8 packets captured\n"
      "9 packets received by filter\n"
      "0 packets dropped by kernel\n"
      "eth1: received 12, written 8, filtered 3, dropped 0 by kernel, 0 by interface, 0 by "
      "tapbond; late 0 (max 0 ns), unread 1\n"
      "  eth1: received 2, written 2, filtered 0, dropped 0 by kernel, 0 by interface, 0 by "
      "tapbond\n"
      "  eth1.10: received 10, written 6, filtered 3, dropped 0 by kernel, 0 by interface, 0 "
      "by tapbond, unread 1\n");
}

TEST(SummaryText, SaysOnlyWhatHappened) {
  EXPECT_EQ(summary_text({{.name = "a",
                           .received = 100,
                           .written = 80,
                           .filtered = 4,
                           .dropped_by_kernel = 5,
                           .dropped_by_interface = 3,
                           .dropped_by_tapbond = 6,
                           .unread = 2,
                           .late = 9,
                           .max_late_ns = 1234,
                           .early = 7,
                           .times_away = 2,
                           .away_ns = 1'500'000'000}}),
            "80 packets captured\n"
            "93 packets received by filter\n"
            "5 packets dropped by kernel\n"
            "3 packets dropped by interface\n"
            "a: received 100, written 80, filtered 4, dropped 5 by kernel, 3 by interface, 6 by "
            "tapbond; late 9 (max 1234 ns), early 7, unread 2; away 2 times, 1.500 s\n");
}

TEST(SummaryText, HasALineForEverySinkWhereThereAreSeveral) {
  const std::vector<LegSummary> legs = {{.name = "a", .received = 9, .written = 9}};
  const SinkCounts file{.name = "x.pcap", .written = 9, .remark = {}, .problem = {}};
  EXPECT_EQ(summary_text(legs, {file}), summary_text(legs));
  const std::string several = summary_text(
      legs,
      {file, {.name = "text", .written = 4, .lost = 3, .waiting = 2, .remark = {}, .problem = {}}});
  EXPECT_EQ(several,
            summary_text(legs) + "x.pcap: written 9, lost 0\ntext: written 4, lost 3, waiting 2\n");
  const std::string remarked =
      summary_text(legs, {{.name = "bond0", .written = 9, .remark = "all is well", .problem = {}}});
  EXPECT_EQ(remarked, summary_text(legs) + "bond0: written 9, lost 0; all is well\n");
}

TEST(SummaryText, CountsOneTimeAway) {
  const std::string text = summary_text({{.name = "a", .times_away = 1, .away_ns = 42'000'000}});
  EXPECT_NE(text.find("; away 1 time, 0.042 s\n"), std::string::npos) << text;
}

// They were never received here, so that they are in no other number.
TEST(SummaryText, TellsWhatALegsOwnSensorDropped) {
  const std::string text = summary_text({{.name = "a",
                                          .received = 5,
                                          .written = 5,
                                          .times_away = 1,
                                          .dropped_before_by_kernel = 12,
                                          .dropped_before_by_interface = 3}});
  EXPECT_TRUE(
      text.starts_with("5 packets captured\n5 packets received by filter\n"
                       "0 packets dropped by kernel\na: "))
      << text;
  EXPECT_NE(text.find("late 0 (max 0 ns); on its own sensor dropped 12 by kernel, 3 by interface; "
                      "away 1 time"),
            std::string::npos)
      << text;
}

TEST(SummaryText, HasTcpdumpsLinesForAnEmptyRun) {
  EXPECT_TRUE(summary_text({{.name = "a"}})
                  .starts_with("0 packets captured\n0 packets received by filter\n"
                               "0 packets dropped by kernel\na: "));
}

// The identity must hold for somebody who has nothing but the text.
TEST(SummaryText, AccountsForEveryFrameOfALeg) {
  const LegSummary leg{.name = "eth1",
                       .received = 1000,
                       .written = 700,
                       .filtered = 150,
                       .dropped_by_kernel = 60,
                       .dropped_by_interface = 40,
                       .dropped_by_tapbond = 30,
                       .unread = 20};
  const std::string text = summary_text({leg});
  long received = 0;
  std::array<long, 6> shares{};
  const char* line = text.c_str() + text.find("eth1: ");
  ASSERT_EQ(std::sscanf(line,
                        "eth1: received %ld, written %ld, filtered %ld, dropped %ld by kernel, "
                        "%ld by interface, %ld by tapbond; late %*d (max %*d ns), unread %ld",
                        &received, &shares[0], &shares[1], &shares[2], &shares[3], &shares[4],
                        &shares[5]),
            7)
      << text;
  EXPECT_EQ(std::accumulate(shares.begin(), shares.end(), 0L), received);
}

TEST(StatusText, ShowsRateAndEveryLegInOneLine) {
  const std::string text =
      status_text({{.name = "eth1", .received = 12, .written = 10, .filtered = 2, .late = 3},
                   {.name = "eth2", .received = 7, .written = 5, .dropped_by_kernel = 2}},
                  61.4, 1234.5);
  EXPECT_TRUE(text.starts_with("61 s: 15 packets, 1234/s | eth1: 10, 0 dropped, 3 late | eth2: "))
      << text;
  EXPECT_TRUE(text.ends_with(", 2 dropped, 0 late")) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 0);
}

TEST(SummaryText, TellsOfCauses) {
  const std::vector<LegSummary> legs = {{.name = "a", .moved = 2, .max_moved_ns = 9'912'345},
                                        {.name = "b", .moved = 1, .max_moved_ns = 1'000}};
  const std::string text =
      summary_text(legs, {}, {.causes = 1'234'286, .put_right = 529, .left = 1'000});
  EXPECT_NE(text.find("\norder: 1,234,286 causes seen, 529 put right (moved at most 9.9 ms), "
                      "1,000 left\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find(", moved 1 (max 1000 ns)\n"), std::string::npos) << text;
  EXPECT_EQ(summary_text(legs).find("order:"), std::string::npos) << "none were seen";
}

TEST(SummaryText, TellsOfDuplicates) {
  const std::vector<LegSummary> legs = {{.name = "a"}, {.name = "b", .duplicates = 5}};
  DuplicateCounts counts{
      .are = DuplicatesAre::kDropped,
      .looked_at = 1000,
      .found = 5,
      .pairs = {
          {.leg = 1, .of = 0, .packets = 4, .routed = 3, .least_ns = 2'000, .most_ns = 31'000},
          {.leg = 1, .of = 1, .packets = 1}}};
  const std::string text = summary_text(legs, {}, {}, counts);
  EXPECT_NE(text.find(", duplicates 5\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nduplicates: 5 of 1,000 packets looked at (0.5 %), left out\n"
                      "  4 on b of packets on a, 2.0 us to 31.0 us apart, 3 of them routed\n"
                      "  1 on b, 0 ns to 0 ns apart\n"),
            std::string::npos)
      << text;
  counts.are = DuplicatesAre::kKept;
  EXPECT_EQ(summary_text(legs, {}, {}, counts), summary_text(legs)) << "nothing to speak of";
  counts.found = 480;
  EXPECT_NE(summary_text(legs, {}, {}, counts).find("looked at (48.0 %), kept (--duplicates drop"),
            std::string::npos);
}

TEST(SummaryText, IsHarmlessWhateverAreTheNames) {
  const std::vector<LegSummary> legs = {{.name = hostile_name(), .received = 1, .written = 1}};
  const std::string text = summary_text(
      legs, {{.name = hostile_name(), .written = 1, .remark = hostile_name(), .problem = {}},
             {.name = "b", .written = 1, .remark = {}, .problem = {}}});
  EXPECT_TRUE(harmless(text));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 6);
}

}  // namespace
}  // namespace tapbond
