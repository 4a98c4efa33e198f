// Names for conversations that are not given twice, in the form of Zeek's: a letter, then 96 bits
// in base 62.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace tapbond::sessions {

class Uid {
 public:
  Uid() = default;
  Uid(std::uint64_t high, std::uint64_t low);

  std::string_view text() const { return {text_.data(), size_}; }
  bool operator==(const Uid& other) const { return text() == other.text(); }

 private:
  std::array<char, 19> text_{};
  std::uint8_t size_ = 0;
};

// Gives them out, different ones in every run.
class Uids {
 public:
  Uids();
  explicit Uids(std::uint64_t seed) : state_{seed, ~seed} {}
  Uid next();
  // A number that nobody outside can guess.
  std::uint64_t secret() const { return state_[0]; }

 private:
  std::uint64_t state_[2];
};

}  // namespace tapbond::sessions
