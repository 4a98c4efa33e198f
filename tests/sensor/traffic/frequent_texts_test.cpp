#include "sensor/traffic/frequent_texts.h"

#include <gtest/gtest.h>

namespace tapbond {
namespace {

TEST(FrequentTexts, CountWhatFindsAPlaceExactly) {
  FrequentTexts texts(3);
  for (const char* text : {"a", "b", "a", "c", "a", "b"}) texts.add(text, text[0] == 'b');
  const auto most = texts.most(2);
  ASSERT_EQ(most.size(), 2U);
  EXPECT_EQ(most[0].text, "a");
  EXPECT_EQ(most[0].count, 3U);
  EXPECT_EQ(most[0].error, 0U);
  EXPECT_EQ(most[1].text, "b");
  EXPECT_EQ(most[1].marked, 2U);
  EXPECT_TRUE(texts.exact());
}

// One in four is the same among thousands that are all different.
TEST(FrequentTexts, FindTheFrequentInAFlood) {
  FrequentTexts texts(16);
  for (int i = 0; i < 40'000; ++i) {
    texts.add(i % 4 == 0 ? "often" : "once " + std::to_string(i), false);
  }
  const auto most = texts.most(100);
  EXPECT_EQ(most.size(), 16U);
  EXPECT_FALSE(texts.exact());
  ASSERT_EQ(most[0].text, "often");
  EXPECT_GE(most[0].count, 10'000U);
  EXPECT_LE(most[0].count - most[0].error, 10'000U);
}

}  // namespace
}  // namespace tapbond
