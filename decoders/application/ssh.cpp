// Secure Shell (RFC 4253): the version line; what follows is encrypted.
#include "decoders/application/application.h"

namespace tapbond::text {
namespace {

constexpr std::string_view kMark = "SSH-";

}  // namespace

void ssh(Line& line, Bytes data) {
  line.protocol = "ssh";
  for (std::uint32_t i = 0; i < kMark.size(); ++i) {
    if (i == data.length()) line.cut_here();
    const char c = static_cast<char>(data.u8(i));
    if (line.cut() || c != kMark[i]) return;
  }
  for (std::uint32_t end = 0; end < data.length(); ++end) {
    const auto c = data.u8(end);
    if (line.cut()) return;
    if (c == '\n' || (c == '\r' && end + 1 < data.length() && data.u8(end + 1) == '\n')) {
      line.put(": SSH: ");
      line.put(data.seen(0, end));
      return;
    }
    if ((c < ' ' || c >= 0x7f) && c != '\t') return;
  }
}

}  // namespace tapbond::text
