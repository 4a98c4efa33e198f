// Legs of two clocks, and the pings that they see.
#include "sensor/run/alignment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <random>

namespace tapbond {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kStart = 1'700'000'000 * kSecond;
constexpr std::int64_t kShortestWay = 30'000;

using Ping = std::array<std::uint8_t, 42>;

Ping ping(bool reply, std::uint16_t number) {
  Ping bytes{};
  bytes[12] = 0x08;
  bytes[14] = 0x45;
  bytes[17] = 28;
  bytes[22] = 64;
  bytes[23] = 1;
  bytes[26] = bytes[30] = 10;
  bytes[29] = reply ? 2 : 1;
  bytes[33] = reply ? 1 : 2;
  bytes[34] = reply ? 0 : 8;
  bytes[40] = static_cast<std::uint8_t>(number >> 8);
  bytes[41] = static_cast<std::uint8_t>(number);
  return bytes;
}

// Requests on leg 0, replies on leg 1, whose clock is that much ahead.
class AlignmentTest : public testing::Test {
 protected:
  AlignmentTest() : interfaces_(1) {}

  Alignment make(bool first_is_own, bool second_is_own) {
    return Alignment({{.name = "near", .has_own_clock = first_is_own},
                      {.name = "far", .has_own_clock = second_is_own}},
                     interfaces_);
  }

