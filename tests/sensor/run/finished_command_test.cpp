// The command of -z, run as the sensor runs it.
#include "sensor/run/finished_command.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace tapbond {
namespace {

class Finished : public testing::Test {
 protected:
  Finished() { ::mkdtemp(folder_.data()); }
  ~Finished() override { std::filesystem::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& content, bool executable = false) {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path) << content;
    if (executable) std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
  }
  std::string content_of(const std::string& name) const {
    std::ostringstream content;
    content << std::ifstream(folder_ + "/" + name).rdbuf();
    return content.str();
  }
  // The user that runs the test, so that it may write into the folder.
  std::optional<std::string> user() const {
    return ::geteuid() == 0 ? std::optional<std::string>("root") : std::nullopt;
  }
  static void wait_for(FinishedCommand& command) {
    command.close();
    while (!command.ended(50)) {
    }
  }

  std::string folder_ = testing::TempDir() + "tapbond-finished-XXXXXX";
};

TEST_F(Finished, RunsOnEveryFileWithoutAShell) {
  const std::string note =
      file("note", "#!/bin/sh\nprintf '%s|' \"$#\" \"$1\" >> \"$(dirname \"$0\")/noted\"\n", true);
  FinishedCommand command(note, user());
  const std::string odd = folder_ + "/a $(touch b); `c` 'd' \"e\"";
  command.run_on(odd);
  wait_for(command);
  EXPECT_EQ(command.problem(), "");
  EXPECT_EQ(content_of("noted"), "1|" + odd + "|");
}

TEST_F(Finished, CompressesAFile) {
  const std::string one = file("one", "one");
  const std::string two = file("two", "two");
  FinishedCommand command("gzip", user());
  command.run_on(one);
  command.run_on(two);
  wait_for(command);
  EXPECT_EQ(command.problem(), "");
  for (const std::string& path : {one, two}) {
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_TRUE(std::filesystem::exists(path + ".gz"));
  }
}

TEST_F(Finished, CountsWhatFails) {
  const std::string kept = file("kept", "kept");
  const std::string picky =
      file("picky", "#!/bin/sh\ncase $1 in *bad) exit 3;; *worse) kill -9 $$;; esac\n", true);
  FinishedCommand command(picky, user());
  for (const char* name : {"/good", "/bad", "/worse", "/kept"}) command.run_on(folder_ + name);
  wait_for(command);
  EXPECT_EQ(command.problem(),
            "-z " + picky + " failed for 2 of 4 files, which are left as they are");
  EXPECT_EQ(content_of("kept"), "kept");
}

TEST_F(Finished, SaysAtOnceThatThereIsNoSuchCommand) {
  for (const std::string name : {"no-such-command-anywhere", "/no/such/command"}) {
    try {
      FinishedCommand command(name, user());
      FAIL() << "accepted";
    } catch (const std::runtime_error& error) {
      EXPECT_NE(std::string(error.what()).find("-z " + name), std::string::npos) << error.what();
    }
  }
}

TEST_F(Finished, DoesNothingWithoutACommand) {
  FinishedCommand command("", user());
  command.run_on("x");
  EXPECT_TRUE(command.ended(0));
  EXPECT_EQ(command.problem(), "");
}

TEST_F(Finished, HasNothingOfTheSensorsInput) {
  const std::string look = file("look", "#!/bin/sh\nreadlink /proc/self/fd/0 > \"$1\"\n", true);
  FinishedCommand command(look, user());
  command.run_on(folder_ + "/seen");
  wait_for(command);
  EXPECT_EQ(command.problem(), "");
  EXPECT_TRUE(content_of("seen").starts_with("/dev/null\n")) << content_of("seen");
}

}  // namespace
}  // namespace tapbond
