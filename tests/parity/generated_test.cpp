// tapbond's text is tcpdump's, with every option, on captures that are made here.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "tests/decoders/capture.h"
#include "tests/decoders/sample_traffic.h"
#include "tests/integration/process.h"
#include "tests/integration/program.h"
#include "tests/parity/peers.h"

namespace tapbond::parity {
namespace {

using test::LinkTraffic;
using test::Octets;
using test::Sample;
using test::ScratchFile;

void expect_same(const std::vector<Sample>& samples, const std::string& options) {
  const ScratchFile file;
  test::write_capture(file.name(), samples);
  const Printed theirs = tcpdump(words(options), file.name());
  const Printed ours = tapbond(words(options), file.name());
  ASSERT_EQ(theirs.status, 0);
  ASSERT_EQ(ours.status, 0);
  EXPECT_TRUE(ours.text == theirs.text)
      << options << ", link type " << samples.front().linktype << '\n'
      << first_difference(ours.text, theirs.text);
}

std::vector<Sample> whole(const LinkTraffic& traffic) {
  std::vector<Sample> samples;
  for (const Octets& frame : traffic.frames) samples.push_back({frame, traffic.linktype});
  return samples;
}

// Every frame as each snaplen up to its own length would have cut it.
std::vector<Sample> cut(const LinkTraffic& traffic) {
  std::vector<Sample> samples;
  for (const Octets& frame : traffic.frames) {
    for (std::uint32_t captured = 1; captured < frame.size(); ++captured) {
      samples.push_back({frame, traffic.linktype, captured});
    }
  }
  return samples;
}

class Options : public testing::TestWithParam<const char*> {};

TEST_P(Options, PrintWhatTcpdumpPrints) {
  for (const LinkTraffic& traffic : test::link_traffic()) expect_same(whole(traffic), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Parity, Options,
                         testing::Values("-n", "-ne", "-nq", "-neq", "-nx", "-nxx", "-nX", "-nXX",
                                         "-nA", "-nAe", "-nS", "-nt", "-ntt", "-nttt", "-ntttt",
                                         "-nttttt", "-n -#", "-n# -tttt", "-nv", "-nvv", "-nvvv",
                                         "-nve", "-nvve", "-nvvveXX", "-nvq", "-nvS", "-nvX",
                                         "-nqX", "-nqA", "-nvvvA", "-n -e -q -v -t -x -S -#",
                                         "-c 1 -n", "-n -c 7 -v", "-n --time-stamp-precision=nano",
                                         "-ntttt --nano -v", "-n -v -v -e", "-nvvK", "-nvb", "-nvu",
                                         "-nN", "-nO -l", "-nT domain", "-nT tftp", "-nT vxlan",
                                         "--count", "--count -c 3", "-d", "-dd", "-ddd",
                                         "-d -O less 60", "-d greater 100 or less 60"));

class Filters : public testing::TestWithParam<const char*> {};

TEST_P(Filters, LetTheSamePacketsThrough) {
  for (const LinkTraffic& traffic : test::link_traffic()) {
    if (traffic.linktype == 1 || traffic.linktype == 101) expect_same(whole(traffic), GetParam());
  }
}

INSTANTIATE_TEST_SUITE_P(Parity, Filters,
                         testing::Values("-n udp port 53", "-n -c 3 tcp", "-ne not ip",
                                         "-n tcp[tcpflags]&tcp-syn!=0", "-nv host 192.0.2.1",
                                         "-n less 60", "-n icmp or icmp6", "-d udp port 53",
                                         "-dd -O tcp", "-ddd host 192.0.2.1", "--count udp"));

class CutFrames : public testing::TestWithParam<const char*> {};

TEST_P(CutFrames, PrintWhatTcpdumpPrints) {
  constexpr double kSame = 0.995;
  Words options = words(GetParam());
  options.push_back("-#");
  for (const LinkTraffic& traffic : test::link_traffic()) {
    const ScratchFile file;
    test::write_capture(file.name(), cut(traffic));
    const Comparison comparison =
        compare(tapbond(options, file.name()).text, tcpdump(options, file.name()).text);
    EXPECT_EQ(comparison.ours, comparison.theirs);
    EXPECT_GE(static_cast<double>(comparison.same), kSame * static_cast<double>(comparison.theirs))
        << "link type " << traffic.linktype << '\n'
        << comparison.first_difference;
  }
}

INSTANTIATE_TEST_SUITE_P(Parity, CutFrames, testing::Values("-n", "-nq", "-nv", "-nX", "-nevvv"));

// tcpdump names the interface where the time stamp ends; so does --leg.
TEST(LegName, StandsBehindTheTimeStamp) {
  const ScratchFile file;
  test::write_capture(file.name(), whole({101, test::ip_packets()}));
  const std::string theirs = tcpdump({"-n", "-tt", "-c", "5"}, file.name()).text;
  std::string expected;
  for (std::size_t line = 0; line < theirs.size();) {
    const std::size_t end = theirs.find('\n', line) + 1;
    const std::size_t stamp = theirs.find(' ', line) + 1;
    expected += theirs.substr(line, stamp - line) + "tap0  " + theirs.substr(stamp, end - stamp);
    line = end;
  }
  const Words options{"-n", "-tt", "-c", "5", "--leg", "--label", file.name() + "=tap0"};
  EXPECT_EQ(tapbond(options, file.name()).text, expected);
}

// Without a file: for the link type that is named, else Ethernet's; for an interface.
class FilterCode : public testing::TestWithParam<const char*> {};

TEST_P(FilterCode, IsWhatTcpdumpShows) {
  for (const char* filter : {"", "icmp", "udp port 53 and not host 10.0.0.1", "ip broadcast",
                             "inbound", "tcp[tcpflags]&tcp-syn!=0", "udp and tcp", "nonsense("}) {
    Words theirs = words(GetParam());
    if (*filter != '\0') theirs.push_back(filter);
    Words ours = theirs;
    theirs.insert(theirs.begin(), "tcpdump");
    ours.insert(ours.begin(), lab::tapbond_program());
    const lab::Result right = lab::run(theirs);
    const lab::Result shown = lab::run(ours);
    EXPECT_EQ(shown.out, right.out) << filter;
    EXPECT_EQ(shown.status, right.status) << filter;
  }
}

INSTANTIATE_TEST_SUITE_P(Parity, FilterCode,
                         testing::Values("-d", "-dd", "-ddd", "-d -O", "-d -s 96", "-d -y RAW",
                                         "-d -y IEEE802_11_RADIO", "-dd -y LINUX_SLL2"));

TEST(FilterCodeOfAnInterface, IsWhatTcpdumpShows) {
  if (geteuid() != 0) GTEST_SKIP() << "an interface is opened as root";
  for (const char* interface : {"lo", "any"}) {
    for (const char* filter : {"icmp", "vlan 5 and udp", "inbound"}) {
      EXPECT_EQ(lab::run({lab::tapbond_program(), "-d", "-i", interface, filter}).out,
                lab::run({"tcpdump", "-d", "-i", interface, filter}).out);
    }
    // tcpdump lists on standard error.
    for (const char* list : {"-L", "-J"}) {
      EXPECT_EQ(lab::run({lab::tapbond_program(), list, "-i", interface}).out,
                lab::run({"tcpdump", list, "-i", interface}).err);
    }
  }
}

TEST(ListOfFiles, IsReadLikeTheFilesInIt) {
  const ScratchFile file;
  const ScratchFile list;
  test::write_capture(file.name(), whole({101, test::ip_packets()}));
  std::ofstream(list.name()) << file.name() << '\n';
  EXPECT_EQ(lab::run({lab::tapbond_program(), "-n", "-V", list.name()}).out,
            lab::run({"tcpdump", "-n", "-V", list.name()}).out);
}

}  // namespace
}  // namespace tapbond::parity
