// How much of tcpdump's text tapbond prints for real captures, packet by packet, and that none of
// them makes it crash, hang or lose a packet.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "tests/parity/peers.h"

namespace tapbond::parity {
namespace {

struct Demand {
  const char* corpus;  // its folder
  const char* options;
  double packets;  // share of identical packets, in all
  double files;    // and as the mean over files
};

void PrintTo(const Demand& demand, std::ostream* out) {
  *out << demand.corpus << ' ' << demand.options;
}

std::vector<std::string> captures_in(const std::string& corpus) {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(std::string(CORPORA) + '/' + corpus)) {
    if (entry.is_regular_file()) names.push_back(entry.path());
  }
  std::sort(names.begin(), names.end());
  return names;
}

struct Tally {
  std::size_t files = 0;
  std::size_t packets = 0;
  std::size_t same = 0;
  double shares = 0;
  std::string differences{};  // the first of each file, for people

  double packet_share() const { return static_cast<double>(same) / static_cast<double>(packets); }
  double file_share() const { return shares / static_cast<double>(files); }
};

void count(Tally& tally, const std::string& file, const Words& options) {
  const Printed theirs = tcpdump(options, file);
  const Printed ours = tapbond(options, file);
  EXPECT_FALSE(ours.hung) << file;
  EXPECT_TRUE(ours.status == 0 || ours.status == 1) << file << ": status " << ours.status;
  const Comparison comparison = compare(ours.text, theirs.text);
  // Where libpcap gives a file up, our reader may know more of it, but never less.
  if (theirs.status == 0) {
    EXPECT_EQ(comparison.ours, comparison.theirs) << file;
  } else {
    EXPECT_GE(comparison.ours, comparison.theirs) << file;
  }
  if (comparison.theirs == 0) return;
  if (!comparison.first_difference.empty()) {
    tally.differences += file + ":\n" + comparison.first_difference;
  }
  ++tally.files;
  tally.packets += comparison.theirs;
  tally.same += comparison.same;
  tally.shares += static_cast<double>(comparison.same) / static_cast<double>(comparison.theirs);
}

class Corpora : public testing::TestWithParam<Demand> {};

TEST_P(Corpora, PrintWhatTcpdumpPrints) {
  const Demand demand = GetParam();
  Words options = words(demand.options);
  options.push_back("-#");
  Tally tally;
  for (const std::string& file : captures_in(demand.corpus)) count(tally, file, options);
  ASSERT_GT(tally.packets, 0u);
  std::cout << demand.corpus << ' ' << demand.options << ": " << tally.files << " files, "
            << tally.packets << " packets, identical " << 100 * tally.packet_share()
            << " % of packets, " << 100 * tally.file_share() << " % mean over files\n";
  EXPECT_GE(tally.packet_share(), demand.packets) << tally.differences;
  EXPECT_GE(tally.file_share(), demand.files) << tally.differences;
}

constexpr Demand kDemands[] = {
    {"ndpi", "-n", 0.995, 0.995},      {"ndpi", "-ne", 0.995, 0.995},
    {"ndpi", "-nq", 0.995, 0.995},     {"ndpi", "-nX", 0.995, 0.995},
    {"ndpi", "-ntttt", 0.995, 0.995},  {"ndpi", "-nv", 0.99, 0.99},
    {"ndpi", "-nvvve", 0.99, 0.985},   {"zeek", "-n", 0.995, 0.99},
    {"zeek", "-ne", 0.995, 0.99},      {"zeek", "-nq", 0.995, 0.99},
    {"zeek", "-nX", 0.995, 0.99},      {"zeek", "-ntttt", 0.995, 0.99},
    {"zeek", "-nv", 0.99, 0.99},       {"tcpdump", "-n", 0.90, 0.85},
    {"tcpdump", "-nevvv", 0.85, 0.75},
};

INSTANTIATE_TEST_SUITE_P(Parity, Corpora, testing::ValuesIn(kDemands));

}  // namespace
}  // namespace tapbond::parity
