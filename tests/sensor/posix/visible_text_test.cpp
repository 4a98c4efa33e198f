#include "sensor/posix/visible_text.h"

#include <gtest/gtest.h>

#include "tests/sensor/posix/hostile_text.h"

namespace tapbond {
namespace {

TEST(VisibleText, LeavesWhatPeopleRead) {
  for (const char* text :
       {"", "eth0", "uplink, client side", "\\Device\\NPF_{0123}", "B\xc3\xbcro",
        "\xd7\xa2\xd7\x91\xd7\xa8\xd7\x99\xd7\xaa", "\xe6\x97\xa5\xe6\x9c\xac", "\xf0\x9f\x94\x8c",
        "\xc2\xa0\xc2\xac", "\xe2\x80\x90\xe2\x80\xa7\xe2\x80\xaf"}) {
    EXPECT_EQ(visible_text(text), text);
  }
}

TEST(VisibleText, ShowsControlsByTheirNumbers) {
  EXPECT_EQ(visible_text("e\x1b[31m\r\n\x7f"), "e\\x1b[31m\\x0d\\x0a\\x7f");
  EXPECT_EQ(visible_text(std::string("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(visible_text("\xc2\x9b"), "\\u009b");
  EXPECT_EQ(visible_text("abc\xe2\x80\xae"
                         "cba"),
            "abc\\u202ecba");
  EXPECT_EQ(visible_text("\xf3\xa0\x81\x81"), "\\U000e0041");
}

TEST(VisibleText, ShowsBytesThatAreNoUtf8) {
  EXPECT_EQ(visible_text("\xff\x80"), "\\xff\\x80");
  EXPECT_EQ(visible_text("\xc3"), "\\xc3") << "broken off";
  EXPECT_EQ(visible_text("\xe2\x82"), "\\xe2\\x82");
  EXPECT_EQ(visible_text("\xc3("), "\\xc3(");
  EXPECT_EQ(visible_text("\xc0\x9b"), "\\xc0\\x9b") << "longer than needed";
  EXPECT_EQ(visible_text("\xe0\x80\x9b"), "\\xe0\\x80\\x9b");
  EXPECT_EQ(visible_text("\xf0\x80\x80\x8a"), "\\xf0\\x80\\x80\\x8a");
  EXPECT_EQ(visible_text("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "half of a pair";
  EXPECT_EQ(visible_text("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "behind the last plane";
}

TEST(VisibleText, IsHarmlessAndStaysAsItIs) {
  const std::string shown = visible_text(hostile_name());
  EXPECT_TRUE(harmless(shown));
  EXPECT_EQ(shown.find('\n'), std::string::npos);
  EXPECT_EQ(visible_text(shown), shown);
  EXPECT_FALSE(harmless(hostile_name()));
}

// One hostile character beside another must not make a third of the two.
TEST(VisibleText, IsHarmlessInAnyCompany) {
  for (const std::string_view a : kHostile) {
    for (const std::string_view b : kHostile) {
      for (const std::string_view c : kHostile) {
        const std::string shown = visible_text(std::string(a) + std::string(b) + std::string(c));
        ASSERT_TRUE(harmless(shown));
        ASSERT_EQ(shown.find('\n'), std::string::npos);
      }
    }
  }
}

}  // namespace
}  // namespace tapbond
