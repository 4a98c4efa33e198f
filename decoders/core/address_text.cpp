#include "decoders/core/address_text.h"

#include <array>
#include <cstring>

namespace tapbond::text {
namespace {

struct Octet {
  char digits[3];
  std::uint8_t size;
};

constexpr std::array<Octet, 256> decimal_octets() {
  std::array<Octet, 256> table{};
  for (unsigned i = 0; i < table.size(); ++i) {
    Octet& octet = table[i];
    unsigned n = 0;
    if (i >= 100) octet.digits[n++] = static_cast<char>('0' + i / 100);
    if (i >= 10) octet.digits[n++] = static_cast<char>('0' + i / 10 % 10);
    octet.digits[n++] = static_cast<char>('0' + i % 10);
    octet.size = static_cast<std::uint8_t>(n);
  }
  return table;
}

constexpr auto kDecimal = decimal_octets();
struct ZeroRun {
  int base = -1;
  int size = 0;
};

ZeroRun longest_zero_run(const unsigned (&groups)[8]) {
  ZeroRun best;
  ZeroRun current;
  for (int i = 0; i < 8; ++i) {
    if (groups[i] != 0) {
      current = {};
      continue;
    }
    if (current.base < 0) current.base = i;
    ++current.size;
    if (current.size > best.size) best = current;
  }
  return best.size >= 2 ? best : ZeroRun{};
}

}  // namespace

void AddressText::put(char c) { text_[size_++] = c; }

void AddressText::put_ipv4(const std::uint8_t* address) {
  for (int i = 0; i < 4; ++i) {
    const Octet& octet = kDecimal[address[i]];
    std::memcpy(text_ + size_, octet.digits, sizeof octet.digits);
    size_ += octet.size;
    if (i < 3) put('.');
  }
}

void AddressText::put_group(unsigned value) {
  constexpr char kHex[] = "0123456789abcdef";
  if (value >= 0x1000) put(kHex[value >> 12]);
  if (value >= 0x100) put(kHex[value >> 8 & 15]);
  if (value >= 0x10) put(kHex[value >> 4 & 15]);
  put(kHex[value & 15]);
}

AddressText AddressText::ipv4(const std::uint8_t* address) {
  AddressText text;
  text.put_ipv4(address);
  return text;
}

AddressText AddressText::ipv6(const std::uint8_t* address) {
  AddressText text;
  unsigned groups[8];
  for (int i = 0; i < 8; ++i) {
    groups[i] = static_cast<unsigned>(address[2 * i] << 8 | address[2 * i + 1]);
  }
  const ZeroRun zeros = longest_zero_run(groups);
  for (int i = 0; i < 8; ++i) {
    if (zeros.base >= 0 && i >= zeros.base && i < zeros.base + zeros.size) {
      if (i == zeros.base) text.put(':');
      continue;
    }
    if (i > 0) text.put(':');
    const bool ends_as_ipv4 =
        i == 6 && zeros.base == 0 && (zeros.size == 6 || (zeros.size == 5 && groups[5] == 0xffff));
    if (ends_as_ipv4) {
      text.put_ipv4(address + 12);
      return text;
    }
    text.put_group(groups[i]);
  }
  if (zeros.base >= 0 && zeros.base + zeros.size == 8) text.put(':');
  return text;
}

}  // namespace tapbond::text
