#include "tests/integration/program.h"

#include <cstdlib>

namespace tapbond::lab {

std::string tapbond_program() {
  const char* other = std::getenv("TAPBOND");
  return other == nullptr ? BUILT_TAPBOND : other;
}

}  // namespace tapbond::lab
