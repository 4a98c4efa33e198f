#include "sensor/posix/host_names.h"

#include <sys/utsname.h>

namespace tapbond {

std::string os_name() {
  utsname names{};
  if (uname(&names) != 0) return {};
  return std::string(names.sysname) + " " + names.release + " " + names.version;
}

std::string host_name() {
  utsname names{};
  return uname(&names) == 0 ? names.nodename : std::string();
}

}  // namespace tapbond
