// The headers of Prism and AVS drivers before IEEE 802.11.
#include "decoders/link/ieee80211.h"
#include "decoders/link/link_types.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kPrismHeader = 144;
constexpr std::uint32_t kCookies[] = {0x80211001, 0x80211002};  // AVS begins with one of them

void behind(Line& line, Bytes frame, std::uint32_t header) {
  const std::uint32_t inner = ieee80211(line, frame.from(header));
  if (!line.cut()) line.link_bytes += header + inner;
}

void too_short(Line& line, Bytes frame) {
  line.truncated();
  line.link_bytes += frame.captured();
}

}  // namespace

void avs_link(Line& line, Bytes frame) {
  line.protocol = "802.11_radio_avs";
  const std::uint32_t size = frame.captured() < 8 ? 0 : frame.u32(4);
  if (frame.captured() < 8 || frame.captured() < size) {
    too_short(line, frame);
    return;
  }
  behind(line, frame, size);
}

void prism_link(Line& line, Bytes frame) {
  line.protocol = "prism";
  const std::uint32_t start = frame.captured() < 4 ? 0 : frame.u32(0);
  if (start == kCookies[0] || start == kCookies[1]) {
    avs_link(line, frame);
  } else if (frame.captured() < kPrismHeader) {
    too_short(line, frame);
  } else {
    behind(line, frame, kPrismHeader);
  }
}

}  // namespace tapbond::text