  // A ping at `time`; by how much the corrected stamp of its reply is off.
  std::int64_t one_ping(Alignment& alignment, std::int64_t time) {
    const Ping request = ping(false, number_);
    const Ping reply = ping(true, number_++);
    const auto way = [this] {
      return kShortestWay + static_cast<std::int64_t>(random_() % 100'000);
    };
    const std::int64_t answered = time + way();
    take(alignment, 0, time, request);
    const std::int64_t ahead =
        offset_ + static_cast<std::int64_t>(drift_ * static_cast<double>(answered - kStart));
    return take(alignment, 1, answered + ahead, reply) - answered;
  }

  // A ping of which only the reply was captured.
  void lost_question(Alignment& alignment, std::int64_t time) {
    take(alignment, 1, time + offset_, ping(true, number_++));
  }

  // The other direction: what far asks, near answers.
  void one_ping_back(Alignment& alignment, std::int64_t time) {
    const Ping request = ping(false, number_);
    const Ping reply = ping(true, number_++);
    const std::int64_t ahead =
        offset_ + static_cast<std::int64_t>(drift_ * static_cast<double>(time - kStart));
    take(alignment, 1, time + ahead, request);
    take(alignment, 0, time + kShortestWay + static_cast<std::int64_t>(random_() % 100'000), reply);
  }

  // Of as many seconds, with the clocks as they are by then; how far the last one was off.
  std::int64_t talk(Alignment& alignment, std::int64_t from, std::int64_t seconds) {
    std::int64_t off = 0;
    for (std::int64_t time = from; time < from + seconds * kSecond; time += 20 * kMillisecond) {
      one_ping_back(alignment, time);
      off = one_ping(alignment, time + 7 * kMillisecond);
    }
    return off;
  }

  std::int64_t offset_ = 50 * kMillisecond;
  double drift_ = 30e-6;
  std::uint16_t number_ = 0;

 private:
  static std::int64_t take(Alignment& alignment, std::uint16_t leg, std::int64_t stamp,
                           const Ping& bytes) {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    Frame frame{.stamp = stamp,
                .bytes = bytes.data(),
                .captured = size,
                .length = size,
                .interface = 0,
                .marks = 0,
                .leg = leg,
                .slab = 0};
    alignment.take(leg, {&frame, 1});
    return frame.stamp;
  }

  std::vector<Interface> interfaces_;
  std::minstd_rand random_{1};
};

TEST_F(AlignmentTest, RecoversOffsetAndDriftWithinAMinute) {
  Alignment alignment = make(false, true);
  EXPECT_LE(std::abs(talk(alignment, kStart, 60)), kShortestWay) << "half of a round trip";
  EXPECT_EQ(alignment.text(0), "");
  EXPECT_THAT(alignment.text(1), StartsWith("clock 51."));
  EXPECT_THAT(alignment.text(1), HasSubstr(" ms ahead of that of near ("));
  EXPECT_THAT(alignment.text(1), HasSubstr("taken off its times"));
}

TEST_F(AlignmentTest, NoticesAStepWithinTwoSeconds) {
  Alignment alignment = make(true, true);  // files: the first is the reference
  talk(alignment, kStart, 30);
  offset_ -= kSecond - 100 * kMillisecond;
  EXPECT_LE(std::abs(talk(alignment, kStart + 30 * kSecond, 2)), 100'000);
  EXPECT_THAT(alignment.text(1), StartsWith("clock 849."));
  EXPECT_THAT(alignment.text(1), HasSubstr("set 1 time"));
}

// All questions are stamped further from their answers by then than anybody answers.
TEST_F(AlignmentTest, NoticesAStepOfASecondAndMoreByPingsAlone) {
  for (const std::int64_t step : {kSecond, -kSecond - 100 * kMillisecond, 3000 * kSecond}) {
    offset_ = 50 * kMillisecond;
    Alignment alignment = make(false, true);
    talk(alignment, kStart, 30);
    offset_ += step;
    EXPECT_LE(std::abs(talk(alignment, kStart + 30 * kSecond, 2)), 100'000) << step;
    EXPECT_LE(std::abs(talk(alignment, kStart + 32 * kSecond, 60)), kShortestWay) << step;
    EXPECT_THAT(alignment.text(1), HasSubstr("set 1 time")) << step;
  }
}

TEST_F(AlignmentTest, FindsAnOffsetOfMoreThanASecondByPingsAlone) {
  offset_ = -20 * kSecond;
  Alignment alignment = make(false, true);
  EXPECT_LE(std::abs(talk(alignment, kStart, 60)), kShortestWay);
}

// Answers whose questions were lost, and whose ids are asked with again some seconds later.
TEST_F(AlignmentTest, TakesNoStepFromIdsThatComeAgain) {
  Alignment alignment = make(false, true);
  talk(alignment, kStart, 30);
  const std::uint16_t next = number_;
  for (std::int64_t second = 30; second < 90; second += 10) {
    number_ = next;
    for (std::int64_t i = 0; i < 20; ++i) {
      lost_question(alignment, kStart + second * kSecond + i * 20 * kMillisecond);
    }
    number_ = next;
    talk(alignment, kStart + (second + 5) * kSecond, 2);
  }
  EXPECT_THAT(alignment.text(1), Not(HasSubstr("set ")));
}

TEST_F(AlignmentTest, OnlyReportsWhereTheClockIsOne) {
  offset_ = 5 * kMillisecond;
  drift_ = 0;
  Alignment alignment = make(false, false);
  const std::int64_t off = talk(alignment, kStart, 10);
  EXPECT_EQ(off, offset_);
  EXPECT_THAT(alignment.text(1), HasSubstr("of one clock: times left as they are"));
}

TEST_F(AlignmentTest, ChangesNothingWhereClocksMayAgree) {
  offset_ = 0;
  drift_ = 0;
  Alignment alignment = make(false, true);
  EXPECT_EQ(talk(alignment, kStart, 10), 0);
  EXPECT_THAT(alignment.text(1), HasSubstr("which may be none: times left as they are"));
}

TEST_F(AlignmentTest, ChangesNothingWithoutEvidenceInBothDirections) {
  Alignment alignment = make(false, true);
  for (std::int64_t i = 0; i < 100; ++i) {
    const std::int64_t at = kStart + i * 20 * kMillisecond;
    EXPECT_GE(one_ping(alignment, at), offset_);
  }
  EXPECT_THAT(alignment.text(1), HasSubstr("no evidence about its clock in both directions"));
}

}  // namespace
}  // namespace tapbond
