#include "sensor/run/live_legs.h"

#include <fmt/format.h>
#include <pcap/pcap.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <string>
#include <utility>

#include "sensor/legs/feed_leg.h"
#include "sensor/legs/inner_leg.h"
#include "sensor/legs/interface_list.h"
#include "sensor/legs/live_leg.h"
#include "sensor/legs/own_feed.h"
#include "sensor/linux/host_facts.h"
#include "sensor/posix/host_names.h"
#include "sensor/run/run.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;

// What comes in is cut only once it was taken apart.
int leg_snaplen(const Options& options) {
  return takes_out_of_frames(options) ? LiveLegOptions().snaplen : options.snaplen;
}

std::unique_ptr<Leg> open_leg(const Options& options, std::size_t position, const std::string& name,
                              const std::shared_ptr<FrameFilters>& filters, Stream& stream,
                              const Leg::Announce& row) {
  const auto number = static_cast<std::uint16_t>(position);
  const std::string& label = options.labels[position];
  const std::int64_t hold = live_hold(options);
  if (is_feed(name)) {
    return std::make_unique<FeedLeg>(
        number,
        FeedLegOptions{.endpoint = feed_endpoint(name),
                       .label = label,
                       .filter = leg_filter(options),
                       .filters = filters,
                       .snaplen = static_cast<std::uint32_t>(leg_snaplen(options)),
                       .hold_ns = hold},
        stream.pool(), row, carry_beside(stream, number));
  }
  stream.tell(number,
              {.comments = {}, .hardware = hardware_name(), .os = os_name(), .options = {}});
  std::string filter = leg_filter(options);
  for (const FeedOffer& offer : options.serve) {
    std::string others = without_own_feed(filter, offer.endpoint, name);
    if (others == filter) continue;
    filter = std::move(others);
    spdlog::info("{}: connections to --serve {} are left out, or the feed would carry itself", name,
                 endpoint_text(offer.endpoint.address));
  }
  return std::make_unique<LiveLeg>(
      number,
      LiveLegOptions{.name = name,
                     .label = label,
                     .filter = filter,
                     .filters = filters,
                     .may_be_absent = options.wait_for_legs,
                     .promiscuous = options.promiscuous,
                     .snaplen = leg_snaplen(options),
                     .ring_bytes = ring_bytes(options),
                     .retire_ms = static_cast<int>(retire_timer(hold) / kMillisecond),
                     .tstamp_type = tstamp_type_of(options),
                     .tstamp_type_chosen = !options.tstamp_type.empty(),
                     .dlt = options.dlt},
      row);
}

}  // namespace

int tstamp_type_of(const Options& options) {
  if (options.tstamp_type.empty()) return PCAP_TSTAMP_HOST;
  const int type = pcap_tstamp_type_name_to_val(options.tstamp_type.c_str());
  if (type < 0) {
    throw UsageError(fmt::format(
        "-j {}: no such time stamp type; there are host, host_lowprec, host_hiprec, adapter and "
        "adapter_unsynced",
        options.tstamp_type));
  }
  return type;
}

Legs open_live_legs(const Options& options, Stream& stream) {
  Legs legs;
  const auto filters = std::make_shared<FrameFilters>();
  for (std::size_t i = 0; i < options.interfaces.size(); ++i) {
    const std::string name = interface_by_number(options.interfaces[i]);
    for (const auto& other : legs) {
      if (other->name() == name) {
        throw UsageError(fmt::format("{}: given twice; name every leg once", name));
      }
    }
    const auto announced = [&options, &stream, name](Interface interface) {
      return announce(options, stream, name, std::move(interface));
    };
    const auto open = [&](const Leg::Announce& row) {
      return open_leg(options, i, name, filters, stream, row);
    };
    if (takes_out_of_frames(options)) {
      legs.push_back(std::make_unique<InnerLeg>(inner_frames(options, filters), announced, open));
    } else {
      legs.push_back(open(announced));
    }
  }
  filters->begin();
  return legs;
}

}  // namespace tapbond
