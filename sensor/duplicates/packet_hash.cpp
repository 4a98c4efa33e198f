#include "sensor/duplicates/packet_hash.h"

#include <sys/random.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace tapbond {
namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::size_t kPair = 2 * kWord;
static_assert(PacketHash::kMost % kPair == 0 && PacketHash::kMasked == kPair);

__extension__ using Wide = unsigned __int128;

std::uint64_t word_at(const std::uint8_t* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, kWord);
  return word;
}

Wide product(std::uint64_t first, std::uint64_t second, const std::uint64_t* key) {
  return Wide{first + key[0]} * (second + key[1]);
}

}  // namespace

PacketHash::PacketHash() : key_(std::make_unique<std::uint64_t[]>(kMost / kWord)) {
  auto* to = reinterpret_cast<std::uint8_t*>(key_.get());
  for (std::size_t have = 0; have < kMost;) {
    const ssize_t got = ::getrandom(to + have, kMost - have, 0);
    if (got > 0) {
      have += static_cast<std::size_t>(got);
    } else if (errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "random numbers");
    }
  }
}

PacketDigest PacketHash::of(std::span<const std::uint8_t> bytes, const Mask& mask) const {
  const std::uint8_t* at = bytes.data();
  std::size_t left = bytes.size();
  const std::uint64_t* key = key_.get();
  Wide sum = 0;
  if (left >= kPair) {
    sum = product(word_at(at) & word_at(mask.data()),
                  word_at(at + kWord) & word_at(mask.data() + kWord), key);
    at += kPair;
    left -= kPair;
    key += 2;
    for (; left >= kPair; at += kPair, left -= kPair, key += 2) {
      sum += product(word_at(at), word_at(at + kWord), key);
    }
  }
  if (left > 0) {
    std::array<std::uint8_t, kPair> rest{};
    std::memcpy(rest.data(), at, left);
    sum += product(word_at(rest.data()), word_at(rest.data() + kWord), key);
  }
  return {static_cast<std::uint64_t>(sum >> 64), static_cast<std::uint64_t>(sum)};
}

}  // namespace tapbond
