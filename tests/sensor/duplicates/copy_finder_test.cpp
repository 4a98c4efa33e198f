#include "sensor/duplicates/copy_finder.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "sensor/duplicates/duplicate_options.h"
#include "tests/sensor/duplicates/mirrored.h"

namespace tapbond {
namespace {

using namespace mirrored;

constexpr std::int64_t kMicrosecond = 1'000;
constexpr std::int64_t kMillisecond = DuplicateOptions::kMillisecond;

class CopyFinderTest : public testing::Test {
 protected:
  std::optional<Copy> look(const Frame& frame) {
    const int linktype = kEthernet;
    std::optional<Copy> copy;
    finder_.look({&frame, 1}, {&linktype, 1}, {&copy, 1});
    return copy;
  }
  std::optional<Copy> look(std::uint16_t leg, std::int64_t stamp, const Octets& bytes) {
    return look(frames_.frame(leg, stamp, bytes));
  }
  bool is_copy(const Octets& first, const Octets& second) {
    now_ += kMillisecond * 1000;
    look(0, now_, first);
    return look(0, now_ + kMicrosecond, second).has_value();
  }
  // Packets without a copy, so many that the leg is known.
  void show_that_it_does_not_double(std::uint16_t leg) {
    for (std::uint16_t id = 1; id <= 200; ++id) {
      look(leg, now_ += kMicrosecond, in_ethernet(v4({.id = id, .payload = Octets(9, 1)})));
    }
  }

