#include "sensor/command_line/config_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "sensor/command_line/known_options.h"
#include "sensor/command_line/parse_options.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

class ConfigFile : public testing::Test {
 protected:
  ConfigFile() { close(mkstemp(path_.data())); }
  ~ConfigFile() override { unlink(path_.c_str()); }

  Options parse(const std::string& content, std::vector<std::string> words = {}) const {
    std::ofstream(path_) << content;
    words.insert(words.begin(), {"tapbond", "--config", path_});
    std::vector<const char*> argv;
    for (const std::string& word : words) argv.push_back(word.c_str());
    return parse_options(static_cast<int>(argv.size()), argv.data());
  }

  // What is complained of, behind the file's name; the whole text when the name is not there.
  std::string complaint(const std::string& content) const {
    try {
      parse(content);
    } catch (const UsageError& error) {
      const std::string text = error.what();
      return text.starts_with(path_) ? text.substr(path_.size()) : text;
    }
    return {};
  }

  std::string path_ = testing::TempDir() + "configXXXXXX";
};

using Words = std::vector<std::string>;

TEST_F(ConfigFile, SaysWhatTheCommandLineCanSay) {
  const Options o = parse(
      "# the classroom's tap\n"
      "interface = eth1\n"
      "interface=eth2   # repeated, as on the command line\n"
      "\n"
      "label = eth1=uplink, client side\n"
      "  write = /var/lib/tapbond/class.pcapng\n"
      "hold = 50\n"
      "print = yes\n"
      "leg = no\n"
      "verbose = yes\n"
      "verbose = yes\n"
      "expression = tcp port 80 or (vlan and arp)\n");
  EXPECT_EQ(o.interfaces, (Words{"eth1", "eth2"}));
  EXPECT_EQ(o.labels, (Words{"uplink, client side", ""}));
  EXPECT_EQ(o.write_path, "/var/lib/tapbond/class.pcapng");
  EXPECT_EQ(o.format, FileFormat::kPcapng);
  EXPECT_EQ(o.hold_ns, 50'000'000);
  EXPECT_TRUE(o.print);
  EXPECT_FALSE(o.show_leg);
  EXPECT_EQ(o.text.verbosity, 2);
  EXPECT_EQ(o.filter, "tcp port 80 or (vlan and arp)");
}

TEST_F(ConfigFile, YieldsToTheCommandLine) {
  const Options o = parse("interface = eth1\nhold = 50\nsnapshot-length = 96\nexpression = arp\n",
                          {"-i", "eth7", "--hold", "5", "icmp"});
  EXPECT_EQ(o.interfaces, Words{"eth7"});
  EXPECT_EQ(o.hold_ns, 5'000'000);
  EXPECT_EQ(o.snaplen, 96);
  EXPECT_EQ(o.filter, "icmp");
}

TEST_F(ConfigFile, HasAKeyForEveryOption) {
  for (const std::string& name : option_names()) {
    // A value that suits none of them: what matters is that the key is known.
    EXPECT_EQ(complaint("interface = eth1\n" + name + " = \x01\n").find("unrecognised"),
              std::string::npos)
        << name;
  }
}

TEST_F(ConfigFile, TellsTheLineThatIsWrong) {
  EXPECT_EQ(complaint("interface = eth1\n\nrate = 5\n"),
            ":3: unrecognised option 'rate'; a key is the long name of an option: tapbond --help "
            "options");
  EXPECT_EQ(complaint("interface eth1\n"),
            ":1: \"interface eth1\": a line has the form key = value");
  EXPECT_EQ(complaint("hold = soon\n"),
            ":1: hold: --hold takes a number from 1 to 1000000000000, not \"soon\"");
  EXPECT_EQ(complaint("print = maybe\n"),
            ":1: print is a switch: it takes yes or no, not \"maybe\"");
  EXPECT_EQ(complaint(" [legs]\n"), ":1: sections have no meaning here; leave this line out");
  EXPECT_EQ(complaint("w = x\n").substr(0, 28), ":1: unrecognised option 'w';");
  EXPECT_EQ(complaint("interface =\n"),
            ":1: interface: -i needs the name of an interface; tapbond -D lists them");
  EXPECT_EQ(complaint("config = other\n"),
            ":1: a configuration file cannot name another; leave it out");
}

TEST_F(ConfigFile, HasToBeThere) {
  const char* argv[] = {"tapbond", "--config", "/nonexistent/tapbond.conf"};
  try {
    parse_options(3, argv);
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(),
                 "--config /nonexistent/tapbond.conf: cannot be read: No such file or directory");
  }
}

}  // namespace
}  // namespace tapbond
