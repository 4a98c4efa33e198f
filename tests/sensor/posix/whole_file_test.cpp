#include "sensor/posix/whole_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tapbond {
namespace {

namespace fs = std::filesystem;

class WholeFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "wholeXXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ / name; }
  static std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  fs::path folder_;
};

TEST_F(WholeFile, IsThereForItsOwnerAlone) {
  check_whole_file(path("a"));
  EXPECT_EQ(files(), 0);
  write_whole_file(path("a"), "text");
  EXPECT_EQ(content(path("a")), "text");
  EXPECT_EQ(fs::status(path("a")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(files(), 1);
}

TEST_F(WholeFile, ReplacesWhatALinkLeadsTo) {
  std::ofstream(path("a")) << "old";
  fs::create_symlink("a", path("link"));
  write_whole_file(path("link"), "new");
  EXPECT_EQ(content(path("a")), "new");
  EXPECT_TRUE(fs::is_symlink(path("link")));
}

TEST_F(WholeFile, ReplacesNothingButFiles) {
  fs::create_directory(path("folder"));
  EXPECT_THROW(check_whole_file(path("folder")), std::runtime_error);
  ASSERT_EQ(mkfifo(path("fifo").c_str(), 0600), 0);
  EXPECT_THROW(check_whole_file(path("fifo")), std::runtime_error);
  EXPECT_THROW(check_whole_file(path("none/a")), std::runtime_error);
}

TEST_F(WholeFile, LeavesNothingWhereItCannotBe) {
  fs::create_directory(path("folder"));
  EXPECT_THROW(write_whole_file(path("folder"), "text"), std::runtime_error);
  EXPECT_EQ(files(), 1);
  EXPECT_THROW(write_whole_file(path("none/a"), "text"), std::runtime_error);
}

}  // namespace
}  // namespace tapbond
