#include "sensor/checks/connection_watch.h"

#include <gtest/gtest.h>

#include "tests/checks/invented_frames.h"

namespace tapbond {
namespace {

constexpr Host kAlice{1};
constexpr Host kBob{2};
constexpr std::int64_t kSecond = 1'000'000'000;

class Connected : public testing::Test {
 protected:
  void see(std::uint16_t leg, const Octets& bytes) {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    const Frame frame{.stamp = now_,
                      .bytes = bytes.data(),
                      .captured = size,
                      .length = size,
                      .interface = leg,
                      .marks = 0,
                      .leg = leg,
                      .slab = 0};
    watch_.look({&frame, 1}, interfaces_);
  }
  void alice(std::uint16_t leg, std::uint8_t port) {
    see(leg, tcp_frame(kBob, kAlice, 80, port, kAck, ++number_));
  }
  void bob(std::uint16_t leg, std::uint8_t port) {
    see(leg, tcp_frame(kAlice, kBob, port, 80, kAck, ++number_));
  }
  // Ten seconds, and what begins the next.
  template <typename Each>
  const ConnectionFacts& after_ten_seconds(const Each& each) {
    for (int i = 0; i < ConnectionWatch::kSeconds; ++i) {
      each(i);
      now_ += kSecond;
    }
    alice(0, 1);
    return watch_.facts();
  }

  std::vector<Interface> interfaces_ = std::vector<Interface>(2);
  ConnectionWatch watch_{2};
  std::uint32_t number_ = 0;
  std::int64_t now_ = 1'700'000'000 * kSecond;
};

TEST_F(Connected, ToATapAllIsWell) {
  const ConnectionFacts& facts = after_ten_seconds([&](int) {
    for (std::uint8_t port = 10; port < 20; ++port) {
      alice(0, port);
      bob(1, port);
    }
  });
  EXPECT_EQ(facts.sides.conversations, 10U);
  EXPECT_EQ(facts.sides.one_sided, 0U);
  ASSERT_EQ(facts.shared.size(), 1U);
  EXPECT_EQ(facts.shared[0].same, 0U);
  EXPECT_EQ(facts.shared[0].compared, 100U);
}

TEST_F(Connected, ToOneMirrorTwiceBothLegsAreTheSame) {
  const ConnectionFacts& facts = after_ten_seconds([&](int) {
    for (int i = 0; i < 10; ++i) {
      const Octets frame = tcp_frame(kBob, kAlice, 80, 10, kAck, ++number_);
      see(0, frame);
      see(1, frame);
    }
  });
  ASSERT_EQ(facts.shared.size(), 1U);
  EXPECT_EQ(facts.shared[0].same, 100U);
}

TEST_F(Connected, ToOneOutputConversationsHaveOneSide) {
  const ConnectionFacts& facts = after_ten_seconds([&](int) {
    for (std::uint8_t port = 10; port < 20; ++port) alice(0, port);
  });
  EXPECT_EQ(facts.sides.conversations, 10U);
  EXPECT_EQ(facts.sides.one_sided, 10U);
}

TEST_F(Connected, TooLittleTellsNothing) {
  const ConnectionFacts& facts = after_ten_seconds([&](int i) {
    alice(0, 10);
    if (i < 4) see(1, tcp_frame(kBob, kAlice, 80, 10, kAck, number_));
  });
  EXPECT_TRUE(facts.shared.empty());
  EXPECT_EQ(facts.sides.conversations, 0U);
}

// Of a short one the other side may have been behind the sample.
TEST_F(Connected, InASampleOnlyLongConversationsCount) {
  const ConnectionFacts& facts = after_ten_seconds([&](int i) {
    for (std::uint8_t port = 10; port < 15; ++port) {
      alice(0, port);
      bob(1, port);
    }
    const auto short_one = static_cast<std::uint8_t>(100 + i);
    for (std::size_t sent = 0; sent < ConnectionWatch::kEachSecond; ++sent) alice(0, short_one);
    bob(1, short_one);
  });
  EXPECT_EQ(facts.sides.conversations, 5U);
  EXPECT_EQ(facts.sides.one_sided, 0U);
}

// Or each would have a new sample taken.
TEST_F(Connected, LateFramesAreOfTheSecondTheyComeIn) {
  const ConnectionFacts& facts = after_ten_seconds([&](int) {
    for (std::size_t sent = 0; sent < 2 * ConnectionWatch::kEachSecond; ++sent) {
      alice(0, 10);
      now_ -= kSecond;
      bob(1, 10);
      now_ += kSecond;
    }
  });
  ASSERT_EQ(facts.shared.size(), 1U);
  EXPECT_EQ(facts.shared[0].compared, 10 * ConnectionWatch::kEachSecond / 2);
}

TEST_F(Connected, WhatIsMendedIsForgotten) {
  after_ten_seconds([&](int) {
    for (std::uint8_t port = 10; port < 20; ++port) alice(0, port);
  });
  const ConnectionFacts& facts = after_ten_seconds([&](int) {
    for (std::uint8_t port = 10; port < 20; ++port) {
      alice(0, port);
      bob(1, port);
    }
  });
  EXPECT_EQ(facts.sides.one_sided, 0U);
  EXPECT_EQ(facts.sides.conversations, 10U);
}

TEST_F(Connected, WhatIsNotEthernetIsPassedOver) {
  interfaces_[0].linktype = 101;
  const ConnectionFacts& facts = after_ten_seconds([&](int) {
    for (std::uint8_t port = 10; port < 20; ++port) alice(0, port);
  });
  EXPECT_EQ(facts.sides.conversations, 0U);
}

}  // namespace
}  // namespace tapbond
