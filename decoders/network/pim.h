// What the messages of Protocol Independent Multicast, version 2, share.
#pragma once

#include "decoders/core/address.h"
#include "decoders/core/duration.h"

namespace tapbond::text {

enum class PimAddress { kUnicast, kGroup, kSource };

// Reads a message from front to back.
class PimReader {
 public:
  PimReader(Line& line, Bytes data, std::uint32_t address_size)
      : line_(line), data_(data), address_size_(address_size) {}

  Bytes rest() const { return data_.from(at_); }
  bool more() const { return !line_.cut() && at_ < data_.length(); }
  std::uint8_t u8() { return data_.u8(advance(1)); }
  std::uint16_t u16() { return data_.u16(advance(2)); }
  std::uint32_t u32() { return data_.u32(advance(4)); }
  void skip(std::uint32_t count) { advance(count); }
  void put_hold_time() { put_duration(line_, u16()); }

  // The encodings of RFC 7761 4.9.1; those of RFC 2117 have no family, and the header gives their
  // size. Masks and flags stand before the address.
  void put_address(PimAddress kind);

 private:
  std::uint32_t advance(std::uint32_t count) {
    const std::uint32_t at = at_;
    at_ += count;
    return at;
  }

  Line& line_;
  Bytes data_;
  std::uint32_t address_size_;
  std::uint32_t at_ = 0;
};

// The options of a hello.
void pim_hello(Line& line, Bytes body);

}  // namespace tapbond::text
