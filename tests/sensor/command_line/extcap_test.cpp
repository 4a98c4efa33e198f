#include "sensor/command_line/extcap.h"

#include <gtest/gtest.h>

#include "sensor/command_line/parse_options.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

using Words = std::vector<std::string>;

std::vector<const char*> argv_of(const Words& words) {
  std::vector<const char*> argv{"tapbond"};
  for (const std::string& word : words) argv.push_back(word.c_str());
  return argv;
}

ExtcapRequest parse(const Words& words) {
  const auto argv = argv_of(words);
  return parse_extcap(static_cast<int>(argv.size()), argv.data());
}

bool asked(const Words& words) {
  const auto argv = argv_of(words);
  return is_extcap(static_cast<int>(argv.size()), argv.data());
}

TEST(Extcap, IsKnownByItsOptions) {
  EXPECT_TRUE(asked({"--extcap-interfaces"}));
  EXPECT_TRUE(asked({"--capture", "--extcap-interface", "tapbond", "--fifo", "/tmp/f"}));
  EXPECT_FALSE(asked({"-i", "eth1"}));
  EXPECT_FALSE(asked({}));
}

TEST(Extcap, OffersOneInterface) {
  const std::string answer = parse({"--extcap-interfaces", "--extcap-version=4.0"}).answer;
  EXPECT_NE(answer.find("extcap {version=" TAPBOND_VERSION "}"), std::string::npos);
  EXPECT_NE(answer.find("interface {value=tapbond}{display=Bonded taps (tapbond)}\n"),
            std::string::npos);
}

TEST(Extcap, TellsTheLinkTypeAndTheSettings) {
  EXPECT_EQ(parse({"--extcap-interface", "tapbond", "--extcap-dlts"}).answer,
            "dlt {number=1}{name=EN10MB}{display=Ethernet}\n");
  const std::string settings = parse({"--extcap-config", "--extcap-interface", "tapbond"}).answer;
  for (const char* call : {"--legs", "--hold", "--label", "--snaplen"}) {
    EXPECT_NE(settings.find(std::string("{call=") + call + "}"), std::string::npos) << call;
  }
}

TEST(Extcap, MakesACommandLineOfACapture) {
  const ExtcapRequest request =
      parse({"--capture", "--extcap-interface", "tapbond", "--fifo", "/tmp/pipe",
             "--extcap-capture-filter", "udp port 53", "--legs", " eth1  eth2", "--hold", "50",
             "--label", "eth1=client side, eth2=server", "--snaplen", "200"});
  EXPECT_EQ(request.answer, "");
  EXPECT_EQ(
      request.command_line,
      (Words{"tapbond",   "-i",          "eth1",   "-i", "eth2", "--label",    "eth1=client side",
             "--label",   "eth2=server", "--hold", "50", "-s",   "200",        "-w",
             "/tmp/pipe", "--format",    "pcapng", "-U", "--",   "udp port 53"}));
  const Words words(request.command_line.begin() + 1, request.command_line.end());
  const auto argv = argv_of(words);
  const Options options = parse_options(static_cast<int>(argv.size()), argv.data());
  EXPECT_EQ(options.filter, "udp port 53");
  EXPECT_EQ(options.labels, (Words{"client side", "server"}));
  EXPECT_EQ(options.hold_ns, 50'000'000);
}

TEST(Extcap, BondsFeedsToo) {
  EXPECT_EQ(parse({"--capture", "--extcap-interface", "tapbond", "--fifo", "/tmp/pipe", "--legs",
                   "eth1, TCP@10.0.0.7:57012", "--label", "TCP@10.0.0.7:57012=branch"})
                .command_line,
            (Words{"tapbond", "-i", "eth1", "-i", "TCP@10.0.0.7:57012", "--label",
                   "TCP@10.0.0.7:57012=branch", "-w", "/tmp/pipe", "--format", "pcapng", "-U"}));
}

TEST(Extcap, JudgesAFilterWhileItIsTyped) {
  const auto judged = [](const char* filter) {
    return parse({"--extcap-interface", "tapbond", "--extcap-capture-filter", filter}).answer;
  };
  EXPECT_EQ(judged("tcp port 80"), "");
  EXPECT_NE(judged("tcp porte"), "");
}

TEST(Extcap, RefusesWhatItCannotDo) {
  EXPECT_THROW(parse({"--extcap-interface", "other", "--extcap-dlts"}), UsageError);
  EXPECT_THROW(parse({"--extcap-interface", "tapbond"}), UsageError);
  EXPECT_THROW(parse({"--extcap-dlts"}), UsageError);
  EXPECT_THROW(parse({"--extcap-interface", "tapbond", "--capture", "--legs", "eth1"}), UsageError);
  EXPECT_THROW(parse({"--extcap-interface", "tapbond", "--capture", "--fifo", "/f"}), UsageError);
  EXPECT_THROW(parse({"--extcap-interfaces", "--nonsense"}), UsageError);
}

}  // namespace
}  // namespace tapbond
