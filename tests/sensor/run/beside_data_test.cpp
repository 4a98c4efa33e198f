#include "sensor/run/beside_data.h"

#include <gtest/gtest.h>

namespace tapbond {
namespace {

BesideBlock block_of(BesideKind kind, const std::string& content) {
  return {kind, std::make_shared<const std::vector<std::uint8_t>>(content.begin(), content.end())};
}

Section section_of(const std::string& hardware, std::vector<std::string> comments = {}) {
  return {std::move(comments), hardware, "an os", ""};
}

TEST(BesideData, PassesSecretsAndNamesOnOnce) {
  BesideData beside(2);
  EXPECT_TRUE(beside.take(block_of(BesideKind::kSecrets, "keys")));
  EXPECT_FALSE(beside.take(block_of(BesideKind::kSecrets, "keys")));
  EXPECT_TRUE(beside.take(block_of(BesideKind::kSecrets, "other keys")));
  EXPECT_TRUE(beside.take(block_of(BesideKind::kNames, "names")));
  EXPECT_FALSE(beside.take(block_of(BesideKind::kNames, "names")));
  EXPECT_TRUE(beside.take(block_of(BesideKind::kCustomBlock, "what")));
  EXPECT_TRUE(beside.take(block_of(BesideKind::kCustomBlock, "what"))) << "perhaps it counts";
  EXPECT_EQ(beside.carried().text(),
            "2 blocks of decryption secrets, 1 block of names, 2 custom blocks");
  EXPECT_EQ(beside.left_out().text(), "");
}

TEST(BesideData, LeavesOutWhatCannotBeCarriedAndCountsIt) {
  BesideData beside(1);
  EXPECT_FALSE(beside.take({.kind = BesideKind::kCustomBlock}));
  EXPECT_EQ(beside.left_out().text(), "1 custom block");
}

TEST(BesideData, HoldsNoMoreThanItsBound) {
  BesideData beside(1);
  const std::string eighth(BesideData::kMost / 8, 'x');
  std::vector<BesideBlock> kept;
  for (int i = 0; i < 10; ++i) {
    if (auto taken = beside.take(block_of(BesideKind::kJournal, eighth))) kept.push_back(*taken);
  }
  EXPECT_EQ(kept.size(), 8u);
  EXPECT_TRUE(beside.plenty());
  EXPECT_EQ(beside.left_out().of(BesideKind::kJournal), 2u);
  EXPECT_FALSE(beside.take(block_of(BesideKind::kSecrets, eighth)));
  // Once they are written there is room for more; secrets are kept for the next file.
  kept.clear();
  EXPECT_FALSE(beside.plenty());
  for (int i = 0; i < 10; ++i) {
    beside.take(block_of(BesideKind::kSecrets, std::to_string(i) + eighth));
  }
  EXPECT_EQ(beside.carried().of(BesideKind::kSecrets), 7u);
}

TEST(BesideData, NamesTheHostThatAllLegsNamed) {
  BesideData beside(2);
  beside.tell(0, section_of("a machine"));
  beside.tell(1, section_of("a machine"));
  beside.tell(1, section_of("a machine"));
  const auto section = beside.due(0);
  ASSERT_TRUE(section);
  EXPECT_EQ(section->hardware, "a machine");
  EXPECT_EQ(section->os, "an os");
  EXPECT_FALSE(beside.due(2));

  // What is written says what is not true of what comes.
  beside.tell(0, section_of("another machine"));
  const auto after = beside.due(2);
  ASSERT_TRUE(after);
  EXPECT_EQ(after->hardware, "");
  EXPECT_EQ(after->os, "");
  EXPECT_FALSE(beside.due(2));
  EXPECT_EQ(beside.left_out().of(BesideKind::kSectionHost), 1u);
}

TEST(BesideData, NamesNoHostThatALegHasNotNamed) {
  BesideData beside(2);
  beside.tell(0, section_of("a machine"));
  EXPECT_EQ(beside.due(0)->hardware, "");
  beside.tell(1, section_of("a machine"));
  EXPECT_FALSE(beside.due(0)) << "no reason for another section";
}

TEST(BesideData, BeginsASectionForWhatIsNew) {
  BesideData beside(1);
  beside.tell(0, section_of("a machine", {"one", "two"}));
  EXPECT_EQ(beside.due(0)->comments, (std::vector<std::string>{"one", "two"}));
  beside.tell(0, section_of("a machine", {"one"}));
  EXPECT_FALSE(beside.due(1));
  beside.tell(0, section_of("a machine", {"two", "three"}));
  const auto section = beside.due(1);
  ASSERT_TRUE(section);
  EXPECT_EQ(section->comments, (std::vector<std::string>{"three"}));
  EXPECT_EQ(section->hardware, "a machine");
}

// Each would have all interfaces anew.
TEST(BesideData, BeginsNoSectionsWithoutEnd) {
  BesideData beside(1);
  int begun = 0;
  for (int i = 0; i < 100; ++i) {
    beside.tell(0, section_of("a machine", {std::to_string(i)}));
    if (beside.due(60'000)) ++begun;
  }
  EXPECT_LT(begun, 20);
  EXPECT_EQ(beside.carried().of(BesideKind::kSectionComment) +
                beside.left_out().of(BesideKind::kSectionComment),
            100u);
}

}  // namespace
}  // namespace tapbond
