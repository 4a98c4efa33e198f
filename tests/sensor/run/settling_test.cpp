#include "sensor/run/settling.h"

#include <gtest/gtest.h>

#include "tests/sensor/run/fake_leg.h"

namespace tapbond {
namespace {

constexpr std::int64_t kStart = 50'000'000'000;

class SettlingTest : public testing::Test {
 protected:
  FakeLegs legs_;
  FakeLeg& a_ = legs_.add("a");
  FakeLeg& b_ = legs_.add("b");
};

TEST_F(SettlingTest, StopsTheLegsAndIsOverWhenAllHaveSettled) {
  const Settling settling(legs_.all(), kStart);
  EXPECT_TRUE(a_.stopped);
  EXPECT_TRUE(b_.stopped);
  EXPECT_FALSE(settling.over(kStart));
  a_.is_settled = true;
  EXPECT_FALSE(settling.over(kStart));
  b_.is_settled = true;
  EXPECT_TRUE(settling.over(kStart));
}

TEST_F(SettlingTest, GivesUpWhenNothingComesAnyMore) {
  Settling settling(legs_.all(), kStart);
  EXPECT_FALSE(settling.over(kStart + Settling::kWaitFor));
  EXPECT_TRUE(settling.over(kStart + Settling::kWaitFor + 1));
  settling.delivered(kStart + Settling::kWaitFor);
  EXPECT_FALSE(settling.over(kStart + 2 * Settling::kWaitFor));
  EXPECT_TRUE(settling.over(kStart + 2 * Settling::kWaitFor + 1));
}

}  // namespace
}  // namespace tapbond
