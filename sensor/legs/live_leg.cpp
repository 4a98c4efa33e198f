#include "sensor/legs/live_leg.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <stdexcept>
#include <system_error>

#include "sensor/files/linktype.h"
#include "sensor/legs/ring_source.h"
#include "sensor/linux/ethtool.h"
#include "sensor/posix/addresses.h"
#include "sensor/posix/host_names.h"

namespace tapbond {
namespace {

constexpr int kSmallestRing = 1 << 16;  // bytes

}  // namespace

LiveLeg::LiveLeg(std::uint16_t number, const LiveLegOptions& options, const Announce& announce)
    : number_(number), options_(options) {
  open();
  row_ = announce(interface_);
}

LiveLeg::~LiveLeg() = default;

void LiveLeg::open() {
  link_ = link_of(options_.name);
  source_ = open_source();
  last_ = {};
  interface_ = {.name = options_.name,
                .description = options_.label,
                .comments = {},
                .filter = options_.filter,
                .hardware = driver_of(options_.name).name,
                .os = os_name(),
                .linktype = source_->linktype(),
                .snaplen = source_->snaplen(),
                .leg = number_};
  if (filter_) all_frames_ = FrameCounter(options_.name, link_.loopback);
}

std::unique_ptr<FrameSource> LiveLeg::open_source() {
  FrameSourceOptions options{.name = options_.name,
                             .promiscuous = options_.promiscuous,
                             .snaplen = options_.snaplen,
                             .ring_bytes = options_.ring_bytes,
                             .retire_ms = options_.retire_ms,
                             .tstamp_type = options_.tstamp_type,
                             .tstamp_type_chosen = options_.tstamp_type_chosen,
                             .incoming_only = link_.loopback,
                             .dlt = options_.dlt};
  const bool own_ring = !options.dlt && ring_source::serves(options);
  if (own_ring && !options_.filter.empty()) {
    // What of a frame lies where, libpcap knows of interfaces that it has open.
    FrameSourceOptions brief = options;
    brief.promiscuous = false;
    brief.ring_bytes = kSmallestRing;
    filter_ = PcapSource(brief).compile(options_.filter);
  }
  if (own_ring && (!filter_ || ring_source::takes(*filter_->get()))) {
    try {
      return ring_source::open(options);
    } catch (const std::system_error&) {
      // libpcap says what is wrong, where it fares no better.
    }
  }
  auto source = std::make_unique<PcapSource>(options);
  if (!options_.filter.empty()) filter_ = source->compile(options_.filter);
  options_.tstamp_type_chosen = source->has_chosen_stamps();
  return source;
}

bool LiveLeg::has_adapters_clock() const {
  return options_.tstamp_type_chosen && options_.tstamp_type == PCAP_TSTAMP_ADAPTER_UNSYNCED;
}

void LiveLeg::start() {
  source_->start(filter_ ? filter_->get() : nullptr);
  if (filter_) all_frames_.start();
}

void LiveLeg::introduce() const {
  spdlog::info("listening on {}, link-type {}, snapshot length {} bytes", interface_.name,
               linktype_name(interface_.linktype), interface_.snaplen);
  for (const std::string& address : addresses_of(interface_.name)) {
    spdlog::warn(
        "{} has the address {}: a leg should have none, or the sensor can be seen; ip address "
        "flush dev {}",
        interface_.name, address, interface_.name);
  }
}

// Fewer frames than the budget, and not because slabs ran out: then the kernel's ring is empty.
Leg::Drained LiveLeg::drain(int budget, SlabWriter& slabs, std::vector<Frame>& out) {
  if (!source_) return Drained::kEmpty;
  if (!slabs.ready()) return Drained::kNoRoom;
  const std::size_t before = out.size();
  const auto most = static_cast<std::size_t>(budget);
  source_->read(most,
                Frame{.stamp = 0,
                      .bytes = nullptr,
                      .captured = 0,
                      .length = 0,
                      .interface = static_cast<std::uint16_t>(row_),
                      .marks = 0,
                      .leg = number_,
                      .slab = 0},
                slabs, out);
  const std::size_t taken = out.size() - before;
  counts_.delivered += taken;
  if (!slabs.ready()) return Drained::kNoRoom;
  return taken < most ? Drained::kEmpty : Drained::kMore;
}

void LiveLeg::read_statistics() {
  if (source_) {
    const FrameSource::Counts now = source_->counts();
    counts_.accepted += now.accepted - last_.accepted;
    counts_.dropped_by_kernel += now.dropped_by_kernel - last_.dropped_by_kernel;
    counts_.dropped_by_interface += now.dropped_by_interface - last_.dropped_by_interface;
    last_ = now;
  }
  std::uint64_t seen = counts_.accepted;
  if (filter_) {
    seen = received_before_ + (all_frames_.is_open() ? all_frames_.count() : 0);
    // A frame in flight may have been counted by one socket and not yet by the other.
    seen = std::max(seen, counts_.accepted);
  }
  counts_.filtered = seen - counts_.accepted;
  counts_.received = seen + counts_.dropped_by_interface;
}

LegCounts LiveLeg::counts(std::int64_t now) {
  read_statistics();
  LegCounts counts = counts_;
  counts.times_away = absence_.times();
  counts.away_ns = absence_.total(now);
  return counts;
}

void LiveLeg::stop() {
  if (!source_) return;
  source_->stop();
  if (all_frames_.is_open()) all_frames_.stop();
}

bool LiveLeg::settled() {
  read_statistics();
  return !source_ || counts_.accepted == counts_.delivered + counts_.dropped_by_kernel;
}

int LiveLeg::descriptor() const { return source_ ? source_->descriptor() : -1; }

void LiveLeg::leave(std::int64_t now, const char* why) {
  if (!absence_.begin(now)) return;
  spdlog::warn("{} {}; waiting for it to come back", options_.name, why);
}

void LiveLeg::come_back(std::int64_t now) {
  const auto gap = absence_.end(now);
  if (!gap) return;
  last_failure_.clear();
  spdlog::info("{} is back after {:.3f} s", options_.name, static_cast<double>(*gap) / 1e9);
}

void LiveLeg::note_problem() {
  if (!source_ || broken_) return;
  const std::string problem = source_->problem();
  broken_ = !problem.empty();
  if (broken_) spdlog::warn("{}: {}", options_.name, problem);
}

void LiveLeg::watch(std::int64_t now) {
  read_statistics();  // often enough that its 32-bit counters cannot wrap unseen
  note_problem();
  const Link link = link_of(options_.name);
  const bool same_interface = source_ && !broken_ && link.index == link_.index;
  had_link_ = had_link_ || link.usable();
  if (same_interface && link.usable()) {
    come_back(now);
    return;
  }
  leave(now, link.index == 0 ? "has vanished"
             : !link.up      ? "was taken down"
             : !link.carrier ? (had_link_ ? "has lost its link" : "has no link")
                             : "was replaced by a new interface");
  if (same_interface) return;  // the socket goes on by itself when the interface is up again

  // What the old source still holds comes first; a gone interface gives it nothing more.
  const bool drained = settled() || now - absence_.since() > 1'000'000'000;
  if (drained && link.usable() && take_up_again()) come_back(now);
}

bool LiveLeg::take_up_again() {
  if (all_frames_.is_open()) received_before_ += all_frames_.count();
  const int linktype = interface_.linktype;
  all_frames_ = FrameCounter();
  broken_ = false;
  try {
    open();
    if (interface_.linktype != linktype) {
      throw std::runtime_error(fmt::format("{}: came back with another link type", options_.name));
    }
    start();
    return true;
  } catch (const std::exception& failure) {
    source_.reset();
    interface_.linktype = linktype;
    if (last_failure_ != failure.what()) spdlog::warn("{}", failure.what());
    last_failure_ = failure.what();
    return false;
  }
}

}  // namespace tapbond
