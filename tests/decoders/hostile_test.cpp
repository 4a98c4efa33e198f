// Frames that lie: whatever they hold, the text is whole lines of printable ASCII and tabs, and no
// byte behind a frame is read (which the sanitizers watch).
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "capture.h"
#include "decoders/frame_printer.h"
#include "sample_traffic.h"

namespace tapbond::test {
namespace {

constexpr int kRounds = 4;

bool harmless(char c) { return (c >= ' ' && c < '\x7f') || c == '\t' || c == '\n'; }

// Some bytes changed, some frames cut short, some with another length than they claim.
Sample damaged(const Octets& frame, int linktype, std::mt19937& random) {
  Sample sample{frame, linktype};
  const auto below = [&](std::size_t limit) { return random() % limit; };
  for (std::size_t i = 0, count = below(6); i < count; ++i) {
    sample.bytes[below(frame.size())] = static_cast<std::uint8_t>(random());
  }
  if (below(4) == 0) sample.bytes.resize(below(frame.size()) + 1);
  if (below(4) == 0) {
    sample.captured = static_cast<std::uint32_t>(below(sample.bytes.size()) + 1);
  }
  return sample;
}

void print(FramePrinter& printer, const Sample& sample, std::string& out) {
  const Octets bytes(sample.bytes.begin(), sample.bytes.begin() + sample.captured_size());
  FrameView view;
  view.bytes = bytes.data();
  view.captured = sample.captured_size();
  view.length = static_cast<std::uint32_t>(sample.bytes.size());
  view.linktype = sample.linktype;
  printer.print(view, out);
}

class Hostile : public testing::TestWithParam<int> {};

TEST_P(Hostile, FramesNeverReachTheTerminal) {
  std::mt19937 random(static_cast<std::uint32_t>(GetParam()));
  TextOptions options;
  options.verbosity = GetParam() % 4;
  options.link_header = GetParam() % 2 == 0;
  options.dump = static_cast<DumpStyle>(GetParam() % 6);
  FramePrinter printer(options);
  for (const LinkTraffic& traffic : link_traffic()) {
    for (const Octets& frame : traffic.frames) {
      for (int round = 0; round < kRounds; ++round) {
        const Sample sample = damaged(frame, traffic.linktype, random);
        std::string out;
        print(printer, sample, out);
        ASSERT_FALSE(out.empty());
        ASSERT_EQ(out.back(), '\n');
        ASSERT_TRUE(std::ranges::all_of(out, harmless))
            << "link type " << traffic.linktype << ": " << testing::PrintToString(sample.bytes);
      }
    }
  }
}

// Ethernet in SNAP in jumbo Ethernet, down to the end of the largest frame there is.
TEST(HostileNesting, EndsBeforeTheStackDoes) {
  Octets level(12, 1);
  for (const int byte : {0x88, 0x70, 0xaa, 0xaa, 3, 0, 0x80, 0xc2, 0, 7, 0, 0}) {
    level.push_back(static_cast<std::uint8_t>(byte));
  }
  Octets frame;
  while (frame.size() < 262144) frame.insert(frame.end(), level.begin(), level.end());
  TextOptions options;
  options.link_header = true;
  FramePrinter printer(options);
  std::string text;
  print(printer, {frame, 1}, text);
  EXPECT_LT(text.size(), 65536u);
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), harmless));
}

INSTANTIATE_TEST_SUITE_P(Decoders, Hostile, testing::Range(0, 8));

}  // namespace
}  // namespace tapbond::test
