#include "sensor/files/pcapng_statistics.h"

#include "sensor/files/byte_order.h"
#include "sensor/files/pcapng_format.h"
#include "sensor/files/pcapng_options.h"

namespace tapbond {

InterfaceCounts parse_pcapng_statistics(std::span<const std::uint8_t> body, bool swapped,
                                        const TimeScale& scale) {
  InterfaceCounts counts;
  const auto take = [&](std::uint16_t code, std::span<const std::uint8_t> value) {
    if (value.size() != sizeof(std::uint64_t)) return;
    const auto number = load<std::uint64_t>(value.data(), swapped);
    // The upper half comes first, whatever the byte order.
    const auto time = [&] {
      return scale.nanoseconds(std::uint64_t{load<std::uint32_t>(value.data(), swapped)} << 32 |
                               load<std::uint32_t>(value.data() + 4, swapped));
    };
    switch (code) {
      case pcapng::kStatisticsStart:
        counts.first_ns = time();
        break;
      case pcapng::kStatisticsEnd:
        counts.last_ns = time();
        break;
      case pcapng::kStatisticsReceived:
        counts.received = number;
        break;
      case pcapng::kStatisticsDroppedByInterface:
        counts.dropped_by_interface = number;
        break;
      case pcapng::kStatisticsAccepted:
        counts.accepted = number;
        break;
      case pcapng::kStatisticsDroppedByOs:
        counts.dropped_by_os = number;
        break;
      default:
        break;
    }
  };
  for_each_option(body.subspan(pcapng::kStatisticsBytes - pcapng::kBlockBytes), swapped, take);
  return counts;
}

}  // namespace tapbond
