#include "sensor/files/unlz4.h"

#include <algorithm>
#include <new>

namespace tapbond {
namespace {

constexpr std::size_t kFrameHeader = LZ4F_HEADER_SIZE_MIN;

}  // namespace

Unlz4::Unlz4() : Unpacker("lz4"), wanted_(kFrameHeader) {
  if (::LZ4F_isError(::LZ4F_createDecompressionContext(&context_, LZ4F_VERSION)) != 0) {
    throw std::bad_alloc();
  }
}

Unlz4::~Unlz4() { ::LZ4F_freeDecompressionContext(context_); }

void Unlz4::feed(std::span<const std::uint8_t> compressed) { input_ = compressed; }

// A block at a time: what the library has unpacked of several is lost when one of them is damaged.
std::size_t Unlz4::unpack(std::span<std::uint8_t> into) {
  std::size_t made = 0;
  do {
    made = into.size();
    std::size_t taken = std::min(input_.size(), wanted_);
    const std::size_t result =
        ::LZ4F_decompress(context_, into.data(), &made, input_.data(), &taken, nullptr);
    if (::LZ4F_isError(result) != 0) {
      damaged(::LZ4F_getErrorName(result));
      return 0;
    }
    input_ = input_.subspan(taken);
    if (taken != 0 || made != 0) between_frames_ = result == 0;
    wanted_ = result == 0 ? kFrameHeader : result;
  } while (made == 0 && !input_.empty());
  return made;
}

}  // namespace tapbond
