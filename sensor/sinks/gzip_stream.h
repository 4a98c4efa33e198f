// Blocks of bytes as one gzip stream (RFC 1952), each of them whole: a reader that finds nothing
// behind a block (the writer was killed) has all bytes of that block and of those before it.
#pragma once

#include <zlib.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace tapbond {

class GzipStream {
 public:
  static constexpr std::size_t kEndBytes = 10;

  GzipStream();
  ~GzipStream();
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  // The bytes that stand for `block`; valid until the next call.
  std::span<const std::uint8_t> compress(std::span<const std::uint8_t> block);

  // The last block has reached its file.
  void accept();

  // What ends the stream behind the last accepted block.
  std::array<std::uint8_t, kEndBytes> end() const;

 private:
  z_stream state_{};
  std::vector<std::uint8_t> out_;
  bool begun_ = false;
  // Of all that was compressed, and of the accepted part.
  std::uint32_t checksum_;
  std::uint32_t bytes_ = 0;
  std::uint32_t accepted_checksum_;
  std::uint32_t accepted_bytes_ = 0;
};

}  // namespace tapbond
