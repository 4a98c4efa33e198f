// An address as text, by itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tapbond::text {

class AddressText {
 public:
  static AddressText ipv4(const std::uint8_t* address);  // 192.0.2.1, of four bytes
  static AddressText ipv6(const std::uint8_t* address);  // 2001:db8::1 (RFC 5952), of sixteen

  std::string_view view() const { return {text_, size_}; }

 private:
  AddressText() = default;
  void put(char c);
  void put_ipv4(const std::uint8_t* address);
  void put_group(unsigned value);

  char text_[48];
  std::size_t size_ = 0;
};

}  // namespace tapbond::text
