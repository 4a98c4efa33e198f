#include "decoders/core/address.h"

#include "decoders/core/address_text.h"

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

constexpr char kHex[] = "0123456789abcdef";

std::string_view view(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

constinit const Names kAddressFamilies = kFamilies;

void put_ipv4(Line& line, Bytes data, std::uint64_t offset) {
  const std::uint8_t* address = data.raw(offset, 4);
  if (address != nullptr) line.put(AddressText::ipv4(address).view());
}

void put_ipv6(Line& line, Bytes data, std::uint64_t offset) {
  const std::uint8_t* address = data.raw(offset, 16);
  if (address != nullptr) line.put(AddressText::ipv6(address).view());
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