  CopyFinder finder_{2, kMillisecond};
  Frames frames_;
  std::int64_t now_ = 0;
};

TEST_F(CopyFinderTest, FindsWhatAMirrorOfBothDirectionsShowsTwice) {
  const Octets frame = in_ethernet(v4({}));
  EXPECT_FALSE(look(0, 5000, frame));
  const auto copy = look(0, 8000, frame);
  ASSERT_TRUE(copy);
  EXPECT_EQ(copy->leg, 0);
  EXPECT_EQ(copy->apart_ns, 3000);
  EXPECT_FALSE(copy->routed);
}

TEST_F(CopyFinderTest, FindsARoutedPacketBehindOtherHeaders) {
  for (const auto& packet : {v4, v6}) {
    EXPECT_FALSE(look(0, now_, in_vlan(packet({}), 10, 1)));
    const auto copy =
        look(1, now_ + 10, in_vlan(packet({.hops = 63, .traffic_class = 0x2a}), 20, 5));
    ASSERT_TRUE(copy);
    EXPECT_EQ(copy->leg, 0);
    EXPECT_TRUE(copy->routed);
    now_ += kMillisecond * 5;
    EXPECT_TRUE(is_copy(in_mpls(packet({})), in_ethernet(packet({.hops = 9}), 3)));
  }
}

// Ethernet pads what is short, and a tag takes of the padding.
TEST_F(CopyFinderTest, DoesNotCountPadding) {
  Octets padded = in_ethernet(v4({.payload = Octets(10, 3)}));
  Octets tagged = in_vlan(v4({.payload = Octets(10, 3)}), 7);
  padded.resize(60, 0xaa);
  tagged.resize(60, 0xbb);
  EXPECT_TRUE(is_copy(padded, tagged));
}

TEST_F(CopyFinderTest, ComparesEveryByteOfThePayload) {
  const Packet packet{.payload = Octets(1460, 7)};
  for (std::size_t at = 0; at < packet.payload.size(); at += 13) {
    Packet other = packet;
    other.payload[at] ^= 1;
    EXPECT_FALSE(is_copy(in_ethernet(v4(packet)), in_ethernet(v4(other)))) << at;
    EXPECT_FALSE(is_copy(in_ethernet(v6(packet)), in_ethernet(v6(other)))) << at;
  }
  Packet swapped = packet;
  swapped.payload[3] = 8;
  Packet elsewhere = packet;
  elsewhere.payload[19] = 8;
  EXPECT_FALSE(is_copy(in_ethernet(v4(swapped)), in_ethernet(v4(elsewhere))));
}

TEST_F(CopyFinderTest, ComparesWhatRoutersLeaveAlone) {
  const Octets packet = v4({});
  for (const std::size_t at : {2U, 4U, 5U, 6U, 7U, 9U, 12U, 19U}) {
    Octets other = packet;
    other[at] ^= at == 2 ? 0 : 0x10;
    if (at == 2) other.push_back(7), ++other[3];
    EXPECT_FALSE(is_copy(in_ethernet(packet), in_ethernet(other))) << at;
  }
  const Octets later = v6({});
  for (const std::size_t at : {2U, 3U, 6U, 8U, 39U}) {
    Octets other = later;
    other[at] ^= 1;
    EXPECT_FALSE(is_copy(in_ethernet(later), in_ethernet(other))) << at;
  }
}

TEST_F(CopyFinderTest, MatchesOneForOne) {
  const Octets frame = in_ethernet(v4({}));
  std::vector<bool> copies;
  for (int i = 0; i < 5; ++i) copies.push_back(look(0, i * kMicrosecond, frame).has_value());
  EXPECT_EQ(copies, (std::vector<bool>{false, true, false, true, false}));
}

TEST_F(CopyFinderTest, LeavesWhatComesLaterAlone) {
  const Octets frame = in_ethernet(v4({}));
  EXPECT_FALSE(look(0, 0, frame));
  EXPECT_FALSE(look(0, kMillisecond + 1, frame)) << "sent again";
  EXPECT_TRUE(look(0, 2 * kMillisecond + 1, frame)) << "the copy of that";
  EXPECT_FALSE(look(0, -kMillisecond * 9, frame)) << "late";
  EXPECT_FALSE(look(0, std::numeric_limits<std::int64_t>::max(), frame));
  EXPECT_FALSE(look(0, std::numeric_limits<std::int64_t>::min(), frame));
}

TEST_F(CopyFinderTest, KnowsARetransmissionByItsIdentification) {
  EXPECT_FALSE(is_copy(in_ethernet(v4({.id = 7})), in_ethernet(v4({.id = 8}))));
}

// A segment or an acknowledgement that is sent again at once, and has no number of its own.
TEST_F(CopyFinderTest, DoubtsWhatHasNoIdentificationOnALegThatDoesNotDouble) {
  show_that_it_does_not_double(0);
  EXPECT_FALSE(is_copy(in_ethernet(v6({})), in_ethernet(v6({}))));
  EXPECT_FALSE(is_copy(in_ethernet(v4({.id = 0})), in_ethernet(v4({.id = 0}))));
  EXPECT_TRUE(is_copy(in_ethernet(v4({.id = 9})), in_ethernet(v4({.id = 9})))) << "no doubt";
  EXPECT_TRUE(is_copy(in_ethernet(v6({.hops = 9})), in_ethernet(v6({.hops = 8})))) << "routed";
  look(0, now_ += kMillisecond * 5, in_ethernet(v6({})));
  EXPECT_TRUE(look(1, now_, in_ethernet(v6({})))) << "on another leg";
}

TEST_F(CopyFinderTest, LearnsThatALegDoubles) {
  show_that_it_does_not_double(0);
  for (std::uint8_t i = 0; i < 100; ++i) {
    is_copy(in_ethernet(v6({.payload = Octets(50, i)})),
            in_ethernet(v6({.payload = Octets(50, i)})));
  }
  EXPECT_TRUE(is_copy(in_ethernet(v6({})), in_ethernet(v6({}))));
}

TEST_F(CopyFinderTest, TakesWhatIsNotIpForACopyOverTwoLegsOnly) {
  EXPECT_FALSE(look(0, 0, arp()));
  EXPECT_FALSE(look(0, 10, arp())) << "asked again";
  const auto copy = look(1, 20, arp());
  ASSERT_TRUE(copy);
  EXPECT_EQ(copy->apart_ns, 20) << "of the first that has none yet";
  EXPECT_TRUE(look(1, 30, arp()));
  EXPECT_FALSE(look(1, 40, arp()));
  EXPECT_FALSE(look(0, 50, arp(2)));
}

TEST_F(CopyFinderTest, TakesACutPacketForNobodysCopy) {
  Frame frame = frames_.frame(0, 0, in_ethernet(v4({})));
  frame.captured -= 1;
  EXPECT_FALSE(look(frame));
  EXPECT_FALSE(look(frame));
  Frame other = frames_.frame(0, 0, arp());
  other.length += 1;
  EXPECT_FALSE(look(other));
  other.leg = 1;
  EXPECT_FALSE(look(other));
}

// The front of a packet is enough for who asked for no more.
TEST(CopyFinder, ComparesNoMoreThanIsAskedFor) {
  CopyFinder finder(1, kMillisecond, 64);
  Frames frames;
  const int linktype = kEthernet;
  Packet packet{.payload = Octets(100, 7)};
  Frame frame = frames.frame(0, 0, in_ethernet(v4(packet)));
  frame.captured = 14 + 64;
  std::optional<Copy> copy;
  finder.look({&frame, 1}, {&linktype, 1}, {&copy, 1});
  EXPECT_FALSE(copy);
  packet.payload.back() = 8;
  frame = frames.frame(0, 0, in_ethernet(v4(packet)));
  finder.look({&frame, 1}, {&linktype, 1}, {&copy, 1});
  EXPECT_TRUE(copy);
}

// More frames than there are places within the time: what is forgotten is not found, and nothing
// else is.
TEST_F(CopyFinderTest, ForgetsWhatFindsNoRoom) {
  constexpr int kFrames = 200'000;
  Packet packet{.payload = Octets(4)};
  std::uint64_t found = 0;
  for (int pass = 0; pass < 2; ++pass) {
    for (std::uint32_t i = 0; i < kFrames; ++i) {
      for (std::size_t byte = 0; byte < 4; ++byte) {
        packet.payload[byte] = static_cast<std::uint8_t>(i >> 8 * byte);
      }
      const Octets bytes = in_ethernet(v4(packet));
      Frame frame = frames_.frame(0, pass * kFrames + i, bytes);
      if (look(frame)) ++found;
    }
  }
  EXPECT_LT(found, kFrames / 2U);
}

TEST(PacketHash, DiffersFromRunToRun) {
  const PacketHash one;
  const PacketHash other;
  const Octets bytes(64, 1);
  const PacketHash::Mask all{};
  EXPECT_NE(one.of(bytes, all), other.of(bytes, all));
  EXPECT_EQ(one.of(bytes, all), one.of(bytes, all));
}

}  // namespace
}  // namespace tapbond
