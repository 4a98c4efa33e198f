#include "sensor/sessions/community_id.h"

#include <algorithm>
#include <utility>

#include "sensor/sessions/digests.h"

namespace tapbond::sessions {
namespace {

void put_base64(std::span<const std::uint8_t> bytes, char* to) {  // RFC 4648
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t left = bytes.size() - at;
    const std::uint32_t group = std::uint32_t{bytes[at]} << 16 |
                                std::uint32_t{left > 1 ? bytes[at + 1] : std::uint8_t{0}} << 8 |
                                (left > 2 ? bytes[at + 2] : std::uint8_t{0});
    *to++ = kDigits[group >> 18];
    *to++ = kDigits[group >> 12 & 63];
    *to++ = left > 1 ? kDigits[group >> 6 & 63] : '=';
    *to++ = left > 2 ? kDigits[group & 63] : '=';
  }
}

bool has_ports(std::uint8_t protocol) {
  return protocol == 1 || protocol == 6 || protocol == 17 || protocol == 58 || protocol == 132;
}

}  // namespace

CommunityId::CommunityId(const Endpoint& source, const Endpoint& destination, std::uint8_t protocol,
                         bool one_way) {
  const Endpoint* first = &source;
  const Endpoint* second = &destination;
  if (!one_way && *second < *first) std::swap(first, second);
  std::array<std::uint8_t, 40> bytes;
  auto end = bytes.begin();
  const auto put16 = [&end](unsigned value) {
    *end++ = static_cast<std::uint8_t>(value >> 8);
    *end++ = static_cast<std::uint8_t>(value);
  };
  put16(0);  // the seed
  for (const Endpoint* each : {first, second})
    end = std::ranges::copy(each->address.bytes(), end).out;
  put16(unsigned{protocol} << 8);
  if (has_ports(protocol)) {
    for (const Endpoint* each : {first, second}) put16(each->port);
  }
  text_ = {'1', ':'};
  put_base64(sha1({bytes.begin(), end}), text_.data() + 2);
}

}  // namespace tapbond::sessions
