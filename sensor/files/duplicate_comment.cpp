#include "sensor/files/duplicate_comment.h"

#include <cstring>
#include <string_view>

#include "sensor/files/byte_order.h"
#include "sensor/files/pcapng_format.h"

namespace tapbond::duplicate_comment {
namespace {

constexpr std::string_view kText = "duplicate of a packet before (tapbond)";
constexpr std::size_t kHeader = 4;
static_assert(kBytes == kHeader + pcapng::padded(kText.size()));

}  // namespace

void store(std::uint8_t* to) {
  std::memset(to, 0, kBytes);
  to = tapbond::store(to, static_cast<std::uint16_t>(pcapng::kComment));
  to = tapbond::store(to, static_cast<std::uint16_t>(kText.size()));
  std::memcpy(to, kText.data(), kText.size());
}

}  // namespace tapbond::duplicate_comment
