// What cannot work is refused in one clear line, before anything is written.

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/process.h"
#include "tests/integration/program.h"

namespace tapbond::lab {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Errors : public NetworkTest {
 protected:
  void SetUp() override {
    NetworkTest::SetUp();
    if (IsSkipped()) return;
    lab_.emplace(2);
    // The unprivileged user could write here, so that an absent file means it was not tried.
    open_directory_ = scratch_.path("open");
    std::filesystem::create_directory(open_directory_);
    for (const std::string& directory : {scratch_.path(""), open_directory_}) {
      std::filesystem::permissions(directory, std::filesystem::perms::all);
    }
    file_ = open_directory_ + "/never.pcap";
  }

  std::string refused(const std::vector<std::string>& options,
                      std::vector<std::string> program = {tapbond_program()}) {
    program.insert(program.end(), {"-w", file_});
    program.insert(program.end(), options.begin(), options.end());
    const Result result = run(program, lab_->sensor());
    EXPECT_EQ(result.status, 1);
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_FALSE(std::filesystem::exists(file_));
    return result.err;
  }

  Scratch scratch_;
  std::optional<Lab> lab_;
  std::string open_directory_;
  std::string file_;
};

TEST_F(Errors, LegGivenTwice) {
  EXPECT_THAT(refused({"-i", "eth1", "-i", "eth2", "-i", "eth1"}),
              AllOf(HasSubstr("eth1"), HasSubstr("twice")));
}

TEST_F(Errors, UnknownInterface) {
  EXPECT_THAT(refused({"-i", "eth1", "-i", "eth9"}), AllOf(HasSubstr("eth9"), HasSubstr("-D")));
}

TEST_F(Errors, FilterThatDoesNotCompile) {
  EXPECT_THAT(refused({"-i", "eth1", "udp", "and", "prot", "53"}),
              AllOf(HasSubstr("udp and prot 53"), HasSubstr("syntax error")));
}

TEST_F(Errors, NoPermission) {
  const std::string copy = scratch_.path("tapbond");
  std::filesystem::copy_file(tapbond_program(), copy);
  EXPECT_THAT(refused({"-i", "eth1"},
                      {"setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", copy}),
              AllOf(HasSubstr("eth1"), HasSubstr("root")));
}

TEST_F(Errors, NoDirectoryToWriteTo) {
  file_ = scratch_.path("absent/never.pcap");
  EXPECT_THAT(refused({"-i", "eth1"}), AllOf(HasSubstr(file_), HasSubstr("No such file")));
}

}  // namespace
}  // namespace tapbond::lab
