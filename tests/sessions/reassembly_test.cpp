#include "sensor/sessions/reassembly.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace tapbond::sessions {
namespace {

class Collected final : public Reassembly::Receiver {
 public:
  void deliver(std::span<const std::uint8_t> bytes) override {
    text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  void miss(std::uint64_t bytes) override { text.append(bytes, '?'); }
  std::string text;
};

struct Fixture {
  ReassemblyBudget budget{1000, 0};
  Reassembly stream{budget};
  Collected out;
  bool put(std::uint64_t place, std::string_view text) {
    return stream.put(place, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()},
                      out);
  }
};

TEST(Reassembly, WhatComesFirstStands) {
  Fixture f;
  EXPECT_TRUE(f.put(4, "def"));
  EXPECT_TRUE(f.put(1, "ABCDE"));
  EXPECT_EQ(f.out.text, "ABCdef");
  EXPECT_EQ(f.budget.used, 0U);
}

TEST(Reassembly, AcknowledgedHolesAreMissed) {
  Fixture f;
  f.put(1, "ab");
  f.put(6, "fg");
  f.put(11, "k");
  f.stream.acknowledge(12, f.out);
  EXPECT_EQ(f.out.text, "ab???fg???k");
  f.put(3, "cde");
  EXPECT_EQ(f.out.text, "ab???fg???k");
}

TEST(Reassembly, KeepsNoMoreThanItMay) {
  Fixture f;
  EXPECT_TRUE(f.put(2, std::string(1000, 'x')));
  EXPECT_FALSE(f.put(2000, "y"));
  f.stream.give_up();
  EXPECT_EQ(f.budget.used, 0U);
}

TEST(Reassembly, AnyOrderGivesTheSameStream) {
  std::mt19937 random(1);
  std::string whole(400, ' ');
  for (std::size_t i = 0; i < whole.size(); ++i) whole[i] = static_cast<char>('a' + i % 26);
  for (int run = 0; run < 200; ++run) {
    Fixture f;
    while (f.out.text.size() < whole.size()) {
      const std::size_t at = random() % whole.size();
      const std::size_t size = 1 + random() % 40;
      ASSERT_TRUE(f.put(at + 1, std::string_view(whole).substr(at, size)));
    }
    ASSERT_EQ(f.out.text, whole);
    ASSERT_EQ(f.budget.used, 0U);
  }
}

}  // namespace
}  // namespace tapbond::sessions
