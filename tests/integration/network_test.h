// Base of the tests that make network namespaces.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

namespace tapbond::lab {

class NetworkTest : public testing::Test {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "network namespaces need root";
  }
};

}  // namespace tapbond::lab
