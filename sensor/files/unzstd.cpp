#include "sensor/files/unzstd.h"

#include <zstd_errors.h>

#include <algorithm>
#include <new>

namespace tapbond {

Unzstd::Unzstd()
    : Unpacker("zstd"), stream_(::ZSTD_createDStream()), wanted_(::ZSTD_DStreamInSize()) {
  if (stream_ == nullptr) throw std::bad_alloc();
  wanted_ = ::ZSTD_initDStream(stream_);
}

Unzstd::~Unzstd() { ::ZSTD_freeDStream(stream_); }

void Unzstd::feed(std::span<const std::uint8_t> compressed) { input_ = compressed; }

// A block at a time: what the library has unpacked of several is lost when one of them is damaged.
std::size_t Unzstd::unpack(std::span<std::uint8_t> into) {
  // It counts calls that bring it nothing, and calls a number of them an error.
  if (input_.empty() && !more_inside_) return 0;
  ZSTD_outBuffer output{into.data(), into.size(), 0};
  do {
    ZSTD_inBuffer input{input_.data(), std::min(input_.size(), std::max<std::size_t>(wanted_, 1)),
                        0};
    const std::size_t result = ::ZSTD_decompressStream(stream_, &output, &input);
    input_ = input_.subspan(input.pos);
    if (::ZSTD_isError(result) != 0) {
      if (::ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge) {
        too_large("needs more than 128 MiB to unpack: zstd -dc --long=31 FILE | tapbond -r -");
      } else {
        damaged(::ZSTD_getErrorName(result));
      }
      break;
    }
    // Asked for more of what has ended, it begins the next frame.
    if (input.pos != 0 || output.pos != 0) between_frames_ = result == 0;
    wanted_ = result;
  } while (output.pos == 0 && !input_.empty());
  more_inside_ = output.pos == into.size();
  return output.pos;
}

}  // namespace tapbond
