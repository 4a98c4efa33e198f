#include "sensor/report/status_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

namespace tapbond {

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
  std::fprintf(stderr, "\r\033[K%.*s", static_cast<int>(width - 1), text.c_str());
  std::fflush(stderr);
  shown_ = true;
}

void StatusLine::clear() {
  if (shown_) std::fputs("\r\033[K", stderr);
  shown_ = false;
}

}  // namespace tapbond
