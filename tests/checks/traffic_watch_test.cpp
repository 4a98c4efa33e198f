#include "sensor/checks/traffic_watch.h"

#include <gtest/gtest.h>

#include "sensor/checks/direction.h"
#include "tests/checks/invented_frames.h"
#include "tests/sensor/unwrap/tunnelled.h"

namespace tapbond {
namespace {

constexpr Host kAlice{1};
constexpr Host kBob{2};
constexpr std::uint64_t kSensor = 0x0200'0000'ff00;
constexpr std::uint64_t kEveryone = 0xffff'ffff'ffff;

class Watched : public testing::Test {
 protected:
  void see(std::size_t leg, const Octets& frame) {
    watch_.add(leg, frame, static_cast<std::uint32_t>(frame.size()), stamp_ += 100);
  }

  // A conversation of some segments each way, what Alice sends on one leg, what Bob sends on
  // another.
  void converse(std::size_t from_alice, std::size_t from_bob, int segments = 10,
                std::uint8_t port = 40) {
    for (int i = 0; i < segments; ++i) {
      see(from_alice, tcp_frame(kBob, kAlice, 80, port, kAck, ++number_));
      see(from_bob, tcp_frame(kAlice, kBob, port, 80, kAck, ++number_));
    }
  }

  TrafficWatch watch_{{1500, 1500}, {kSensor}};
  std::uint32_t number_ = 0;
  std::int64_t stamp_ = 0;
};

TEST_F(Watched, SortsFramesByWhomTheyAreFor) {
  see(0, ethernet(mac_of(kBob), mac_of(kAlice), 0x0800, {}));
  see(0, ethernet(kSensor, mac_of(kAlice), 0x0800, {}));
  see(0, ethernet(kEveryone, mac_of(kBob), 0x0806, {}));
  see(0, ethernet(0x3333'0000'0001, mac_of(kBob), 0x86dd, {}));
  see(0, {1, 2, 3});
  const TrafficFacts facts = watch_.facts();
  const LegTraffic& leg = facts.legs.at(0);
  EXPECT_EQ(leg.frames, 5u);
  EXPECT_EQ(leg.for_others, 1u);
  EXPECT_EQ(leg.for_us, 1u);
  EXPECT_EQ(leg.group, 2u);
  EXPECT_EQ(leg.macs, 2u);
  EXPECT_EQ(leg.bytes, 4u * 14 + 3);
  EXPECT_EQ(facts.legs.at(1).frames, 0u);
}

TEST_F(Watched, SeesWhatCarriesFrames) {
  using namespace tunnelled;
  const Octets inner = ethernet(mac_of(kBob), mac_of(kAlice), 0x0806, Octets(46, 0));
  see(0, outer(ip(17, datagram(4789, vxlan(7, inner)))));
  see(0, outer(ip(47, gre(0, 0x6558, {}, inner))));
  see(0, inner);
  const std::map<Carrier, std::uint64_t> expected = {{Carrier::kVxlan, 1}, {Carrier::kGre, 1}};
  EXPECT_EQ(watch_.facts().legs[0].tunnelled, expected);
}

TEST_F(Watched, LeavesOutWhatTheSensorItselfSends) {
  see(0, ethernet(mac_of(kBob), kSensor, 0x0800, {}));
  EXPECT_EQ(watch_.facts().legs[0].frames, 0u);
}

TEST_F(Watched, KnowsATapsLegFromAMirror) {
  converse(0, 1);
  const TrafficFacts tap = watch_.facts();
  EXPECT_EQ(direction_of(tap.legs[0]), Directions::kOne);
  EXPECT_EQ(direction_of(tap.legs[1]), Directions::kOne);
  EXPECT_EQ(tap.sides.conversations, 1u);
  EXPECT_EQ(tap.sides.one_sided, 0u);
  converse(0, 0);
  EXPECT_EQ(direction_of(watch_.facts().legs[0]), Directions::kBoth);
}

TEST_F(Watched, KnowsNoDirectionOfBroadcasts) {
  see(0, ethernet(kEveryone, mac_of(kBob), 0x0806, {}));
  EXPECT_EQ(direction_of(watch_.facts().legs[0]), Directions::kUnknown);
}

TEST_F(Watched, FindsFramesThatCameOnBothLegs) {
  for (std::uint32_t i = 0; i < 100; ++i) {
    const Octets frame = tcp_frame(kBob, kAlice, 80, 40, kAck, i);
    see(0, frame);
    if (i % 4 != 0) see(1, frame);
  }
  const TrafficFacts facts = watch_.facts();
  ASSERT_EQ(facts.shared.size(), 1u);
  EXPECT_EQ(facts.shared[0].first, 0u);
  EXPECT_EQ(facts.shared[0].second, 1u);
  EXPECT_EQ(facts.shared[0].same, 75u);
  EXPECT_EQ(facts.shared[0].compared, 75u);
}

// Two ports of one switch share them, and nothing else.
TEST_F(Watched, TakesBroadcastsForNoMirror) {
  for (std::size_t leg : {0U, 1U}) {
    for (int i = 0; i < 10; ++i) see(leg, ethernet(kEveryone, mac_of(kBob), 0x0806, {}));
  }
  EXPECT_EQ(watch_.facts().shared[0].compared, 0u);
}

TEST_F(Watched, TakesRepetitionsOnOneLegForNoMirror) {
  for (int i = 0; i < 100; ++i) see(0, tcp_frame(kBob, kAlice, 80, 40, kAck, 7));
  see(1, tcp_frame(kBob, kAlice, 80, 40, kAck, 8));
  EXPECT_EQ(watch_.facts().shared[0].same, 0u);
}

TEST_F(Watched, ComparesAFewOfVeryMany) {
  constexpr std::uint32_t kFrames = 4 * TrafficWatch::kTableSize;
  for (std::uint32_t i = 0; i < kFrames; ++i) {
    const Octets frame = tcp_frame(kBob, kAlice, 80, 40, kAck, i);
    see(0, frame);
    see(1, frame);
  }
  const SharedFrames shared = watch_.facts().shared[0];
  EXPECT_EQ(shared.same, shared.compared);
  EXPECT_GT(shared.compared, TrafficWatch::kTableSize / 8);
  EXPECT_LE(shared.compared, TrafficWatch::kTableSize);
}

TEST_F(Watched, ForgetsNothingButGrowsNoFurther) {
  constexpr std::uint64_t kHosts = 2 * TrafficWatch::kTableSize;
  for (std::uint64_t host = 0; host < kHosts; ++host) {
    see(0, ethernet(mac_of(kBob), 0x0400'0000'0000 + host, 0x0800, {}));
  }
  const TrafficFacts facts = watch_.facts();
  EXPECT_EQ(facts.legs[0].frames, kHosts);
  EXPECT_EQ(facts.legs[0].macs, TrafficWatch::kTableSize);
  EXPECT_EQ(facts.legs[0].pairs, TrafficWatch::kTableSize);
}

TEST_F(Watched, FindsConversationsOfOneSide) {
  converse(0, 1, 10, 40);
  for (std::uint32_t i = 0; i < 5; ++i) see(0, tcp_frame(kBob, kAlice, 80, 41, kAck, i));
  const TrafficFacts facts = watch_.facts();
  EXPECT_EQ(facts.sides.conversations, 2u);
  EXPECT_EQ(facts.sides.one_sided, 1u);
}

TEST_F(Watched, TakesAScanForNoConversation) {
  for (std::uint8_t port = 1; port < 200; ++port) {
    for (int tries = 0; tries < 3; ++tries) see(0, tcp_frame(kBob, kAlice, port, 40, kSyn));
  }
  EXPECT_EQ(watch_.facts().sides.conversations, 0u);
}

TEST_F(Watched, CountsWhatALegShowsTwice) {
  for (std::uint8_t port = 1; port <= 20; ++port) {
    const Octets frame = tcp_frame(kBob, kAlice, port, 40, kAck, port);
    see(0, frame);
    see(0, frame);
    see(1, frame);
  }
  EXPECT_EQ(watch_.facts().legs[0].duplicates, 20u);
  EXPECT_EQ(watch_.facts().legs[0].routed, 0u);
  EXPECT_EQ(watch_.facts().legs[1].duplicates, 0u);
}

TEST_F(Watched, MeasuresFramesAgainstTheMtu) {
  const Octets frame = tcp_frame(kBob, kAlice, 80, 40, kAck);
  watch_.add(0, frame, 1514, 0);
  watch_.add(0, frame, 1522, 0);
  EXPECT_EQ(watch_.facts().legs[0].glued, 0u);
  watch_.add(0, frame, 2962, 0);
  EXPECT_EQ(watch_.facts().legs[0].glued, 1u);
  EXPECT_EQ(watch_.facts().legs[0].bytes, 1514u + 1522 + 2962);
}

TEST(MacNumber, ReadsWhatTheFactsHold) {
  EXPECT_EQ(mac_number("02:00:5e:10:00:ff"), 0x0200'5e10'00ffU);
  EXPECT_EQ(mac_number(""), 0u);
  EXPECT_EQ(mac_number("02:00:5e:10:00:fx"), 0u);
}

}  // namespace
}  // namespace tapbond
