#include "sensor/duplicates/duplicates.h"

#include <gtest/gtest.h>

#include "tests/sensor/duplicates/mirrored.h"

namespace tapbond {
namespace {

using namespace mirrored;

// Every packet twice, one after the other, over two legs.
std::vector<Frame> doubled(Frames& frames, std::size_t packets) {
  std::vector<Frame> all;
  for (std::size_t i = 0; i < packets; ++i) {
    const Octets bytes = in_ethernet(v4({.id = static_cast<std::uint16_t>(i | 1),
                                         .payload = Octets(8, static_cast<std::uint8_t>(i >> 1))}));
    const auto stamp = static_cast<std::int64_t>(i) * 10'000'000;
    all.push_back(frames.frame(0, stamp, bytes));
    all.push_back(frames.frame(1, stamp + 1000 + static_cast<std::int64_t>(i), bytes));
  }
  return all;
}

class DuplicatesTest : public testing::Test {
 protected:
  DuplicatesTest() : interfaces_(2) {}
  Frames frames_;
  std::vector<Interface> interfaces_;
};

TEST_F(DuplicatesTest, AreNamedByTheirPlace) {
  Duplicates duplicates({.are = DuplicatesAre::kMarked}, 2, interfaces_);
  const auto all = doubled(frames_, 50);
  const auto positions = duplicates.look(all);
  ASSERT_EQ(positions.size(), 50U);
  for (std::size_t i = 0; i < positions.size(); ++i) EXPECT_EQ(positions[i], 2 * i + 1);
  EXPECT_TRUE(duplicates.look({}).empty());
}

TEST_F(DuplicatesTest, AreCountedByPairOfLegs) {
  Duplicates duplicates({.are = DuplicatesAre::kDropped}, 2, interfaces_);
  duplicates.look(doubled(frames_, 30));
  const Octets again = in_ethernet(v4({.id = 9, .hops = 9}));
  duplicates.look(std::vector{frames_.frame(1, -5, again), frames_.frame(1, -2, again)});
  const DuplicateCounts counts = duplicates.counts();
  EXPECT_EQ(counts.looked_at, 62U);
  EXPECT_EQ(counts.found, 31U);
  ASSERT_EQ(counts.pairs.size(), 2U);
  EXPECT_EQ(counts.pairs[0].leg, 1);
  EXPECT_EQ(counts.pairs[0].of, 0);
  EXPECT_EQ(counts.pairs[0].packets, 30U);
  EXPECT_EQ(counts.pairs[0].least_ns, 1000);
  EXPECT_EQ(counts.pairs[0].most_ns, 1029);
  EXPECT_EQ(counts.pairs[1].of, 1);
  EXPECT_EQ(counts.pairs[1].most_ns, 3);
}

TEST_F(DuplicatesTest, AreLookedForInAPartOfWhatIsKept) {
  Duplicates kept({}, 2, interfaces_);
  const auto some = doubled(frames_, 128);  // which a stretch is a multiple of
  std::uint64_t came = 0;
  std::uint64_t looked_at = 0;
  for (; came < 3 * Duplicates::kEvery; came += some.size()) {
    const std::uint64_t before = kept.counts().looked_at;
    kept.look(some);
    const std::uint64_t now = kept.counts().looked_at - before;
    if (came + some.size() <= Duplicates::kFirst) {
      EXPECT_EQ(now, some.size());
    }
    looked_at += now;
  }
  EXPECT_EQ(looked_at, Duplicates::kFirst + 2 * Duplicates::kRun);
  EXPECT_TRUE(kept.counts().notable());
}

TEST_F(DuplicatesTest, AreCountedByTheirFrontsWhereTheyAreKept) {
  Octets payload(2000);
  const Octets first = in_ethernet(v4({.id = 9, .payload = payload}));
  payload.back() = 1;
  const Octets second = in_ethernet(v4({.id = 9, .payload = payload}));
  const std::vector all{frames_.frame(0, 0, first), frames_.frame(1, 1000, second)};
  for (const auto are : {DuplicatesAre::kKept, DuplicatesAre::kMarked, DuplicatesAre::kDropped}) {
    Duplicates duplicates({.are = are}, 2, interfaces_);
    duplicates.look(all);
    EXPECT_EQ(duplicates.counts().found, are == DuplicatesAre::kKept ? 1U : 0U);
  }
}

TEST(DuplicateCounts, AreNotableFromAHundredthOn) {
  EXPECT_FALSE((DuplicateCounts{.looked_at = 10'000, .found = 99}.notable()));
  EXPECT_TRUE((DuplicateCounts{.looked_at = 10'000, .found = 100}.notable()));
  EXPECT_FALSE((DuplicateCounts{.looked_at = 9, .found = 9}.notable()));
}

}  // namespace
}  // namespace tapbond
