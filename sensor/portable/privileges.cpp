#include "sensor/linux/privileges.h"

#include <unistd.h>

#include "sensor/posix/user.h"

namespace tapbond {

// There is no right to listen that could be kept: what is open stays open, and a leg that comes
// back as another interface cannot be opened again.
void drop_privileges(const std::optional<std::string>& user, bool) {
  if (geteuid() != 0) return;
  const User chosen = user_to_become(user);
  if (chosen.uid != 0) become(chosen);
}

}  // namespace tapbond
