#include "sensor/legs/live_leg.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "sensor/files/linktype.h"
#include "sensor/legs/pcap_source.h"
#include "sensor/legs/ring_source.h"
#include "sensor/linux/ethtool.h"
#include "sensor/posix/clock.h"
#include "sensor/posix/host_names.h"

namespace tapbond {
namespace {

constexpr int kWholeFrame = 262144;  // bytes

FrameLayout layout_of(int linktype) {
  switch (dlt_of_linktype(linktype)) {
    case DLT_EN10MB:
      return FrameLayout::kTagged;
    case DLT_LINUX_SLL:
      return FrameLayout::kCooked;
    case DLT_LINUX_SLL2:
      return FrameLayout::kCooked2;
    default:
      return FrameLayout::kAsItIs;
  }
}

}  // namespace

LiveLeg::LiveLeg(std::uint16_t number, const LiveLegOptions& options, Announce announce)
    : number_(number), options_(options), announce_(std::move(announce)) {
  link_ = link_of(options_.name);
  const bool there = link_.index != 0 && link_.up;
  if (options_.may_be_absent && !there) {
    if (!options_.filter.empty()) options_.filters->prepare(options_.filter);
    absence_.begin(read_clock().monotonic);
    was_there_ = false;
    return;
  }
  open();
  row_ = announce_(interface_);
}

LiveLeg::~LiveLeg() = default;

void LiveLeg::open() {
  link_ = link_of(options_.name);
  last_ = {};
  make_source();
  interface_ = {
      .name = options_.name,
      .description = options_.label,
      .comments = {},
      .filter = options_.filter,
      .hardware = driver_of(options_.name).name,
      .os = os_name(),
      .linktype = source_->linktype(),
      .snaplen = std::min(source_->snaplen(), static_cast<std::uint32_t>(options_.snaplen)),
      .leg = number_,
      .barred = filter_ != nullptr && filter_->passes_nothing()};
  if (filter_ != nullptr) all_frames_ = FrameCounter(options_.name, link_.loopback);
}

FrameSourceOptions LiveLeg::source_options() const {
  return {.name = options_.name,
          .promiscuous = options_.promiscuous,
          .snaplen = in_kernel_.exact ? options_.snaplen : kWholeFrame,
          .ring_bytes = options_.ring_bytes,
          .retire_ms = options_.retire_ms,
          .tstamp_type = options_.tstamp_type,
          .tstamp_type_chosen = options_.tstamp_type_chosen,
          .incoming_only = link_.loopback,
          .dlt = options_.dlt};
}

void LiveLeg::make_source() {
  if (ring_source::serves(source_options())) {
    choose_filter(kLinktypeEthernet);
    try {
      source_ = ring_source::open(source_options());
      return;
    } catch (const std::system_error&) {
      // libpcap says what is wrong, where it fares no better.
    }
  }
  in_kernel_.exact = options_.filter.empty();  // what of it is, is known with the link type
  auto source = std::make_unique<PcapSource>(source_options());
  options_.tstamp_type_chosen = source->has_chosen_stamps();
  choose_filter(source->linktype());
  source_ = std::move(source);
}

void LiveLeg::choose_filter(int linktype) {
  const bool twice = options_.name == "any" || dlt_of_linktype(linktype) == DLT_CAN_SOCKETCAN;
  KernelFilterOptions options{.layout = layout_of(linktype),
                              .snaplen = static_cast<std::uint32_t>(options_.snaplen),
                              .once_on = twice ? link_of("lo").index : 0};
  everything_ = kernel_filter({}, options);
  in_kernel_ = everything_;
  if (options_.filter.empty()) return;
  filter_ = &options_.filters->of(options_.filter, linktype, FrameFilters::Source::kInterface);
  in_kernel_ = kernel_filter(filter_->program(), options);
  while (!kernel_takes(in_kernel_.program) && options.most != 0) {
    options.most = in_kernel_.program.size() / 2;
    in_kernel_ = kernel_filter(filter_->program(), options);
  }
  if (!in_kernel_.exact && filter_->needs_interface()) {
    throw std::runtime_error(fmt::format(
        "{}: the filter \"{}\" is more than the kernel can run, which alone knows of inbound, "
        "outbound and ifindex; shorten it, or leave these out",
        options_.name, options_.filter));
  }
}

bool LiveLeg::has_adapters_clock() const {
  return options_.tstamp_type_chosen && options_.tstamp_type == PCAP_TSTAMP_ADAPTER_UNSYNCED;
}

void LiveLeg::start() {
  if (!source_) return;
  loss_ = LossWatch(options_.name, interface_.hardware);
  passivity_ = PassivityWatch(options_.name);
  source_->start(in_kernel_.program);
  if (filter_ != nullptr) all_frames_.start(everything_.program);
}

void LiveLeg::introduce() const {
  if (!row_) {
    spdlog::warn("{} {}; waiting for it", options_.name,
                 link_.index == 0 ? "is not there" : "is down");
    return;
  }
  spdlog::info("listening on {}, link-type {}, snapshot length {} bytes", interface_.name,
               linktype_name(interface_.linktype), interface_.snaplen);
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
                      .interface = static_cast<std::uint16_t>(*row_),
                      .marks = 0,
                      .leg = number_,
                      .slab = 0},
                slabs, out);
  const std::size_t taken = out.size() - before;
  counts_.delivered += taken;
  if (!in_kernel_.exact) filter_here(before, slabs, out);
  if (source_->snaplen() > interface_.snaplen) {
    for (std::size_t i = before; i < out.size(); ++i) {
      out[i].captured = std::min(out[i].captured, interface_.snaplen);
    }
  }
  if (!slabs.ready()) return Drained::kNoRoom;
  return taken < most ? Drained::kEmpty : Drained::kMore;
}

