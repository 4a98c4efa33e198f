// The lines of a stream, put together over the pieces in which it comes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tapbond::sessions {

class LineReader {
 public:
  static constexpr std::size_t kMost = 8192;  // of a line that are kept

  // Takes bytes off the front. True when a line has ended with them, which stands in line() until
  // the next call, without what ended it.
  bool take(std::span<const std::uint8_t>& bytes) {
    if (ended_) line_.clear();
    const auto at = std::find(bytes.begin(), bytes.end(), '\n');
    const std::size_t size = static_cast<std::size_t>(at - bytes.begin());
    line_.append(reinterpret_cast<const char*>(bytes.data()), std::min(size, kMost - line_.size()));
    ended_ = at != bytes.end();
    bytes = bytes.subspan(ended_ ? size + 1 : size);
    if (ended_ && line_.ends_with('\r')) line_.pop_back();
    return ended_;
  }

  std::string_view line() const { return line_; }
  std::size_t held() const { return line_.capacity(); }

 private:
  std::string line_;
  bool ended_ = false;
};

}  // namespace tapbond::sessions
