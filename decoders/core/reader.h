// Bytes read from the front, field by field. Reading past what was captured cuts the line, as it
// does with Bytes; the reader then gives zeros.
#pragma once

#include "decoders/core/bytes.h"

namespace tapbond::text {

class Reader {
 public:
  explicit Reader(Bytes data) : rest_(data) {}

  Bytes rest() const { return rest_; }
  std::uint32_t length() const { return rest_.length(); }

  std::uint8_t u8() { return take(rest_.u8(0), 1); }
  std::uint16_t u16() { return take(rest_.u16(0), 2); }
  std::uint32_t u24() { return take(rest_.u24(0), 3); }
  std::uint32_t u32() { return take(rest_.u32(0), 4); }
  std::uint64_t u64() { return take(rest_.u64(0), 8); }
  std::uint16_t le16() { return take(rest_.le16(0), 2); }
  std::uint32_t le32() { return take(rest_.le32(0), 4); }
  std::uint64_t le64() { return take(rest_.le64(0), 8); }

  // The next `count` bytes, claiming no more than themselves.
  Bytes bytes(std::uint32_t count) { return take(rest_.first(count), count); }
  void skip(std::uint32_t count) { rest_ = rest_.from(count); }
  // The same where the bytes have to have been captured.
  void pass(std::uint32_t count) {
    rest_.first(count).must_be_whole();
    skip(count);
  }

 private:
  template <typename T>
  T take(T value, std::uint32_t count) {
    skip(count);
    return value;
  }

  Bytes rest_;
};

}  // namespace tapbond::text
