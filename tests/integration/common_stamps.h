// While somebody asks for stamps, the kernel gives each frame one where it comes in, the same for
// all who listen.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "tests/integration/process.h"

namespace tapbond::lab {

class CommonStamps {
 public:
  CommonStamps() : socket_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    const int yes = 1;
    EXPECT_EQ(setsockopt(socket_.get(), SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes), 0);
  }

 private:
  Descriptor socket_;
};

}  // namespace tapbond::lab
