// What frames carry: the network layer, and over IP the protocol there; each frame counts once, so
// that the rows add up to the capture. Memory is fixed; one thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "decoders/frame_printer.h"
#include "sensor/traffic/round_trips.h"

namespace tapbond {

struct ProtocolRow {
  std::string name;
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;  // on the wire
};

class Protocols {
 public:
  // Counts the frame; answers with what it would be an answer in.
  RoundTrips::Kind add(const FrameView& frame);

  // Those with the most bytes first.
  std::vector<ProtocolRow> rows() const;

 private:
  static constexpr std::size_t kMostOthers = 64;

  struct Counts {
    std::uint64_t frames = 0;
    std::uint64_t bytes = 0;
    void add(const FrameView& frame);
  };

  std::array<std::array<Counts, 256>, 2> over_ip_{};  // IPv4 and IPv6, by protocol
  std::map<std::uint16_t, Counts> others_;            // by ethertype; 0: it has none
  Counts rest_;                                       // when there are too many of these
};

}  // namespace tapbond
