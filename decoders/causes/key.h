// Folds what identifies something into 64 bits.
//
// Whoever forges traffic can make two things look the same; but evidence can be forged more simply
// than that, and does no more harm than the order of a frame.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tapbond::causes {

class KeyMaker {
 public:
  void add(std::uint64_t value) {
    // The finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
    // generators).
    value += key_ + 0x9e3779b97f4a7c15u;
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
    value = (value ^ value >> 27) * 0x94d049bb133111ebu;
    key_ = value ^ value >> 31;
  }
  void add(std::span<const std::uint8_t> bytes) {
    for (; bytes.size() >= 8; bytes = bytes.subspan(8)) {
      std::uint64_t word = 0;
      for (std::size_t i = 0; i < 8; ++i) word = word << 8 | bytes[i];
      add(word);
    }
    std::uint64_t word = bytes.size();
    for (const std::uint8_t byte : bytes) word = word << 8 | byte;
    if (!bytes.empty()) add(word);
  }

  // Never 0.
  std::uint64_t key() const { return key_ == 0 ? 1 : key_; }

 private:
  std::uint64_t key_ = 0;
};

}  // namespace tapbond::causes
