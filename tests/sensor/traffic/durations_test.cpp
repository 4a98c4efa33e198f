#include "sensor/traffic/durations.h"

#include <gtest/gtest.h>

#include <limits>

namespace tapbond {
namespace {

TEST(Durations, TellTheirMiddleToAFifth) {
  Durations durations;
  for (std::int64_t i = 1; i <= 1000; ++i) durations.add(i * 1000);
  EXPECT_EQ(durations.count(), 1000U);
  EXPECT_EQ(durations.least(), 1000);
  EXPECT_EQ(durations.most(), 1'000'000);
  EXPECT_GE(durations.quantile(0.5), 500'000);
  EXPECT_LE(durations.quantile(0.5), 600'000);
  EXPECT_GE(durations.quantile(0.95), 950'000);
  EXPECT_LE(durations.quantile(0.95), 1'000'000);
}

TEST(Durations, TakeTheLeastAndTheMost) {
  Durations durations;
  EXPECT_EQ(durations.quantile(0.5), 0);
  durations.add(0);
  EXPECT_EQ(durations.quantile(0.5), 0);
  durations.add(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(durations.quantile(1), std::numeric_limits<std::int64_t>::max());
}

}  // namespace
}  // namespace tapbond
