#include "sensor/posix/direct_writes.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "sensor/posix/clock.h"

namespace tapbond {
namespace {

#ifdef O_DIRECT
constexpr int kDirect = O_DIRECT;
#else
constexpr int kDirect = 0;
#endif

constexpr unsigned kLastTry = 8192;  // pieces

// One piece that took long, as the disk or the processor was somebody else's, decides nothing.
void smooth(double& known, double measured) {
  constexpr double kWeight = 1.0 / 8;
  known = known == 0 ? measured : known + (measured - known) * kWeight;
}

class DirectMode {
 public:
  DirectMode(int descriptor, int flags)
      : descriptor_(descriptor),
        flags_(flags),
        on_(::fcntl(descriptor, F_SETFL, flags | kDirect) == 0) {}
  DirectMode(const DirectMode&) = delete;
  DirectMode& operator=(const DirectMode&) = delete;
  ~DirectMode() {
    const int error = errno;
    ::fcntl(descriptor_, F_SETFL, flags_);
    errno = error;
  }

  bool on() const { return on_; }

 private:
  int descriptor_;
  int flags_;
  bool on_;
};

}  // namespace

DirectWrites::DirectWrites(int descriptor)
    : descriptor_(descriptor),
      flags_(::fcntl(descriptor, F_GETFL)),
      possible_(kDirect != 0 && flags_ >= 0) {}

bool DirectWrites::write(OutputStream& stream, std::span<const std::uint8_t> piece,
                         std::uint64_t position, std::size_t& done) {
  if (!possible_ || piece.size() < kLeast) return stream.write(piece, done);
  begin();
  const bool direct = direct_;
  if (direct && !write_blocks(stream, piece, position, done)) return false;
  if (!stream.write(piece, done)) return false;
  learn(piece.size(), direct);
  return true;
}

bool DirectWrites::write(OutputStream& stream, std::span<iovec> parts, std::size_t bytes,
                         std::size_t& done) {
  if (!possible_ || bytes < kLeast) return stream.write(parts, done);
  begin();
  if (!stream.write(parts, done)) return false;
  learn(bytes, false);
  return true;
}

void DirectWrites::begin() {
  const std::int64_t begin = read_clock().monotonic;
  if (last_begin_ != 0) smooth(interval_, static_cast<double>(begin - last_begin_));
  last_begin_ = begin;
}

void DirectWrites::learn(std::size_t bytes, bool direct) {
  const auto nanoseconds = static_cast<double>(read_clock().monotonic - last_begin_);
  const double cost = nanoseconds / static_cast<double>(bytes);
  double& known = direct ? direct_cost_ : cached_cost_;
  // What it was long ago says nothing.
  if (direct != std::exchange(last_direct_, direct)) known = 0;
  smooth(known, cost);
  direct_ = directly_next(bytes);
}

// After a piece of so many bytes.
bool DirectWrites::directly_next(std::size_t bytes) {
  if (2 * direct_cost_ * static_cast<double>(bytes) < interval_) return true;
  if (direct_cost_ == 0 || cached_cost_ == 0) return direct_cost_ == 0;
  const bool is_faster = direct_cost_ <= cached_cost_;
  if (is_faster != was_faster_) {
    was_faster_ = is_faster;
    try_after_ = kFirstTry;
    left_ = try_after_;
  }
  if (left_-- != 0) return is_faster;
  try_after_ = std::min(2 * try_after_, kLastTry);
  left_ = try_after_;
  return !is_faster;
}

// All but what is left at the end. What the file system refuses is left, too.
bool DirectWrites::write_blocks(OutputStream& stream, std::span<const std::uint8_t> piece,
                                std::uint64_t position, std::size_t& done) {
  const std::size_t head = (kBlock - position % kBlock) % kBlock;
  const std::size_t blocks = (piece.size() - head) / kBlock * kBlock;
  if (lead(piece.data(), position) != 0) return true;
  if (!stream.write(piece.first(head), done)) return false;
  const DirectMode mode(descriptor_, flags_);
  if (mode.on() && stream.write(piece.first(head + blocks), done)) return true;
  possible_ = mode.on() && errno != EINVAL;
  return !possible_;
}

}  // namespace tapbond
