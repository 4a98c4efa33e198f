// Names that a terminal would obey, wherever tapbond may show one: nothing of them gets through.

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

#include "tests/files/capture_builder.h"
#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"
#include "tests/sensor/posix/hostile_text.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;

using Words = std::vector<std::string>;

// What it says, which must be harmless and not nothing.
Result shown(Words options, const std::string& netns = "") {
  options.insert(options.begin(), tapbond_program());
  Result result = run(options, netns);
  EXPECT_FALSE(result.out.empty() && result.err.empty());
  EXPECT_TRUE(harmless(result.out));
  EXPECT_TRUE(harmless(result.err));
  return result;
}

class HostileWords : public testing::TestWithParam<Words> {};

TEST_P(HostileWords, ComeBackHarmless) {
  Words options = GetParam();
  for (std::string& word : options) {
    if (const auto place = word.find('@'); place != std::string::npos) {
      word.replace(place, 1, hostile_name());
    }
  }
  const Result result = shown(options);
  EXPECT_NE(result.status, 0) << result.err;
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
}

// The @ stands for a hostile name.
INSTANTIATE_TEST_SUITE_P(
    All, HostileWords,
    testing::Values(Words{"-i", "@"}, Words{"-r", "@"}, Words{"-r", "/@/x"}, Words{"--@"},
                    Words{"-i", "lo", "--@", "x"}, Words{"-L", "-i", "@"}, Words{"--help", "@"},
                    Words{"--config", "@"}, Words{"-r", "/dev/null", "-F", "@"},
                    Words{"-i", "lo", "-c", "@"}, Words{"-i", "lo", "-j", "@"},
                    Words{"-i", "lo", "--format", "@"}, Words{"-i", "lo", "--compress", "@"},
                    Words{"-i", "lo", "-C", "@"}, Words{"-i", "lo", "--label", "@"},
                    Words{"-i", "lo", "--label", "@=x"}, Words{"-i", "lo", "--serve", "@"},
                    Words{"-i", "lo", "--to-interface", "@"},
                    Words{"-i", "lo", "--time-stamp-precision", "@"}, Words{"-i", "TCP@"},
                    Words{"-i", "lo", "-w", "x", "-C", "1", "-z", "@"}, Words{"-i", "lo", "@"},
                    Words{"--extcap-interface", "@", "--capture"}));

class HostileNames : public testing::Test {
 protected:
  // A capture of three interfaces: the first is described, the second only named.
  std::string capture(const std::string& name, const std::string& more = "") const {
    CaptureBuilder file;
    file.section()
        .interface(1, 0, file.option(2, hostile_name()) + file.option(3, hostile_name()))
        .interface(1, 0, file.option(2, hostile_name()))
        .interface(1, 0,
                   file.option(1, hostile_name()) + file.option(11, '\0' + hostile_name()) +
                       file.option(12, hostile_name()));
    const std::string arp = std::string(12, 'x') +
                            std::string("\x08\x06\0\x01\x08\0\x06\x04\0\x01", 10) +
                            std::string(20, 'y');
    for (std::uint32_t i = 0; i < 3; ++i) {
      file.enhanced_packet(i, 1'700'000'000'000'000, arp, 42);
    }
    const std::string path = scratch_.path(name);
    std::ofstream(path, std::ios::binary) << file.data() << more;
    return path;
  }

  Scratch scratch_;
};

TEST_F(HostileNames, OfACaptureStandHarmlessInItsText) {
  const Result text = shown({"-r", capture("x.pcapng"), "--leg"});
  EXPECT_EQ(text.status, 0);
  EXPECT_EQ(std::count(text.out.begin(), text.out.end(), '\n'), 3);
  EXPECT_THAT(text.out, HasSubstr("eth0\\x1b]0;owned"));
}

TEST_F(HostileNames, OfFilesStandHarmlessInEveryMessage) {
  const std::string a = capture(hostile_name() + "a.pcapng");
  const std::string b = capture(hostile_name() + "b.pcapng", "damaged");
  const std::string merged = scratch_.path(hostile_name() + ".pcapng");
  const Result result =
      shown({"-r", a, "-r", b, "--label", a + '=' + hostile_name(), "-w", merged, "--print"});
  EXPECT_EQ(result.status, 1) << "one file is damaged";
  EXPECT_THAT(result.err, HasSubstr("received 3"));
  shown({"-r", a, "-w", a});
  shown({"-r", a, "-w", scratch_.path(hostile_name() + "/none")});
  shown({"-r", a, "no", "such", hostile_name()});
  shown({"-r", a, "-w", merged, "-C", "1", "-z", "false"});
}

TEST_F(HostileNames, OfNoInterfaceStandHarmlessInAReport) {
  const Result report = shown({"--check", "--seconds", "0", "-i", hostile_name()});
  EXPECT_EQ(report.status, 2);
  EXPECT_THAT(report.out, HasSubstr("eth0\\x1b]0;owned"));
}

TEST_F(HostileNames, OfAFilterStandHarmlessInAnswersToWireshark) {
  const Result result =
      shown({"--extcap-interface", "tapbond", "--extcap-capture-filter", hostile_name()});
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 1) << result.out;
}

