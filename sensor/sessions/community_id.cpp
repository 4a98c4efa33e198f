#include "sensor/sessions/community_id.h"

#include <utility>
#include <vector>

#include "sensor/sessions/sha1.h"

namespace tapbond::sessions {
namespace {

std::string base64(std::span<const std::uint8_t> bytes) {  // RFC 4648
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t left = bytes.size() - at;
    const std::uint32_t group = std::uint32_t{bytes[at]} << 16 |
                                std::uint32_t{left > 1 ? bytes[at + 1] : std::uint8_t{0}} << 8 |
                                (left > 2 ? bytes[at + 2] : std::uint8_t{0});
    text += kDigits[group >> 18];
    text += kDigits[group >> 12 & 63];
    text += left > 1 ? kDigits[group >> 6 & 63] : '=';
    text += left > 2 ? kDigits[group & 63] : '=';
  }
  return text;
}

bool has_ports(std::uint8_t protocol) {
  return protocol == 1 || protocol == 6 || protocol == 17 || protocol == 58 || protocol == 132;
}

}  // namespace

std::string community_id(const Endpoint& source, const Endpoint& destination, std::uint8_t protocol,
                         bool one_way) {
  const Endpoint* first = &source;
  const Endpoint* second = &destination;
  if (!one_way && *second < *first) std::swap(first, second);
  std::vector<std::uint8_t> bytes{0, 0};  // the seed
  for (const Endpoint* end : {first, second}) {
    const auto address = end->address.bytes();
    bytes.insert(bytes.end(), address.begin(), address.end());
  }
  bytes.push_back(protocol);
  bytes.push_back(0);
  if (has_ports(protocol)) {
    for (const Endpoint* end : {first, second}) {
      bytes.push_back(static_cast<std::uint8_t>(end->port >> 8));
      bytes.push_back(static_cast<std::uint8_t>(end->port));
    }
  }
  return "1:" + base64(sha1(bytes));
}

}  // namespace tapbond::sessions
