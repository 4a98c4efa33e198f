// An interface description block of pcapng, taken apart.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>

#include "sensor/files/interface.h"
#include "sensor/files/time_scale.h"

namespace tapbond {

// What makes an interface block unreadable.
class PcapngDamage : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct PcapngInterface {
  Interface interface;
  TimeScale scale;
  std::uint64_t left_out;  // options that are not carried on
};

// `body` is the block without its type and lengths. Throws PcapngDamage.
PcapngInterface parse_pcapng_interface(std::span<const std::uint8_t> body, bool swapped);

}  // namespace tapbond
