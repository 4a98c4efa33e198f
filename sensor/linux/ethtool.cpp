#include "sensor/linux/ethtool.h"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string_view>

namespace tapbond {
namespace {

// The kernel's names of the offloads that matter to a capture, and what ethtool -K calls them.
constexpr std::array<std::pair<std::string_view, const char*>, 6> kOffloads = {{
    {"rx-gro", "gro"},
    {"rx-lro", "lro"},
    {"rx-vlan-hw-parse", "rxvlan"},
    {"rx-vlan-stag-hw-parse", "rx-vlan-stag-hw-parse"},
    {"rx-gro-hw", "rx-gro-hw"},
    {"rx-gro-list", "rx-gro-list"},
}};

bool ask(const std::string& interface, void* command) {
  static const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  interface.copy(request.ifr_name, IFNAMSIZ - 1);
  request.ifr_data = static_cast<char*>(command);
  return ioctl(fd, SIOCETHTOOL, &request) == 0;
}

// Room for one of ethtool's structures with a tail of `bytes`.
template <typename Head>
class WithTail {
 public:
  WithTail(std::uint32_t command, std::size_t bytes)
      : words_((sizeof(Head) + bytes + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t)) {
    head().cmd = command;
  }
  Head& head() { return *reinterpret_cast<Head*>(words_.data()); }

 private:
  std::vector<std::uint64_t> words_;
};

std::uint32_t count_of(ethtool_stringset set, const std::string& interface) {
  WithTail<ethtool_sset_info> info(ETHTOOL_GSSET_INFO, sizeof(std::uint32_t));
  info.head().sset_mask = std::uint64_t{1} << set;
  if (!ask(interface, &info.head()) || info.head().sset_mask == 0) return 0;
  return info.head().data[0];
}

template <std::size_t size>
std::string text_of(const char (&field)[size]) {
  return {field, strnlen(field, size)};
}

// The kernel fills in as many as the driver has at that moment, whatever room there is: queues may
// have been added since they were counted.
constexpr std::size_t room_for(std::uint32_t count) { return std::size_t{count} * 4 + 256; }

// The driver's names of a set; none where it has not just so many.
std::vector<std::string> names_of(ethtool_stringset set, std::uint32_t count,
                                  const std::string& interface) {
  WithTail<ethtool_gstrings> names(ETHTOOL_GSTRINGS, room_for(count) * ETH_GSTRING_LEN);
  names.head().string_set = set;
  names.head().len = count;
  if (!ask(interface, &names.head()) || names.head().len != count) return {};
  std::vector<std::string> list;
  for (std::uint32_t i = 0; i < count; ++i) {
    const char* field = reinterpret_cast<const char*>(names.head().data) + i * ETH_GSTRING_LEN;
    list.emplace_back(field, strnlen(field, ETH_GSTRING_LEN));
  }
  return list;
}

// Of a file of the kernel's; empty where there is none.
std::string first_word(const std::string& path) {
  std::string word;
  std::ifstream(path) >> word;
  return word;
}

}  // namespace

Driver driver_of(const std::string& interface) {
  ethtool_drvinfo info{};
  info.cmd = ETHTOOL_GDRVINFO;
  if (!ask(interface, &info)) return {};
  return {text_of(info.driver), text_of(info.bus_info)};
}

bool link_detected(const std::string& interface) {
  ethtool_value link{};
  link.cmd = ETHTOOL_GLINK;
  return ask(interface, &link) && link.data != 0;
}

std::vector<Offload> receive_offloads(const std::string& interface) {
  const std::uint32_t count = count_of(ETH_SS_FEATURES, interface);
  if (count == 0) return {};
  const std::vector<std::string> names = names_of(ETH_SS_FEATURES, count, interface);
  const std::uint32_t blocks = (count + 31) / 32;
  WithTail<ethtool_gfeatures> features(ETHTOOL_GFEATURES,
                                       blocks * sizeof(ethtool_get_features_block));
  features.head().size = blocks;
  if (names.empty() || !ask(interface, &features.head())) return {};

  std::vector<Offload> on;
  for (std::uint32_t i = 0; i < count; ++i) {
    const ethtool_get_features_block& block = features.head().features[i / 32];
    const std::uint32_t bit = std::uint32_t{1} << (i % 32);
    if ((block.active & bit) == 0) continue;
    for (const auto& [kernel_name, ethtool_name] : kOffloads) {
      if (names[i] != kernel_name) continue;
      on.push_back(
          {ethtool_name, (block.available & bit) != 0 && (block.never_changed & bit) == 0});
    }
  }
  return on;
}

std::optional<RingSize> receive_ring(const std::string& interface) {
  ethtool_ringparam ring{};
  ring.cmd = ETHTOOL_GRINGPARAM;
  if (!ask(interface, &ring) || ring.rx_max_pending == 0) return std::nullopt;
  return RingSize{ring.rx_pending, ring.rx_max_pending};
}

DelayFacts receive_delays(const std::string& interface) {
  DelayFacts delays;
  ethtool_coalesce coalesce{};
  coalesce.cmd = ETHTOOL_GCOALESCE;
  if (ask(interface, &coalesce)) {
    delays.coalesced_us = coalesce.rx_coalesce_usecs;
    delays.adaptive = coalesce.use_adaptive_rx_coalesce != 0;
  }
  ethtool_channels channels{};
  channels.cmd = ETHTOOL_GCHANNELS;
  if (ask(interface, &channels)) {
    delays.receive_queues = std::max(1U, channels.combined_count + channels.rx_count);
  }
  const std::string device = "/sys/class/net/" + interface;
  for (unsigned queue = 0; queue < delays.receive_queues; ++queue) {
    const std::string processors =
        first_word(device + "/queues/rx-" + std::to_string(queue) + "/rps_cpus");
    delays.steered = delays.steered || processors.find_first_not_of("0,") != std::string::npos;
  }
  delays.threaded = first_word(device + "/threaded") == "1";
  delays.stamped_late = first_word("/proc/sys/net/core/netdev_tstamp_prequeue") == "0";
  return delays;
}

std::vector<DriverStatistic> driver_statistics(const std::string& interface) {
  const std::uint32_t count = count_of(ETH_SS_STATS, interface);
  if (count == 0) return {};
  const std::vector<std::string> names = names_of(ETH_SS_STATS, count, interface);
  WithTail<ethtool_stats> values(ETHTOOL_GSTATS, room_for(count) * sizeof(std::uint64_t));
  values.head().n_stats = count;
  if (names.empty() || !ask(interface, &values.head()) || values.head().n_stats != count) return {};
  std::vector<DriverStatistic> statistics;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::uint64_t value = 0;
    std::memcpy(&value, values.head().data + i, sizeof value);
    statistics.push_back({names[i], value});
  }
  return statistics;
}

}  // namespace tapbond
