#include "sensor/report/status_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "sensor/posix/visible_text.h"

namespace tapbond {
namespace {

// Whether it is a byte of UTF-8 that is not the first of its character.
bool in_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

}  // namespace

StatusLine::StatusLine(bool wanted) : enabled_(wanted && isatty(STDERR_FILENO) == 1) {}

bool StatusLine::due(std::int64_t now) {
  if (!enabled_ || now < next_) return false;
  next_ = now + 1'000'000'000;
  return true;
}

void StatusLine::show(const std::string& text) {
  if (!enabled_) return;
  winsize size{};
  std::size_t width = 80;
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1) width = size.ws_col;
  std::string shown = visible_text(text);
  std::size_t end = std::min(width - 1, shown.size());
  while (end < shown.size() && in_character(shown[end])) --end;
  shown.resize(end);
  std::fprintf(stderr, "\r\033[K%s", shown.c_str());
  std::fflush(stderr);
  shown_ = true;
}

void StatusLine::clear() {
  if (shown_) std::fputs("\r\033[K", stderr);
  shown_ = false;
}

}  // namespace tapbond
