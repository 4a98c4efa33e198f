// Can the sensor be seen, or could it speak by itself?
#include <fmt/format.h>

#include "sensor/checks/checks.h"

namespace tapbond {

Verdicts check_addresses(const InterfaceFacts& leg) {
  if (leg.link.index == 0) return {};
  Verdicts verdicts;
  const auto add = [&](Level level, const char* check, std::string evidence,
                       std::string remedy = {}) {
    verdicts.push_back({level, check, leg.name, std::move(evidence), std::move(remedy), true});
  };
  if (leg.addresses.empty()) {
    add(Level::kOk, "address", "no IPv4 or IPv6 address");
  } else {
    add(Level::kFail, "address",
        fmt::format("{}: the sensor can be seen", fmt::join(leg.addresses, ", ")),
        fmt::format("ip address flush dev {}\n"
                    "if you reach this machine over it, it is no leg: tapbond -D --probe 5",
                    leg.name));
  }
  if (leg.arp) {
    add(Level::kWarn, "arp", "ARP is on: the kernel answers for any address that the machine has",
        fmt::format("ip link set {} arp off", leg.name));
  } else {
    add(Level::kOk, "arp", "off");
  }
  if (leg.ipv6) {
    add(Level::kWarn, "ipv6",
        leg.ipv6_autoconf ? "IPv6 is on and configures itself: it asks for routers and neighbours"
                          : "IPv6 is on: it announces multicast groups",
        fmt::format("sysctl -w net.ipv6.conf.{}.disable_ipv6=1", leg.name));
  } else {
    add(Level::kOk, "ipv6", "off, and so is its autoconfiguration");
  }
  return verdicts;
}

}  // namespace tapbond
