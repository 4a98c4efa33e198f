#include "sensor/linux/only_linux.h"

namespace tapbond {

void need_linux(std::string_view) {}

}  // namespace tapbond
