#include "sensor/legs/passivity_watch.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "sensor/linux/link.h"
#include "sensor/posix/addresses.h"

namespace tapbond {

PassivityWatch::PassivityWatch(std::string interface) : interface_(std::move(interface)) {
  if (addresses_of(interface_).empty()) sent_ = frames_sent();
}

std::optional<std::uint64_t> PassivityWatch::frames_sent() const {
  return kernel_statistic(interface_, "tx_packets");
}

void PassivityWatch::look(std::int64_t now_ns) {
  if (interface_.empty() || now_ns < next_) return;
  next_ = now_ns + kEvery;
  seen_.addresses.clear();
  for (const std::string& address : addresses_of(interface_)) {
    seen_.addresses.push_back(address);
    if (!told_.insert(address).second) continue;
    spdlog::warn(
        "{} has the address {}: a leg should have none, or the sensor can be seen; ip address "
        "flush dev {}",
        interface_, address, interface_);
  }
  const auto now = frames_sent();
  if (!sent_ || !now || *now <= *sent_) return;
  seen_.frames_sent = *now - *sent_;
  if (std::exchange(told_of_sending_, true)) return;
  spdlog::warn(
      "{} has sent {} frame{}: the sensor can be seen; scripts/guest/legs.sh up {} silences it, "
      "and "
      "tcpdump -nei {} -Q out shows who sends",
      interface_, seen_.frames_sent, seen_.frames_sent == 1 ? "" : "s", interface_, interface_);
}

}  // namespace tapbond
