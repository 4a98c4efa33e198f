#include "sensor/posix/wakener.h"

#include <gtest/gtest.h>
#include <poll.h>

namespace tapbond {
namespace {

bool is_awake(const Wakener& wakener) {
  pollfd entry{wakener.descriptor(), POLLIN, 0};
  return poll(&entry, 1, 0) == 1;
}

TEST(Wakener, WakesUntilItIsCleared) {
  const Wakener wakener;
  EXPECT_FALSE(is_awake(wakener));
  wakener.wake();
  EXPECT_TRUE(is_awake(wakener));
  EXPECT_TRUE(is_awake(wakener));
  wakener.clear();
  EXPECT_FALSE(is_awake(wakener));
}

TEST(Wakener, IsNeverWaitedForHoweverOftenItWakes) {
  const Wakener wakener;
  for (int i = 0; i < 200'000; ++i) wakener.wake();
  wakener.clear();
  EXPECT_FALSE(is_awake(wakener));
  wakener.wake();
  EXPECT_TRUE(is_awake(wakener));
}

}  // namespace
}  // namespace tapbond
