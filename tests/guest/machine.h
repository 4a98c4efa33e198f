// What the tests of this folder share: one machine for all tests of a program, which starts with
// the first that asks for it and is gone at the end.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace tapbond::lab {

// Machine is what its constructor starts and its destructor removes. Registered with
// testing::AddGlobalTestEnvironment, which owns it.
template <typename Machine>
class Shared : public testing::Environment {
 public:
  // Throws std::runtime_error when it could not be started, at each call: a start in vain takes
  // long.
  Machine& get() {
    if (failure_) throw std::runtime_error(*failure_);
    if (!machine_) {
      try {
        machine_ = std::make_unique<Machine>();
      } catch (const std::exception& error) {
        failure_ = error.what();
        throw;
      }
    }
    return *machine_;
  }

  void TearDown() override { machine_.reset(); }

 private:
  std::unique_ptr<Machine> machine_;
  std::optional<std::string> failure_;
};

// The numbers N of names in `directory` that are `before` + N + `after`, where no process N is
// alive.
std::vector<pid_t> left_by_killed_tests(const std::filesystem::path& directory,
                                        const std::string& before, const std::string& after);

// Of these programs, the first that is not installed; empty when all are.
std::string first_missing(const std::vector<std::string>& programs);

}  // namespace tapbond::lab
