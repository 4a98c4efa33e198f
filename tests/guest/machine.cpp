#include "tests/guest/machine.h"

#include <signal.h>

#include <cerrno>
#include <charconv>

#include "tests/integration/process.h"

namespace tapbond::lab {

std::vector<pid_t> left_by_killed_tests(const std::filesystem::path& directory,
                                        const std::string& before, const std::string& after) {
  std::vector<pid_t> dead;
  if (!std::filesystem::exists(directory)) return dead;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with(before) || !name.ends_with(after)) continue;
    pid_t process = 0;
    const char* end = name.data() + name.size() - after.size();
    const auto [stopped, error] = std::from_chars(name.data() + before.size(), end, process);
    if (error != std::errc{} || stopped != end) continue;
    if (kill(process, 0) != 0 && errno == ESRCH) dead.push_back(process);
  }
  return dead;
}

std::string first_missing(const std::vector<std::string>& programs) {
  for (const std::string& program : programs) {
    if (run({"which", program}).status != 0) return program + " is not installed";
  }
  return {};
}

}  // namespace tapbond::lab
