#include "decoders/core/address.h"

#include <array>
#include <cstring>

namespace tapbond::text {
namespace {

constexpr Name kFamilies[] = {
    {0, "Reserved"},      {1, "IPv4"},
    {2, "IPv6"},          {3, "NSAP"},
    {4, "HDLC"},          {5, "BBN 1822"},
    {6, "802"},           {7, "E.163"},
    {8, "E.164"},         {9, "F.69"},
    {10, "X.121"},        {11, "Novell IPX"},
    {12, "Appletalk"},    {13, "Decnet IV"},
    {14, "Banyan Vines"}, {15, "E.164 with NSAP subaddress"},
    {25, "VPLS"},         {196, "Layer-2 VPN"},
};

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
constexpr char kHex[] = "0123456789abcdef";

char* write_ipv4(char* to, const std::uint8_t* address) {
  for (int i = 0; i < 4; ++i) {
    const Octet& octet = kDecimal[address[i]];
    std::memcpy(to, octet.digits, 3);
    to += octet.size;
    *to++ = '.';
  }
  return to - 1;
}

char* write_group(char* to, unsigned value) {
  if (value >= 0x1000) *to++ = kHex[value >> 12];
  if (value >= 0x100) *to++ = kHex[value >> 8 & 15];
  if (value >= 0x10) *to++ = kHex[value >> 4 & 15];
  *to++ = kHex[value & 15];
  return to;
}

std::string_view view(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

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

constinit const Names kAddressFamilies = kFamilies;

void put_ipv4(Line& line, Bytes data, std::uint64_t offset) {
  const std::uint8_t* address = data.raw(offset, 4);
  if (address == nullptr) return;
  char text[20];
  line.put(view(text, write_ipv4(text, address)));
}

void put_ipv6(Line& line, Bytes data, std::uint64_t offset) {
  const std::uint8_t* address = data.raw(offset, 16);
  if (address == nullptr) return;
  unsigned groups[8];
  for (int i = 0; i < 8; ++i) {
    groups[i] = static_cast<unsigned>(address[2 * i] << 8 | address[2 * i + 1]);
  }
  const ZeroRun zeros = longest_zero_run(groups);
  char text[48];
  char* to = text;
  for (int i = 0; i < 8; ++i) {
    if (zeros.base >= 0 && i >= zeros.base && i < zeros.base + zeros.size) {
      if (i == zeros.base) *to++ = ':';
      continue;
    }
    if (i > 0) *to++ = ':';
    const bool ends_as_ipv4 =
        i == 6 && zeros.base == 0 && (zeros.size == 6 || (zeros.size == 5 && groups[5] == 0xffff));
    if (ends_as_ipv4) {
      line.put(view(text, write_ipv4(to, address + 12)));
      return;
    }
    to = write_group(to, groups[i]);
  }
  if (zeros.base >= 0 && zeros.base + zeros.size == 8) *to++ = ':';
  line.put(view(text, to));
}

void put_link_address(Line& line, Bytes data, std::uint64_t offset, std::uint32_t count) {
  const std::uint8_t* address = data.raw(offset, count);
  if (address == nullptr) return;
  char text[3 * 32];
  for (std::uint32_t done = 0; done < count;) {
    char* to = text;
    for (; done < count && to < text + sizeof text; ++done) {
      if (done > 0) *to++ = ':';
      *to++ = kHex[address[done] >> 4];
      *to++ = kHex[address[done] & 15];
      if (to + 3 > text + sizeof text) {
        ++done;
        break;
      }
    }
    line.put(view(text, to));
  }
}

void put_mac(Line& line, Bytes data, std::uint64_t offset) {
  put_link_address(line, data, offset, 6);
}

void put_mac(Line& line, std::string_view title, Bytes data, std::uint64_t offset) {
  if (data.raw(offset, 6) == nullptr) return;
  line.put(title);
  put_mac(line, data, offset);
}

void put_ipv4(Line& line, std::string_view title, Bytes data, std::uint64_t offset) {
  if (data.raw(offset, 4) == nullptr) return;
  line.put(title);
  put_ipv4(line, data, offset);
}

void put_ipv6(Line& line, std::string_view title, Bytes data, std::uint64_t offset) {
  if (data.raw(offset, 16) == nullptr) return;
  line.put(title);
  put_ipv6(line, data, offset);
}

}  // namespace tapbond::text
