#include "sensor/run/hold_tuner.h"

#include <gtest/gtest.h>

namespace tapbond {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1000 * kMillisecond;
constexpr Waits kLeast{.hold = 15 * kMillisecond, .reach = 5 * kMillisecond};

class HoldTunerTest : public testing::Test {
 protected:
  bool look_after(std::int64_t time) { return tuner_.look(misses_, now_ += time); }

  std::int64_t now_ = 1000 * kSecond;
  Misses misses_;
  HoldTuner tuner_{kLeast, now_};
};

TEST_F(HoldTunerTest, StaysAsItIsWhileNothingIsMissed) {
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(look_after(kSecond));
  EXPECT_EQ(tuner_.waits(), kLeast);
}

TEST_F(HoldTunerTest, GrowsByMoreThanAFrameWasLate) {
  misses_ = {.late = 3, .max_late_ns = 40 * kMillisecond};
  EXPECT_TRUE(look_after(kSecond));
  EXPECT_GE(tuner_.waits().hold, 55 * kMillisecond);
  EXPECT_EQ(tuner_.waits().reach, kLeast.reach);
  EXPECT_FALSE(look_after(kSecond)) << "that was all";
  misses_.late = 4;
  const Waits before = tuner_.waits();
  EXPECT_TRUE(look_after(kSecond)) << "late again, though by less than the latest";
  EXPECT_GT(tuner_.waits().hold, before.hold);
}

TEST_F(HoldTunerTest, ReachesFurtherWhenCausesAreLeft) {
  misses_.left = 1;
  EXPECT_TRUE(look_after(kSecond));
  EXPECT_EQ(tuner_.waits().hold, kLeast.hold);
  EXPECT_EQ(tuner_.waits().reach, 2 * kLeast.reach);
}

TEST_F(HoldTunerTest, ReachesFurtherBeforeACauseIsLeft) {
  misses_.farthest_move_ns = kLeast.reach / HoldTuner::kMargin;
  EXPECT_FALSE(look_after(kMillisecond)) << "there is room enough";
  misses_.farthest_move_ns = 4 * kMillisecond;
  EXPECT_TRUE(look_after(kMillisecond)) << "at once";
  EXPECT_EQ(tuner_.waits().reach, HoldTuner::kMargin * 4 * kMillisecond);
  EXPECT_EQ(tuner_.waits().hold, kLeast.hold);
  misses_.farthest_move_ns = 4 * kMillisecond + 1;
  EXPECT_TRUE(look_after(kMillisecond));
  EXPECT_EQ(tuner_.waits().reach, HoldTuner::kMargin * 6 * kMillisecond) << "no small steps";
  misses_.farthest_move_ns = 300 * kSecond;
  EXPECT_TRUE(look_after(kMillisecond));
  EXPECT_EQ(tuner_.waits().total(), HoldTuner::kMost);
  EXPECT_FALSE(look_after(kMillisecond));
}

TEST_F(HoldTunerTest, ShrinksNoFurtherThanCausesWereLate) {
  misses_.farthest_move_ns = 40 * kMillisecond;
  ASSERT_TRUE(look_after(kMillisecond));
  misses_.farthest_move_ns = 30 * kMillisecond;
  EXPECT_FALSE(look_after(HoldTuner::kCalm)) << "40 ms were seen since it grew";
  EXPECT_TRUE(look_after(HoldTuner::kCalm));
  EXPECT_EQ(tuner_.waits().reach, HoldTuner::kMargin * 30 * kMillisecond);
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(look_after(HoldTuner::kCalm));
  misses_.farthest_move_ns = 0;
  for (int i = 0; i < 20; ++i) look_after(HoldTuner::kCalm);
  EXPECT_EQ(tuner_.waits(), kLeast);
}

TEST_F(HoldTunerTest, LooksAgainWhenTheLastChangeCanHaveShown) {
  misses_.left = 1;
  EXPECT_FALSE(look_after(HoldTuner::kEvery / 2));
  EXPECT_TRUE(look_after(HoldTuner::kEvery / 2));
  misses_ = {.late = 1, .max_late_ns = 200 * kMillisecond, .left = 1};
  EXPECT_TRUE(look_after(HoldTuner::kEvery));
  ASSERT_GT(tuner_.waits().total(), HoldTuner::kEvery);
  ++misses_.late;
  EXPECT_FALSE(look_after(HoldTuner::kEvery));
  EXPECT_TRUE(look_after(2 * tuner_.waits().total()));
}

TEST_F(HoldTunerTest, EndsAtItsMost) {
  for (int i = 0; i < 100; ++i) {
    ++misses_.left;
    ++misses_.late;
    misses_.max_late_ns += 10 * kSecond;
    look_after(kSecond);
    EXPECT_LE(tuner_.waits().total(), HoldTuner::kMost);
  }
  EXPECT_EQ(tuner_.waits().total(), HoldTuner::kMost);
  EXPECT_FALSE(look_after(kSecond));
}

TEST_F(HoldTunerTest, ShrinksToTheLeastWhenItIsCalm) {
  misses_ = {.late = 1, .max_late_ns = 200 * kMillisecond, .left = 1};
  ASSERT_TRUE(look_after(kSecond));
  EXPECT_FALSE(look_after(HoldTuner::kCalm - kSecond));
  Waits before = tuner_.waits();
  for (int i = 0; i < 20; ++i) {
    look_after(HoldTuner::kCalm);
    EXPECT_LE(tuner_.waits().total(), before.total());
    before = tuner_.waits();
  }
  EXPECT_EQ(tuner_.waits(), kLeast);
}

TEST_F(HoldTunerTest, TakesLongerToShrinkWhereThatWasWrong) {
  misses_ = {.late = 1, .max_late_ns = 200 * kMillisecond};
  ASSERT_TRUE(look_after(kSecond));
  ASSERT_TRUE(look_after(HoldTuner::kCalm)) << "shrinks";
  ++misses_.late;
  ASSERT_TRUE(look_after(kSecond)) << "grows again";
  EXPECT_FALSE(look_after(HoldTuner::kCalm));
  EXPECT_TRUE(look_after(HoldTuner::kCalm)) << "shrinks after twice the time";
}

TEST(HoldTuner, DoesNotGoBelowWhatIsMoreThanItsMost) {
  constexpr Waits kMuch{.hold = 2 * kSecond, .reach = kSecond};
  HoldTuner tuner(kMuch, 0);
  EXPECT_FALSE(tuner.look({.late = 1, .max_late_ns = kSecond, .left = 1}, 2 * kSecond));
  EXPECT_EQ(tuner.waits(), kMuch);
}

}  // namespace
}  // namespace tapbond
