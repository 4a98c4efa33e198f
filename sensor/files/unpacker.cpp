#include "sensor/files/unpacker.h"

#include "sensor/files/gunzip.h"
#include "sensor/files/unlz4.h"
#include "sensor/files/unzstd.h"

namespace tapbond {
namespace {

// RFC 1952, 2.3.1: the magic and the method, of which there is one, deflate.
constexpr std::uint32_t kGzip = 0x088b1f;
constexpr std::uint32_t kThreeBytes = 0xffffff;
constexpr std::uint32_t kLz4 = 0x184d2204;
constexpr std::uint32_t kZstd = 0xfd2fb528;
// RFC 8878, 3.1.2: a frame to be skipped, of sixteen kinds. pzstd begins with one; LZ4 knows them
// too, but nobody puts one in front.
constexpr std::uint32_t kSkippable = 0x184d2a50;
constexpr std::uint32_t kSkippableMask = 0xfffffff0;

}  // namespace

std::unique_ptr<Unpacker> make_unpacker(std::span<const std::uint8_t> beginning) {
  const std::uint32_t magic = std::uint32_t{beginning[0]} | std::uint32_t{beginning[1]} << 8 |
                              std::uint32_t{beginning[2]} << 16 | std::uint32_t{beginning[3]} << 24;
  if ((magic & kThreeBytes) == kGzip) return std::make_unique<Gunzip>();
  if (magic == kLz4) return std::make_unique<Unlz4>();
  if (magic == kZstd || (magic & kSkippableMask) == kSkippable) return std::make_unique<Unzstd>();
  return nullptr;
}

}  // namespace tapbond
