#include "sensor/command_line/foreign_options.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sensor/command_line/known_options.h"
#include "sensor/command_line/parse_options.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

using Words = std::vector<std::string>;

struct Foreign {
  Words words;
  std::string instead;  // what the complaint must name
};

void PrintTo(const Foreign& foreign, std::ostream* out) {
  for (const std::string& word : foreign.words) *out << word << ' ';
}

class ForeignOptions : public testing::TestWithParam<Foreign> {};

TEST_P(ForeignOptions, AreRefusedInOneLineThatSaysWhatToDoInstead) {
  std::vector<const char*> argv{"tapbond", "-i", "eth1"};
  for (const std::string& word : GetParam().words) argv.push_back(word.c_str());
  try {
    parse_options(static_cast<int>(argv.size()), argv.data());
    FAIL() << "it was taken";
  } catch (const UsageError& error) {
    const std::string line = error.what();
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 0) << line;
    EXPECT_NE(line.find(GetParam().instead), std::string::npos) << line;
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, ForeignOptions,
    testing::Values(
        Foreign{{"-I"}, "type monitor"}, Foreign{{"--monitor-mode"}, "type monitor"},
        Foreign{{"-E", "0x1@10.0.0.1 des-cbc:x"}, "Wireshark"}, Foreign{{"-M", "x"}, "tcpdump -M"},
        Foreign{{"-m", "x.mib"}, "tshark"}, Foreign{{"-H"}, "tcpdump -H"},
        Foreign{{"-Y", "tcp.port == 80"}, "tshark -r - -Y"},
        Foreign{{"-R", "ip"}, "tshark -r - -Y"}, Foreign{{"-T", "fields"}, "tshark -r - -T fields"},
        Foreign{{"-T", "rtp"}, "domain"}, Foreign{{"-q", "-z", "io,stat,1"}, "tshark -q -r -"},
        Foreign{{"-d", "tcp.port==8888,http"}, "-T TYPE"}, Foreign{{"-P"}, "--format"},
        Foreign{{"-g"}, "-v"}, Foreign{{"-k"}, "wireshark -k -i -"},
        Foreign{{"-o", "x:y"}, "--help options"},
        Foreign{{"--list-remote-interfaces", "rpcap://x"}, "TCP@"},
        Foreign{{"-a", "duration:60"}, "timeout -s INT 60"},
        Foreign{{"-aduration:60"}, "timeout -s INT 60"},
        Foreign{{"--autostop", "duration:60"}, "timeout -s INT 60"},
        Foreign{{"--autostop=packets:7"}, "-c 7"}, Foreign{{"-a", "filesize:1024"}, "-C 1000K"},
        Foreign{{"-a", "files:3"}, "-W 3"}, Foreign{{"-b", "duration:60"}, "-G 60"},
        Foreign{{"-b", "filesize:1024", "-b", "files:5"}, "-C 1000K"},
        Foreign{{"-b", "files:5"}, "--ring 5"}, Foreign{{"--ring-buffer=files:5"}, "--ring 5"},
        Foreign{{"-b", "interval:60"}, "-G 60"}, Foreign{{"--count", "5"}, "-c"}));

TEST(ForeignOptions, AreNotListed) {
  const std::vector<std::string> names = option_names();
  EXPECT_EQ(std::count(names.begin(), names.end(), "monitor-mode"), 0);
  EXPECT_EQ(std::count(names.begin(), names.end(), ""), 0);
}

}  // namespace
}  // namespace tapbond
