// What was wrong on the command line and what to do, in one line. Thrown by whoever finds out: some
// of it shows only when the legs are opened.
#pragma once

#include <stdexcept>

namespace tapbond {

class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace tapbond
