#include "sensor/posix/user.h"

#include <gmock/gmock.h>

#include <stdexcept>

namespace tapbond {
namespace {

TEST(UserToBecome, IsTheOneNamed) {
  const User root = user_to_become("root");
  EXPECT_EQ(root.name, "root");
  EXPECT_EQ(root.uid, 0u);
  EXPECT_EQ(root.gid, 0u);
}

TEST(UserToBecome, IsNotRootByDefault) { EXPECT_NE(user_to_become({}).uid, 0u); }

TEST(UserToBecome, HasToBeKnown) {
  EXPECT_THAT([] { user_to_become("no such user"); },
              testing::ThrowsMessage<std::runtime_error>("-Z no such user: there is no such user"));
}

}  // namespace
}  // namespace tapbond
