// What a run does to a stream, in a test's hands.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "sensor/legs/slab_writer.h"
#include "sensor/run/stream.h"
#include "tests/bond/invented.h"
#include "tests/sensor/run/fake_sink.h"

namespace tapbond {

// Frames with a number in their bytes, through the pool as a leg brings them.
class Feeder {
 public:
  explicit Feeder(Stream& stream) : stream_(stream), slabs_(stream.pool()) {}

  // False when the pool is exhausted.
  bool feed(std::uint16_t leg, std::int64_t stamp, std::uint32_t size = 60) {
    if (!slabs_.ready()) return false;
    std::vector<std::uint8_t> bytes(size, 0xee);
    const auto number = static_cast<std::uint32_t>(fed_.size());
    std::memcpy(bytes.data(), &number, sizeof number);
    Frame frame = invented::frame(leg, stamp, number);
    frame.interface = leg;
    frame.captured = size;
    slabs_.add(frame, bytes.data(), size);
    stream_.bond().push(frame);
    fed_.push_back(frame);
    return true;
  }
  const std::vector<Frame>& fed() const { return fed_; }
  void close() { slabs_.close(); }

 private:
  Stream& stream_;
  SlabWriter slabs_;
  std::vector<Frame> fed_;
};

// An interface of each leg.
inline void announce(Stream& stream, std::size_t legs) {
  for (std::size_t leg = 0; leg < legs; ++leg) {
    stream.announce(interface_named("leg" + std::to_string(leg), static_cast<std::uint16_t>(leg)));
  }
}

inline void drain(Stream& stream) {
  while (!stream.release_rest()) {
  }
  while (!stream.drained()) {
  }
}

}  // namespace tapbond
