#include "sensor/files/gunzip.h"

#include <new>

namespace tapbond {
namespace {

// zlib: 16 more than the size of the window says that there is a gzip header, and no other.
constexpr int kGzipWindow = MAX_WBITS + 16;

}  // namespace

Gunzip::Gunzip() : Unpacker("gzip") {
  if (::inflateInit2(&state_, kGzipWindow) != Z_OK) throw std::bad_alloc();
}

Gunzip::~Gunzip() { ::inflateEnd(&state_); }

void Gunzip::feed(std::span<const std::uint8_t> compressed) {
  state_.next_in = const_cast<Bytef*>(compressed.data());  // zlib reads only
  state_.avail_in = static_cast<uInt>(compressed.size());
}

std::size_t Gunzip::unpack(std::span<std::uint8_t> into) {
  if (between_members_) {
    while (state_.avail_in > 0 && *state_.next_in == 0) {
      ++state_.next_in;
      --state_.avail_in;
    }
    if (state_.avail_in == 0) return 0;
    ::inflateReset(&state_);
    between_members_ = false;
  }
  state_.next_out = into.data();
  state_.avail_out = static_cast<uInt>(into.size());
  const int result = ::inflate(&state_, Z_SYNC_FLUSH);
  const std::size_t made = into.size() - state_.avail_out;
  if (result == Z_MEM_ERROR) throw std::bad_alloc();
  if (result == Z_STREAM_END) between_members_ = true;
  if (result == Z_DATA_ERROR) damaged(state_.msg);
  return made;
}

}  // namespace tapbond
