#include "sensor/sessions/uid.h"

#include <random>

namespace tapbond::sessions {
namespace {

// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators).
std::uint64_t mixed(std::uint64_t& state) {
  std::uint64_t value = state += 0x9e3779b97f4a7c15u;
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
  value = (value ^ value >> 27) * 0x94d049bb133111ebu;
  return value ^ value >> 31;
}

}  // namespace

Uid::Uid(std::uint64_t high, std::uint64_t low) {
  constexpr char kDigits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  text_[size_++] = 'C';
  high &= 0xffffffffu;
  for (std::uint64_t part : {low, high}) {
    do {
      text_[size_++] = kDigits[part % 62];
      part /= 62;
    } while (part != 0);
  }
}

Uids::Uids() {
  std::random_device random;
  for (std::uint64_t& word : state_) word = std::uint64_t{random()} << 32 | random();
}

Uid Uids::next() {
  const std::uint64_t high = mixed(state_[0]);
  return {high, mixed(state_[1])};
}

}  // namespace tapbond::sessions
