// The letters of a conversation's history, as Zeek's conn log has them: upper case for the
// originator, lower case for the responder.
#pragma once

#include <cctype>
#include <cstdint>
#include <string>

namespace tapbond::sessions {

class History {
 public:
  enum class Side : std::uint8_t { kOriginator, kResponder };

  // So that who repeats what may be repeated cannot make it grow without end.
  static constexpr std::size_t kMost = 512;

  void add(char letter, Side side) {
    if (letters_.size() == kMost) return;
    letters_ += side == Side::kOriginator
                    ? letter
                    : static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }

  // The first time of that side only. True when it was not the first.
  bool add_once(char letter, Side side) { return add_once(letter, letter, side); }

  // The same where several letters are of one family, which is called by one of them.
  bool add_once(char letter, char family, Side side) {
    const int place = (family & 31) + (side == Side::kOriginator ? 0 : 32);
    const std::uint64_t bit = std::uint64_t{1} << place;
    if ((seen_ & bit) != 0) return true;
    seen_ |= bit;
    add(letter, side);
    return false;
  }

  const std::string& letters() const { return letters_; }

  // Tells of an answer to a SYN that was not seen, which so far looked like a probe of who sent it.
  void turn_answer() { letters_ = "^h"; }
  bool is_unasked_answer() const { return letters_ == "H"; }

 private:
  std::string letters_;
  std::uint64_t seen_ = 0;
};

// Counts what the history tells of the first, the tenth, the hundredth time and so on.
class PowersOfTen {
 public:
  // True when it is one of these.
  bool count() {
    if (++count_ != next_) return false;
    next_ *= 10;
    return true;
  }

 private:
  std::uint64_t count_ = 0;
  std::uint64_t next_ = 1;
};

}  // namespace tapbond::sessions
