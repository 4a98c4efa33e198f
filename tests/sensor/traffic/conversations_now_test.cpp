#include "sensor/traffic/conversations_now.h"

#include <gtest/gtest.h>

#include "tests/decoders/frame_builder.h"

namespace tapbond::test {
namespace {

using sessions::Sessions;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kBegin = 1'700'000'000 * kSecond;

class ConversationsOfNow : public testing::Test {
 protected:
  void send(std::uint16_t port, std::size_t bytes) {
    const Octets frame = udp4(port, 9999, Octets(bytes));
    const auto size = static_cast<std::uint32_t>(frame.size());
    sessions_.look({.stamp = time_,
                    .bytes = frame.data(),
                    .captured = size,
                    .length = size,
                    .linktype = 1,
                    .leg = {}},
                   0);
  }
  ConversationsSummary after(std::int64_t seconds) {
    time_ += seconds * kSecond;
    sessions_.advance(time_);
    now_.look(sessions_, time_);
    return now_.latest();
  }

  std::int64_t time_ = kBegin;
  ConversationsNow now_;
  sessions::Logs logs_{sessions::LogOptions{}};
  Sessions sessions_{{.most_conversations = 10'000}, logs_, &now_};
};

TEST_F(ConversationsOfNow, AreTheLargestOnesFirst) {
  for (std::uint16_t port = 1000; port < 1100; ++port) send(port, port);
  const auto summary = after(1);
  EXPECT_EQ(summary.open, 100U);
  ASSERT_EQ(summary.largest.size(), ConversationsNow::kLargest);
  constexpr std::size_t kHeaders = 28;
  for (std::size_t i = 0; i < summary.largest.size(); ++i) {
    EXPECT_EQ(summary.largest[i].seen.bytes[0], 1099 - i + kHeaders);
    EXPECT_FALSE(summary.largest[i].over);
  }
}

TEST_F(ConversationsOfNow, AreThereForAWhileWhenTheyAreOver) {
  send(1000, 500);
  EXPECT_FALSE(after(30).largest.at(0).over);
  send(1001, 100);
  // A silence of a minute ends the first one.
  auto summary = after(30);
  EXPECT_EQ(summary.ended, 1U);
  ASSERT_EQ(summary.largest.size(), 2U);
  EXPECT_TRUE(summary.largest[0].over);
  EXPECT_FALSE(summary.largest[1].over);
  summary = after(61);
  EXPECT_EQ(summary.ended, 2U);
  ASSERT_EQ(summary.largest.size(), 1U);
  EXPECT_EQ(summary.largest[0].seen.originator, "192.0.2.1:1001");
}

TEST_F(ConversationsOfNow, AreSummedUpByWhatTheySpeakWhetherTheyAreOverOrNot) {
  send(1000, 500);
  after(30);
  send(1001, 100);
  for (const std::uint64_t over : {1U, 2U}) {
    const auto summary = after(31);
    EXPECT_EQ(summary.ended, over);
    ASSERT_EQ(summary.services.size(), 1U);
    EXPECT_EQ(summary.services[0].transport, "udp");
    EXPECT_EQ(summary.services[0].conversations, 2U);
    EXPECT_EQ(summary.services[0].packets, 2U);
    EXPECT_EQ(summary.services[0].bytes, 600U + 2 * 28);
  }
}

TEST_F(ConversationsOfNow, AreSummedUpOnceASecond) {
  send(1000, 500);
  EXPECT_EQ(after(1).open, 1U);
  send(1001, 500);
  EXPECT_EQ(after(0).open, 1U);
  EXPECT_EQ(after(1).open, 2U);
  // Time may be set back.
  send(1002, 500);
  EXPECT_EQ(after(-100).open, 3U);
}

TEST_F(ConversationsOfNow, AreLookedForAmongThoseThatHadAPacketLately) {
  send(1000, 1400);
  for (std::size_t i = 0; i < ConversationsNow::kLately; ++i) {
    send(static_cast<std::uint16_t>(2000 + i), 100);
  }
  const auto summary = after(1);
  EXPECT_EQ(summary.open, ConversationsNow::kLately + 1);
  EXPECT_EQ(summary.largest.at(0).seen.bytes[0], 128U);
}

}  // namespace
}  // namespace tapbond::test
