// What compressed data stands for, piece by piece: gzip (RFC 1952), Zstandard (RFC 8878) and LZ4
// frames (its frame format 1.6), of one member or frame, or of several, one behind the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace tapbond {

class Unpacker {
 public:
  virtual ~Unpacker() = default;
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;

  // The compressed bytes that come next, once unpack() gave nothing and is hungry(). They stay
  // where they are until it is so again.
  virtual void feed(std::span<const std::uint8_t> compressed) = 0;

  // Puts there what comes next, and returns how much that is. 0 when there is damage(), when it is
  // hungry(), or when what it was fed stands for nothing so far.
  virtual std::size_t unpack(std::span<std::uint8_t> into) = 0;
  virtual bool hungry() const = 0;

  // Whether this is a place where the data may end: behind a whole member or frame.
  virtual bool whole() const = 0;

  // Why nothing more can be unpacked; empty as long as it can.
  const std::string& damage() const { return damage_; }
  // "gzip", say.
  const std::string& format() const { return format_; }

 protected:
  explicit Unpacker(std::string format) : format_(std::move(format)) {}
  void damaged(const char* why) {
    damage_ = "the " + format_ + " data is damaged";
    if (why != nullptr) damage_ += std::string(" (") + why + ")";
  }
  void too_large(std::string why) { damage_ = "the " + format_ + " data " + std::move(why); }

 private:
  std::string format_;
  std::string damage_;
};

// The one for data that begins so (with 4 bytes or more); none where it is not compressed, or with
// something else. Throws std::bad_alloc.
std::unique_ptr<Unpacker> make_unpacker(std::span<const std::uint8_t> beginning);

}  // namespace tapbond
