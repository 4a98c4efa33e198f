// The program under test.
#pragma once

#include <string>

namespace tapbond::lab {

// The path of the tapbond that was built with the tests; or of another one, built with a sanitizer,
// say, that TAPBOND names in the environment.
std::string tapbond_program();

}  // namespace tapbond::lab
