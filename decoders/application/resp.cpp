// The Redis serialization protocol.
#include <climits>
#include <optional>

#include "decoders/application/application.h"
#include "decoders/core/escape.h"

namespace tapbond::text {
namespace {

constexpr int kMostNested = 64;

// How a length reads: what it counts, or why it does not.
enum Length : int {
  kNull = -1,
  kCut = -2,
  kTooLarge = -3,
  kNegative = -4,
  kInvalid = -5,
};

class Reader {
 public:
  Reader(Line& line, Bytes data) : line_(line), data_(data) {}

  void run() {
    while (at_ < end()) {
      if (!value(0) || line_.cut()) {
        if (!line_.cut()) line_.truncated();
        return;
      }
    }
  }

 private:
  std::uint32_t end() const { return data_.length(); }
  bool there(std::uint32_t at) const { return at < end() && data_.has(at, 1); }

  bool value(int depth) {
    if (depth > kMostNested || at_ >= end()) return false;
    const std::uint8_t kind = data_.u8(at_);
    if (line_.cut()) return false;
    switch (kind) {
      case '+':
      case '-':
      case ':':
        ++at_;
        return line_of_text();
      case '$':
        ++at_;
        return bulk();
      case '*':
        ++at_;
        return array(depth);
      default:
        return inline_command();
    }
  }

  // Where the next CR LF is, from `at`.
  std::optional<std::uint32_t> find_end_of_line(std::uint32_t at) const {
    for (; there(at) && there(at + 1); ++at) {
      if (data_.u8(at) == '\r' && data_.u8(at + 1) == '\n') return at;
    }
    return std::nullopt;
  }

  bool segment(std::uint32_t size) {
    line_.put(" \"");
    if (!put_text(line_, data_, at_, size)) return false;
    line_.put('"');
    return true;
  }

  bool line_of_text() {
    const auto line_end = find_end_of_line(at_);
    if (!line_end) return false;
    if (!segment(*line_end - at_)) return false;
    at_ = *line_end + 2;
    return true;
  }

  bool bulk() {
    const int size = length();
    if (size < 0) return put_fault(size);
    if (size == 0) {
      line_.put(" empty");
    } else {
      const auto count = static_cast<std::uint32_t>(size);
      if (count > end() - at_ || !data_.has(at_, count)) return false;
      if (!segment(count)) return false;
      at_ += count;
    }
    const auto line_end = find_end_of_line(at_);
    if (!line_end) return false;
    at_ = *line_end + 2;
    return true;
  }

  bool array(int depth) {
    const int count = length();
    if (count < 0) return put_fault(count);
    if (count == 0) line_.put(" empty");
    for (int i = 0; i < count; ++i) {
      if (!value(depth + 1) || line_.cut()) return false;
    }
    return true;
  }

  bool skip_line_ends() {
    bool found = false;
    while (there(at_) && (data_.u8(at_) == '\r' || data_.u8(at_) == '\n')) {
      ++at_;
      found = true;
    }
    return there(at_) || found;
  }

  bool inline_command() {
    if (!skip_line_ends()) return false;
    std::uint32_t line_end = at_;
    while (there(line_end) && data_.u8(line_end) != '\r' && data_.u8(line_end) != '\n') ++line_end;
    if (!there(line_end)) return false;
    if (!segment(line_end - at_)) return false;
    at_ = line_end;
    return skip_line_ends();
  }

  bool put_fault(int length) {
    switch (length) {
      case kNull:
        line_.put(" null");
        return true;
      case kCut:
        return false;
      case kTooLarge:
        line_.put(" length too large");
        return true;
      case kNegative:
        line_.put(" length negative and not -1");
        return true;
      default:
        line_.put(" invalid");
        return true;
    }
  }

  // A decimal number and its CR LF.
  int length() {
    if (at_ >= end()) return kCut;
    const bool negative = data_.u8(at_) == '-';
    if (negative) ++at_;
    std::int64_t result = 0;
    bool digits = false;
    bool large = false;
    for (;; ++at_) {
      if (at_ >= end()) return kCut;
      const std::uint8_t c = data_.u8(at_);
      if (line_.cut()) return kCut;
      if (c < '0' || c > '9') break;
      digits = true;
      if (!large) result = result * 10 + (c - '0');
      if (result > INT_MAX) large = true;
    }
    if (!digits || data_.u8(at_) != '\r') {
      ++at_;
      return kInvalid;
    }
    ++at_;
    if (at_ >= end()) return kCut;
    if (data_.u8(at_) != '\n') {
      ++at_;
      return kInvalid;
    }
    ++at_;
    if (negative) return large || result != 1 ? kNegative : kNull;
    return large ? kTooLarge : static_cast<int>(result);
  }

  Line& line_;
  Bytes data_;
  std::uint32_t at_ = 0;
};

}  // namespace

void resp(Line& line, Bytes data) {
  line.protocol = "resp";
  line.put(": RESP");
  Reader(line, data).run();
}

}  // namespace tapbond::text
