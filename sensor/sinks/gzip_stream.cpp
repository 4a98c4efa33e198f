#include "sensor/sinks/gzip_stream.h"

#include <bit>
#include <new>

#include "sensor/files/byte_order.h"

namespace tapbond {
namespace {

// RFC 1952, 2.3: magic, method deflate, no flags, no time, fastest, Unix.
constexpr std::array<std::uint8_t, 10> kHeader = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 3};
// RFC 1951, 3.2.6: a last block of fixed codes with nothing in it.
constexpr std::array<std::uint8_t, 2> kLastBlock = {0x03, 0x00};
constexpr int kNoWrapper = -MAX_WBITS;
constexpr int kMemory = 8;  // zlib's default

}  // namespace

// The fastest level: a capture has to keep up with its frames.
GzipStream::GzipStream()
    : checksum_(static_cast<std::uint32_t>(::crc32(0, nullptr, 0))), accepted_checksum_(checksum_) {
  if (::deflateInit2(&state_, Z_BEST_SPEED, Z_DEFLATED, kNoWrapper, kMemory, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::bad_alloc();
  }
}

GzipStream::~GzipStream() { ::deflateEnd(&state_); }

std::span<const std::uint8_t> GzipStream::compress(std::span<const std::uint8_t> block) {
  out_.clear();
  if (!begun_) out_.assign(kHeader.begin(), kHeader.end());
  begun_ = true;
  const auto size = static_cast<uInt>(block.size());
  checksum_ = static_cast<std::uint32_t>(::crc32(checksum_, block.data(), size));
  bytes_ += static_cast<std::uint32_t>(size);  // RFC 1952: modulo 2^32

  state_.next_in = const_cast<Bytef*>(block.data());  // zlib reads only
  state_.avail_in = size;
  do {
    const std::size_t done = out_.size();
    out_.resize(done + ::deflateBound(&state_, state_.avail_in));
    state_.next_out = out_.data() + done;
    state_.avail_out = static_cast<uInt>(out_.size() - done);
    ::deflate(&state_, Z_SYNC_FLUSH);
    out_.resize(out_.size() - state_.avail_out);
  } while (state_.avail_out == 0);
  return out_;
}

void GzipStream::accept() {
  accepted_checksum_ = checksum_;
  accepted_bytes_ = bytes_;
}

std::array<std::uint8_t, GzipStream::kEndBytes> GzipStream::end() const {
  std::array<std::uint8_t, kEndBytes> end;
  const auto little = [](std::uint32_t value) {
    return std::endian::native == std::endian::little ? value : __builtin_bswap32(value);
  };
  std::uint8_t* at = std::copy(kLastBlock.begin(), kLastBlock.end(), end.data());
  store(store(at, little(accepted_checksum_)), little(accepted_bytes_));
  return end;
}

}  // namespace tapbond
