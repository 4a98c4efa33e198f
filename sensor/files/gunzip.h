// What gzip data (RFC 1952) stands for, piece by piece: of one member, or of several, one behind
// the other. Zeros behind a member are padding, as gzip(1) takes them.
#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace tapbond {

class Gunzip {
 public:
  Gunzip();
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  // The compressed bytes that come next, once unpack() gave nothing and is hungry(). They stay
  // where they are until it is so again.
  void feed(std::span<const std::uint8_t> compressed);

  // Puts there what comes next, and returns how much that is. 0 when there is damage(), when it is
  // hungry(), or when what it was fed stands for nothing so far.
  std::size_t unpack(std::span<std::uint8_t> into);
  bool hungry() const { return state_.avail_in == 0; }

  // Why nothing more can be unpacked; empty as long as it can.
  const std::string& damage() const { return damage_; }

  // Whether this is a place where the data may end: behind a whole member.
  bool whole() const { return between_members_; }

 private:
  z_stream state_{};
  bool between_members_ = false;
  std::string damage_;
};

}  // namespace tapbond
