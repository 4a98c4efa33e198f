#include "sensor/legs/ring_source.h"

#include <system_error>

namespace tapbond::ring_source {

bool serves(const FrameSourceOptions&) { return false; }

std::size_t memory(int ring_bytes) { return static_cast<std::size_t>(ring_bytes); }

std::unique_ptr<FrameSource> open(const FrameSourceOptions&) {
  throw std::system_error(std::make_error_code(std::errc::not_supported));
}

}  // namespace tapbond::ring_source
