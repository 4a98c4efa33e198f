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
};

// `body` is the block without its type and lengths. Kept are name, description, comment (several
// are joined by line ends), a filter in the form of text, operating system and hardware; not kept
// are addresses, speed, time zone and FCS length, which have no place in sensor/files/interface.h.
// Throws PcapngDamage.
PcapngInterface parse_pcapng_interface(std::span<const std::uint8_t> body, bool swapped);

}  // namespace tapbond
