#include "sensor/unwrap/sequence_loss.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace tapbond {
namespace {

std::uint64_t lost_of(std::initializer_list<std::uint32_t> numbers) {
  SequenceLoss loss;
  for (const std::uint32_t number : numbers) loss.saw(number);
  return loss.lost();
}

TEST(SequenceLoss, IsWhatNeverCame) {
  EXPECT_EQ(lost_of({}), 0u);
  EXPECT_EQ(lost_of({7, 8, 9}), 0u);
  EXPECT_EQ(lost_of({7, 10, 12}), 3u);
  EXPECT_EQ(lost_of({0xfffffffe, 1}), 2u) << "numbers wrap";
}

TEST(SequenceLoss, IsNotWhatComesLateOrTwice) {
  EXPECT_EQ(lost_of({7, 10, 8, 9}), 0u);
  EXPECT_EQ(lost_of({7, 10, 8, 8}), 1u);
  EXPECT_EQ(lost_of({7, 9, 9, 7}), 1u);
  EXPECT_EQ(lost_of({7, 5, 9}), 1u) << "before the first nothing was missed";
}

TEST(SequenceLoss, IsNotCountedWhereTheSourceBeginsAnew) {
  EXPECT_EQ(lost_of({5'000'000, 5'000'001, 0, 1, 2}), 0u);
  EXPECT_EQ(lost_of({0, 5'000'000, 5'000'002}), 1u);
}

}  // namespace
}  // namespace tapbond
