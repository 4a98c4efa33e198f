// A stretch of a frame, as one layer hands it to the next.
//
// Two sizes matter: `captured`, the bytes that are really there and may be read, and `length`, what
// the enclosing layer says there should be. Either may be the smaller one. Reading outside of
// `captured` never touches memory: it gives 0 and sets the line's cut flag, after which nothing
// more is printed of the frame but the mark of truncation. A loop over untrusted lengths therefore
// only has to make sure that it advances.
#pragma once

#include <cstdint>
#include <string_view>

namespace tapbond::text {

class Bytes {
 public:
  Bytes() = default;
  Bytes(const std::uint8_t* at, std::uint32_t captured, std::uint32_t length, bool* cut)
      : at_(at), captured_(captured), length_(length), cut_(cut) {}

  std::uint32_t captured() const { return captured_; }
  std::uint32_t length() const { return length_; }
  bool has(std::uint64_t offset, std::uint64_t count) const { return offset + count <= captured_; }

  std::uint8_t u8(std::uint64_t offset) const { return need(offset, 1) ? at_[offset] : 0; }
  std::uint16_t u16(std::uint64_t offset) const {
    return static_cast<std::uint16_t>(big(offset, 2));
  }
  std::uint32_t u24(std::uint64_t offset) const {
    return static_cast<std::uint32_t>(big(offset, 3));
  }
  std::uint32_t u32(std::uint64_t offset) const {
    return static_cast<std::uint32_t>(big(offset, 4));
  }
  std::uint64_t u48(std::uint64_t offset) const { return big(offset, 6); }
  std::uint64_t u64(std::uint64_t offset) const { return big(offset, 8); }
  std::uint16_t le16(std::uint64_t offset) const {
    return static_cast<std::uint16_t>(little(offset, 2));
  }
  std::uint32_t le32(std::uint64_t offset) const {
    return static_cast<std::uint32_t>(little(offset, 4));
  }
  std::uint64_t le64(std::uint64_t offset) const { return little(offset, 8); }

  // `count` bytes that the caller may use as they are; null, and the line cut, where they are not
  // all there.
  const std::uint8_t* raw(std::uint64_t offset, std::uint64_t count) const {
    return need(offset, count) ? at_ + offset : nullptr;
  }
  // Cuts the line where less was captured than claimed.
  void must_be_whole() const { need(0, length_); }
  // What was captured of the `count` bytes at `offset`; never cuts the line.
  std::string_view seen(std::uint64_t offset, std::uint64_t count) const {
    if (offset >= captured_) return {};
    const std::uint64_t rest = captured_ - offset;
    return {reinterpret_cast<const char*>(at_ + offset), count < rest ? count : rest};
  }

  // The rest after `count` bytes; both sizes shrink, at most to nothing.
  Bytes from(std::uint32_t count) const {
    const std::uint32_t skip = count < captured_ ? count : captured_;
    return {at_ + skip, captured_ - skip, count < length_ ? length_ - count : 0, cut_};
  }
  // At most `count` bytes from here, whatever else was captured behind them.
  Bytes first(std::uint32_t count) const {
    return {at_, count < captured_ ? count : captured_, count, cut_};
  }
  // The same bytes under another claim.
  Bytes claiming(std::uint32_t length) const { return {at_, captured_, length, cut_}; }

 private:
  bool need(std::uint64_t offset, std::uint64_t count) const {
    if (offset + count <= captured_) [[likely]]
      return true;
    if (cut_ != nullptr) *cut_ = true;
    return false;
  }
  std::uint64_t big(std::uint64_t offset, unsigned count) const {
    if (!need(offset, count)) return 0;
    std::uint64_t value = 0;
    for (unsigned i = 0; i < count; ++i) value = value << 8 | at_[offset + i];
    return value;
  }
  std::uint64_t little(std::uint64_t offset, unsigned count) const {
    if (!need(offset, count)) return 0;
    std::uint64_t value = 0;
    for (unsigned i = count; i > 0; --i) value = value << 8 | at_[offset + i - 1];
    return value;
  }

  const std::uint8_t* at_ = nullptr;
  std::uint32_t captured_ = 0;
  std::uint32_t length_ = 0;
  bool* cut_ = nullptr;
};

}  // namespace tapbond::text