// What the kernel let pass unseen.
void LiveLeg::filter_here(std::size_t from, SlabWriter& slabs, std::vector<Frame>& out) {
  auto kept = out.begin() + static_cast<std::ptrdiff_t>(from);
  for (auto frame = kept; frame != out.end(); ++frame) {
    if (!filter_->passes(*frame)) {
      leftover_.push_back(*frame);
      continue;
    }
    *kept++ = *frame;
  }
  out.erase(kept, out.end());
  stopped_ += leftover_.size();
  slabs.take_back(leftover_);
  leftover_.clear();
}

void LiveLeg::read_statistics() {
  if (source_) {
    const FrameSource::Counts now = source_->counts();
    counts_.accepted += now.accepted - last_.accepted;
    counts_.dropped_by_kernel += now.dropped_by_kernel - last_.dropped_by_kernel;
    if (!loss_.knows()) {
      counts_.dropped_by_interface += now.dropped_by_interface - last_.dropped_by_interface;
    }
    last_ = now;
  }
  std::uint64_t seen = counts_.accepted;
  if (filter_ != nullptr) {
    seen = received_before_ + (all_frames_.is_open() ? all_frames_.count() : 0);
    // A frame in flight may have been counted by one socket and not yet by the other.
    seen = std::max(seen, counts_.accepted);
  }
  counts_.filtered = seen - counts_.accepted;
  counts_.received = seen + counts_.dropped_by_interface;
}

// What is sent to an interface that is down was never its to receive.
void LiveLeg::read_losses() {
  if (!source_ || stopped_listening_ || absence_.lasts()) return;
  counts_.dropped_by_interface += loss_.take();
}

LegCounts LiveLeg::passed() const {
  LegCounts counts = counts_;
  counts.accepted -= stopped_;
  counts.delivered -= stopped_;
  counts.filtered += stopped_;
  return counts;
}

LegCounts LiveLeg::counts(std::int64_t now) {
  if (link_of(options_.name).usable()) read_losses();
  read_statistics();
  LegCounts counts = passed();
  counts.times_away = absence_.times();
  counts.away_ns = absence_.total(now);
  return counts;
}

void LiveLeg::stop() {
  if (!source_) return;
  if (link_of(options_.name).usable()) read_losses();
  stopped_listening_ = true;
  // The last to start is the first to stop: what comes in between was not stopped by the filter.
  if (all_frames_.is_open()) all_frames_.stop();
  source_->stop();
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
  said_down_ = false;
  loss_.skip();
  spdlog::info("{} is {} after {:.3f} s", options_.name, was_there_ ? "back" : "there",
               static_cast<double>(*gap) / 1e9);
  was_there_ = true;
}

// Of an interface that was gone.
void LiveLeg::tell_of_return(bool up) {
  if (up || said_down_) return;
  said_down_ = true;
  spdlog::warn("{} is back, but down; scripts/guest/legs.sh up {} prepares it", options_.name,
               options_.name);
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
    read_losses();
    passivity_.look(now);
    return;
  }
  leave(now, link.index == 0 ? "has vanished"
             : !link.up      ? "was taken down"
             : !link.carrier ? (had_link_ ? "has lost its link" : "has no link")
                             : "was replaced by a new interface");
  if (absence_.lasts() && was_there_ && link.index != 0 && link.index != link_.index) {
    tell_of_return(link.up);
  }
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
    if (!row_) {
      row_ = announce_(interface_);
      introduce();
    } else if (interface_.linktype != linktype) {
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
