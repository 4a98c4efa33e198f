#include "sensor/trailers/trailer.h"

#include <gtest/gtest.h>

#include <limits>
#include <span>
#include <vector>

#include "sensor/files/frame_marks.h"
#include "sensor/trailers/trailer_clock.h"
#include "sensor/usage_error.h"
#include "tests/sensor/trailers/appended.h"

namespace tapbond {
namespace {

using namespace appended;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kCaptured = (kSeconds + 5) * kSecond;
const Octets kSequence = {0, 0, 0, 0, 0, 1, 2, 0x40};  // a word, and its header: kind 0
const Octets kLast = {0, 0, 0, 0, 0, 3, 4, 0x61};      // likewise of kind 1, the last one

void expect_found(TrailerKind kind, const Octets& appended, std::int64_t nanoseconds) {
  for (const bool sequence : {false, true}) {
    const Octets whole = sequence ? with_check_sequence(appended) : appended;
    const auto trailer = read_trailer(kind, whole, kCaptured);
    ASSERT_TRUE(trailer);
    EXPECT_EQ(trailer->stamp, kSeconds * kSecond + nanoseconds);
    EXPECT_EQ(trailer->bytes, whole.size() - frame().size());
  }
}

TEST(Trailer, IsReadOfEachKind) {
  expect_found(TrailerKind::kMetamako, metamako(frame(), 123'456'789), 123'456'789);
  expect_found(TrailerKind::kMetamako, metamako(frame(), 999'999'999, kLast), 999'999'999);
  Octets two = kLast;
  two.insert(two.end(), kSequence.begin(), kSequence.end());
  expect_found(TrailerKind::kMetamako, metamako(frame(), 5, two), 5);
  expect_found(TrailerKind::kHpt, hpt(frame(), 0), 0);
  expect_found(TrailerKind::kHpt, hpt(frame(), std::uint64_t{1} << 39), 500'000'000);
  expect_found(TrailerKind::kHpt, hpt(frame(), (std::uint64_t{1} << 40) - 1), 999'999'999);
  for (const int port : {0, 1, 2}) {
    expect_found(TrailerKind::kVss, vss(frame(), 123'456'789, port), 123'456'789);
  }
  expect_found(TrailerKind::kIxia, ixia(frame(), 123'456'789), 123'456'789);
  expect_found(TrailerKind::kIxia, ixia(frame(), 7, {1, 2, 0, 60}), 7);
}

TEST(Trailer, IsNoneWhereTheTimeIsNone) {
  constexpr std::uint32_t kWeek = 7 * 24 * 3600;
  for (const std::uint32_t seconds : {0U, kSeconds - kWeek, kSeconds + kWeek + 7, ~0U}) {
    EXPECT_FALSE(read_trailer(TrailerKind::kMetamako, metamako(frame(), 1, {}, seconds), kCaptured))
        << seconds;
    EXPECT_FALSE(read_trailer(TrailerKind::kHpt, hpt(frame(), 1, seconds), kCaptured)) << seconds;
    EXPECT_FALSE(read_trailer(TrailerKind::kVss, vss(frame(), 1, 0, seconds), kCaptured))
        << seconds;
    EXPECT_FALSE(read_trailer(TrailerKind::kIxia, ixia(frame(), 1, {}, seconds), kCaptured))
        << seconds;
  }
  EXPECT_FALSE(read_trailer(TrailerKind::kMetamako, metamako(frame(), 1'000'000'000), kCaptured));
  EXPECT_FALSE(read_trailer(TrailerKind::kVss, vss(frame(), 1'000'000'000), kCaptured));
  EXPECT_FALSE(read_trailer(TrailerKind::kIxia, ixia(frame(), 1'000'000'000), kCaptured));
  Octets altered = ixia(frame(), 1);
  ++altered[altered.size() - 6];
  EXPECT_FALSE(read_trailer(TrailerKind::kIxia, altered, kCaptured)) << "the checksum is wrong";
  for (const std::int64_t stamp :
       {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_FALSE(read_trailer(TrailerKind::kHpt, hpt(frame(), 1), stamp));
  }
}

TEST(Trailer, IsNoneOfAnotherKind) {
  EXPECT_FALSE(read_trailer(TrailerKind::kHpt, metamako(frame(), 1), kCaptured));
  EXPECT_FALSE(read_trailer(TrailerKind::kMetamako, hpt(frame(), 1), kCaptured));
}

// Extensions that are longer than the frame, or never end.
TEST(Trailer, StaysInTheFrameWhateverItSays) {
  for (const std::uint8_t header : Octets{0xdf, 0x1f, 0xff, 0xc0, 0x00}) {
    const Octets extension = {0xff, 0xff, 0xff, header};
    for (std::size_t front = 0; front < 12; ++front) {
      const Octets bytes = metamako(Octets(front, 0), 1, extension);
      const auto trailer = read_trailer(TrailerKind::kMetamako, bytes, kCaptured);
      EXPECT_TRUE(!trailer || trailer->bytes <= bytes.size());
    }
  }
  for (const Octets& fields : {Octets{1, 255}, Octets{3, 9}, Octets{0}, Octets{7}}) {
    const auto trailer = read_trailer(TrailerKind::kIxia, ixia(frame(), 1, fields), kCaptured);
    EXPECT_FALSE(trailer);
  }
  for (std::size_t size = 0; size < 20; ++size) {
    for (const auto kind :
         {TrailerKind::kMetamako, TrailerKind::kHpt, TrailerKind::kVss, TrailerKind::kIxia}) {
      EXPECT_FALSE(read_trailer(kind, Octets(size, 0), kCaptured));
    }
  }
}

class TrailerClockTest : public testing::Test {
 protected:
  Frame frame_of(const Octets& bytes) {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    return {.stamp = kCaptured,
            .bytes = bytes.data(),
            .captured = size,
            .length = size,
            .interface = 0,
            .marks = 0,
            .leg = 0,
            .slab = 0};
  }
  TrailerClock clock_{TrailerKind::kMetamako, 1};
};

TEST_F(TrailerClockTest, TakesTheTimeAndKeepsTheStamp) {
  const Octets bytes = metamako(frame(), 77);
  Frame taken = frame_of(bytes);
  clock_.take(0, "a", {&taken, 1});
  EXPECT_EQ(taken.stamp, kSeconds * kSecond + 77);
  EXPECT_EQ(taken.captured, frame().size());
  EXPECT_EQ(taken.length, frame().size());
  EXPECT_EQ(taken.marks, marks::kTrailer);
  EXPECT_EQ(clock_.take_back(taken), kCaptured);
  EXPECT_EQ(clock_.take_back(taken), taken.stamp) << "once";
}

TEST_F(TrailerClockTest, LeavesAloneWhatHasNone) {
  const Octets bytes = metamako(frame(), 77);
  Frame cut = frame_of(bytes);
  cut.length += 1;
  clock_.take(0, "a", {&cut, 1});
  EXPECT_EQ(cut.stamp, kCaptured);
  EXPECT_EQ(cut.marks, 0);
  EXPECT_EQ(clock_.text(0), "times by metamako trailers, 1 packets without");
}

TEST_F(TrailerClockTest, RefusesAWrongKind) {
  const Octets bytes = hpt(frame(), 77);
  std::vector<Frame> frames(TrailerClock::kFirst, frame_of(bytes));
  EXPECT_NO_THROW(clock_.take(0, "a", std::span(frames).first(TrailerClock::kFirst - 1)));
  EXPECT_THROW(clock_.take(0, "a", std::span(frames).last(1)), UsageError);
  TrailerClock other(TrailerKind::kHpt, 1);
  EXPECT_NO_THROW(other.take(0, "a", frames));
}

}  // namespace
}  // namespace tapbond
