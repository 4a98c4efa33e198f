#include "sensor/unwrap/fragments.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "tests/bond/invented.h"
#include "tests/sensor/unwrap/tunnelled.h"

namespace tapbond {
namespace {

using namespace tunnelled;

class FragmentsTest : public testing::Test {
 protected:
  // So many bytes of the payload, from there on.
  Fragments::Taken take(std::uint32_t id, std::size_t offset, std::size_t bytes, bool more,
                        bool begins = false, std::int64_t stamp = 0) {
    const auto from = payload_.begin() + static_cast<std::ptrdiff_t>(offset);
    Octets packet = ip(17, Octets(from, from + static_cast<std::ptrdiff_t>(bytes)));
    packet[4] = static_cast<std::uint8_t>(id >> 8);
    packet[5] = static_cast<std::uint8_t>(id);
    packet[6] = static_cast<std::uint8_t>((more ? 0x20 : 0) | offset / 8 >> 8);
    packet[7] = static_cast<std::uint8_t>(offset / 8);
    bytes_ = outer(packet);
    Frame frame = invented::frame(0, stamp);
    frame.bytes = bytes_.data();
    frame.captured = frame.length = static_cast<std::uint32_t>(bytes_.size());
    const auto found = ip_packet_in_ethernet(bytes_);
    EXPECT_TRUE(found && found->fragment);
    return fragments_.take(frame, *found, begins);
  }

  Octets payload_ = [] {
    Octets bytes(4000);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
    return bytes;
  }();
  Octets bytes_;
  Fragments fragments_;
};

using Taken = Fragments::Taken;

TEST_F(FragmentsTest, ArePutTogetherInWhateverOrderTheRestComes) {
  EXPECT_EQ(take(1, 0, 1480, true, true), Taken::kKept);
  EXPECT_EQ(take(2, 0, 1480, true, true), Taken::kKept);
  EXPECT_EQ(take(1, 2960, 1040, false), Taken::kKept);
  EXPECT_EQ(take(1, 1480, 1480, true), Taken::kWhole);
  EXPECT_EQ(fragments_.whole().payload, payload_);
  EXPECT_EQ(fragments_.whole().fragments, 3u);
  EXPECT_FALSE(fragments_.empty()) << "the other one";
}

TEST_F(FragmentsTest, OfOtherPacketsAreLeftAlone) {
  EXPECT_EQ(take(1, 0, 1480, true, false), Taken::kNo);
  EXPECT_EQ(take(1, 1480, 1480, true), Taken::kNo);
  EXPECT_TRUE(fragments_.empty());
  EXPECT_FALSE(fragments_.has_given_up());
}

TEST_F(FragmentsTest, ComeBackAsTheyWereWhereTheRestDoesNotCome) {
  take(1, 0, 1480, true, true, 5);
  const Octets first = bytes_;
  take(1, 2960, 1040, false, false, 6);
  fragments_.expire(Fragments::kPatience + 5);
  EXPECT_FALSE(fragments_.has_given_up());
  EXPECT_EQ(take(2, 0, 800, true, true, Fragments::kPatience + 6), Taken::kKept);
  ASSERT_EQ(fragments_.given_up().size(), 2u);
  EXPECT_EQ(fragments_.given_up().front().bytes, first);
  EXPECT_EQ(fragments_.given_up().back().frame.stamp, 6);
  fragments_.give_up();
  EXPECT_EQ(fragments_.given_up().size(), 3u);
  EXPECT_TRUE(fragments_.empty());
}

TEST_F(FragmentsTest, ThatContradictEachOtherAreGivenUp) {
  take(1, 0, 1480, true, true);
  EXPECT_EQ(take(1, 1472, 1480, true), Taken::kNo) << "an overlap";
  EXPECT_EQ(fragments_.given_up().size(), 1u);
  fragments_.given_up().clear();
  take(1, 0, 1480, true, true);
  take(1, 2960, 1040, false);
  EXPECT_EQ(take(1, 1480, 800, false), Taken::kNo) << "two ends";
  EXPECT_EQ(fragments_.given_up().size(), 2u);
}

TEST_F(FragmentsTest, AreKeptWithinABound) {
  for (std::uint32_t id = 0; id < 3 * Fragments::kMostPackets; ++id) {
    EXPECT_EQ(take(id, 0, 8, true, true), Taken::kKept);
  }
  EXPECT_EQ(fragments_.given_up().size(), 2 * Fragments::kMostPackets);
  fragments_.given_up().clear();
  const std::uint32_t id = 3 * Fragments::kMostPackets - 1;
  std::size_t offset = 8;
  while (take(id, offset, 8, true) == Taken::kKept) offset += 8;
  EXPECT_EQ(offset, 8 * Fragments::kMostFragments);
}

}  // namespace
}  // namespace tapbond
