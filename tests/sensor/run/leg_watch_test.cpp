#include "sensor/run/leg_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sensor/run/fake_leg.h"

namespace tapbond {
namespace {

constexpr std::int64_t kStart = 50'000'000'000;

TEST(LegWatch, HasEveryLegLookTenTimesASecond) {
  FakeLegs legs;
  const FakeLeg& a = legs.add("a");
  const FakeLeg& b = legs.add_feed("b");
  LegWatch watch(legs.all());
  int looked = 0;
  for (std::int64_t time = 0; time < 1'000'000'000; time += 1'000'000) {
    looked += watch.look(kStart + time) ? 1 : 0;
  }
  EXPECT_EQ(looked, 10);
  EXPECT_EQ(a.watched, 10);
  EXPECT_EQ(b.watched, 10);
}

TEST(LegWatch, LooksOnceAfterALongPause) {
  FakeLegs legs;
  legs.add("a");
  LegWatch watch(legs.all());
  EXPECT_TRUE(watch.look(kStart));
  EXPECT_TRUE(watch.look(kStart + 100 * LegWatch::kEvery));
  EXPECT_FALSE(watch.look(kStart + 100 * LegWatch::kEvery + 1));
}

TEST(LegWatch, WarnsOnceEachTimeThatNoLegIsLeft) {
  FakeLegs legs;
  FakeLeg& a = legs.add("a");
  FakeLeg& b = legs.add("b");
  LegWatch watch(legs.all());
  std::int64_t now = kStart;
  const auto said = [&watch, &now] {
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    watch.look(now += LegWatch::kEvery);
    return testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
  };
  EXPECT_EQ(said(), "");
  a.is_away = true;
  EXPECT_EQ(said(), "");
  b.is_away = true;
  EXPECT_THAT(said(), testing::HasSubstr("no leg is left"));
  EXPECT_EQ(said(), "");
  a.is_away = false;
  EXPECT_EQ(said(), "");
  a.is_away = true;
  EXPECT_THAT(said(), testing::HasSubstr("no leg is left"));
}

TEST(LegWatch, KnowsWhoStampsWhatTheLegsBring) {
  FakeLegs legs;
  legs.add("a");
  FakeLeg& b = legs.add("b");
  const LegWatch watch(legs.all());
  EXPECT_TRUE(watch.stamped_by_host());
  b.adapters_clock = true;
  EXPECT_FALSE(watch.stamped_by_host());
}

}  // namespace
}  // namespace tapbond