// The kernel lets an interface have any name of 15 bytes but for blanks, '/' and ':'.
class HostileInterfaces : public NetworkTest {
 protected:
  void SetUp() override {
    NetworkTest::SetUp();
    if (IsSkipped()) return;
    lab_.emplace(1);
    must_run({"ip", "-n", lab_->sensor(), "link", "set", "lo", "up"});
    must_run({"ip", "-n", lab_->sensor(), "link", "set", "eth1", "down"});
    must_run({"ip", "-n", lab_->sensor(), "link", "set", "eth1", "name", kName});
    must_run({"ip", "-n", lab_->sensor(), "link", "set", kName, "up"});
  }

  static constexpr const char* kName = "e\x1b[31m\xc2\x9b\xff\xe2\x80\xae";
  std::optional<Lab> lab_;
};

TEST_F(HostileInterfaces, AreListedAndCheckedHarmlessly) {
  for (const Words& question : {Words{"-D"}, Words{"-D", "--probe", "1"}, Words{"-L", "-i", kName},
                                Words{"--check", "-i", kName, "--seconds", "0"}}) {
    EXPECT_THAT(shown(question, lab_->sensor()).out, HasSubstr("e\\x1b[31m\\u009b\\xff\\u202e"))
        << question.front();
  }
  for (const Words& question :
       {Words{"-D", "--json"}, Words{"--check", "-i", kName, "--seconds", "0", "--json"}}) {
    const Result json = shown(question, lab_->sensor());
    EXPECT_THAT(json.out, HasSubstr("e\\u001b[31m\\u009b")) << question.front();
  }
}

TEST_F(HostileInterfaces, AreServedAndReadHarmlessly) {
  const std::string address = "127.0.0.1:57031";
  const Scratch scratch;
  Process sensor({tapbond_program(), "-i", kName, "--label", kName + ('=' + hostile_name()),
                  "--serve", address, "--print", "--leg"},
                 {.netns = lab_->sensor()});
  ASSERT_TRUE(sensor.wait_for_error_text("listening on e"));
  Process central({tapbond_program(), "-i", "TCP@" + address, "-c", "5", "--leg", "--print", "-w",
                   scratch.path("x.pcapng")},
                  {.netns = lab_->sensor()});
  ASSERT_TRUE(central.wait_for_error_text("has e"));
  lab_->send({"--count", "10"});
  const Result read = central.wait();
  EXPECT_EQ(read.status, 0) << read.err;
  sensor.signal(SIGINT);
  const Result served = sensor.wait();
  for (const Result& result : {read, served}) {
    EXPECT_TRUE(harmless(result.err));
    EXPECT_TRUE(harmless(result.out));
    EXPECT_THAT(result.out, HasSubstr("eth0\\x1b]0;owned"));
  }
}

}  // namespace
}  // namespace tapbond::lab
