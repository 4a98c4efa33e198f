// A block of pcapng in the making (sensor/files/pcapng_format.h), in this machine's byte order:
// fixed fields first, then options.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "sensor/files/byte_order.h"
#include "sensor/files/pcapng_format.h"

namespace tapbond {

// The length of an option has 16 bits.
inline constexpr std::size_t kMostOptionBytes = std::numeric_limits<std::uint16_t>::max();

class BlockBuilder {
 public:
  explicit BlockBuilder(std::uint32_t type) {
    number(type);
    number<std::uint32_t>(0);  // the length, once it is known
  }

  template <std::unsigned_integral T>
  BlockBuilder& number(T value) {
    std::array<std::uint8_t, sizeof value> raw;
    store(raw.data(), value);
    for (const std::uint8_t byte : raw) bytes_.push_back(byte);
    return *this;
  }

  BlockBuilder& bytes(std::string_view value) {
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    return *this;
  }

  BlockBuilder& pad() {
    bytes_.resize((bytes_.size() + 3) / 4 * 4);
    return *this;
  }

  // At most kMostOptionBytes.
  BlockBuilder& option(std::uint16_t code, std::string_view value) {
    has_options_ = true;
    number(code).number(static_cast<std::uint16_t>(value.size()));
    return bytes(value).pad();
  }

  // Options that were made by option(), of this or another builder.
  BlockBuilder& options(std::string_view list) {
    has_options_ = has_options_ || !list.empty();
    return bytes(list);
  }

  // Left out where empty, cut where longer than an option can be; no character of UTF-8 is cut
  // apart.
  BlockBuilder& text(std::uint16_t code, std::string_view value) {
    return value.empty() ? *this : option(code, fitting(value));
  }

  BlockBuilder& count(std::uint16_t code, std::optional<std::uint64_t> value) {
    if (!value) return *this;
    std::array<char, sizeof *value> raw;
    std::memcpy(raw.data(), &*value, raw.size());
    return option(code, {raw.data(), raw.size()});
  }

  BlockBuilder& time(std::uint16_t code, std::int64_t stamp) {
    if (stamp <= 0) return *this;
    // The upper half goes first, whatever the byte order.
    const auto value = static_cast<std::uint64_t>(stamp);
    return count(code, std::endian::native == std::endian::little ? std::rotl(value, 32) : value);
  }

  std::vector<std::uint8_t> finish() {
    if (has_options_) number<std::uint32_t>(pcapng::kEndOfOptions);
    pad();
    const auto length = static_cast<std::uint32_t>(bytes_.size() + pcapng::kTrailerBytes);
    number(length);
    store(bytes_.data() + 4, length);
    return std::move(bytes_);
  }

 private:
  static std::string_view fitting(std::string_view text) {
    if (text.size() <= kMostOptionBytes) return text;
    std::size_t size = kMostOptionBytes;
    while (size > 0 && (static_cast<std::uint8_t>(text[size]) & 0xc0) == 0x80) --size;
    return text.substr(0, size);
  }

  std::vector<std::uint8_t> bytes_;
  bool has_options_ = false;
};

}  // namespace tapbond
