#include "sensor/linux/only_linux.h"

#include <fmt/format.h>

#include "sensor/usage_error.h"

namespace tapbond {

void need_linux(std::string_view option) {
  throw UsageError(fmt::format(
      "{} needs what only Linux has, and this tapbond was built without it (TAPBOND_LINUX=OFF)",
      option));
}

}  // namespace tapbond
