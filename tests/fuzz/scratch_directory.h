// An empty directory for what an execution writes, which the next one finds empty again.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

inline const std::string& scratch_directory() {
  static const std::string name = [] {
    std::string made = (std::filesystem::temp_directory_path() / "sessionsXXXXXX").string();
    if (mkdtemp(made.data()) == nullptr) std::abort();
    return made;
  }();
  std::filesystem::remove_all(name);
  std::filesystem::create_directory(name);
  return name;
}
