// The live run: listens on the legs until it is told to stop.

#include <fmt/format.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "sensor/clock.h"
#include "sensor/interface_list.h"
#include "sensor/legs/live_leg.h"
#include "sensor/legs/slab_writer.h"
#include "sensor/linktype.h"
#include "sensor/linux/service_notify.h"
#include "sensor/run.h"
#include "sensor/status_line.h"

namespace tapbond {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1'000'000'000;

// Frames that one leg may deliver before the others get their turn, and all legs before the bond
// does.
constexpr int kBudget = 1024;
constexpr std::size_t kMostPerPass = 16384;
// While frames flow, the legs are read this often, and not each time a block is full: few large
// passes cost less than many small ones. Short against the hold and against what a ring holds.
constexpr std::int64_t kTick = 5 * kMillisecond;
constexpr std::int64_t kWatchEvery = 100 * kMillisecond;
// The kernel gives a frame back one retire timer after it stopped; this is ten times that and more.
constexpr std::int64_t kSettleFor = kSecond;

constexpr std::int64_t kMostRetireMs = 10;

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

class LiveRun {
 public:
  explicit LiveRun(const Options& options);
  int run();

 private:
  void open_legs();
  void say_what_it_listens_on() const;
  enum class Load { kIdle, kBusy, kBacklog };
  struct Reading {  // of one leg
    LiveLeg* leg;
    std::int64_t newest = Merge::kNever;  // of the last frames that came from it
    bool empty = false;                   // found so in this pass
  };
  Load pass();
  std::size_t read(Reading& reading);
  Reading* furthest_behind();
  void bridge_clock_steps();
  void wait(Load load);
  void handle_signals();
  void look_after_legs();
  void stop_legs();
  std::vector<LegSummary> summarize(bool final);
  std::vector<InterfaceCounts> interface_counts(const std::vector<LegSummary>& legs) const;
  Progress progress();
  void show_status();

  const Options& options_;
  FinishedCommand command_;  // first: it splits off a process that has nothing of the rest
  ServiceNotify service_;
  Signals signals_;
  std::int64_t hold_;
  std::vector<std::unique_ptr<LiveLeg>> legs_;
  std::vector<Reading> readings_;
  std::vector<Frame> arrived_;  // the frames of one portion
  std::unique_ptr<Stream> stream_;
  std::unique_ptr<SlabWriter> slabs_;
  ClockWatch clock_watch_;
  StampClock stamp_clock_;
  Instant now_;
  Instant began_;
  bool stop_ = false;
  bool all_away_ = false;
  std::int64_t step_ends_ = 0;  // monotonic; 0: no step is being bridged
  std::int64_t next_watch_ = 0;
  StatusLine status_;
  std::uint64_t last_sent_ = 0;
  std::int64_t last_status_ = 0;
};

LiveRun::LiveRun(const Options& options)
    : options_(options),
      command_(options.finished_command, user_of(options)),
      signals_(service_.has_manager()),
      hold_(options.hold_ns.value_or(Options::kLiveHold)),
      stamp_clock_(tstamp_type_of(options) != PCAP_TSTAMP_ADAPTER_UNSYNCED),
      status_(!options.quiet && !options.print) {
  open_legs();
  auto sinks = make_sinks(options_, read_clock().wall, command_);
  settle(options_, sinks, true);
  stream_ = std::make_unique<Stream>(StreamOptions{.legs = legs_.size(),
                                                   .hold_ns = hold_,
                                                   .buffer_bytes = options_.buffer_bytes,
                                                   .count = options_.count,
                                                   .linger_ns = linger_of(options_)});
  for (const auto& leg : legs_) stream_->announce(leg->interface());
  stream_->attach(std::move(sinks));
  stream_->pool().warm_up();
  slabs_ = std::make_unique<SlabWriter>(stream_->pool());
}

void LiveRun::open_legs() {
  LiveLegOptions leg{.name = {},
                     .label = {},
                     .filter = options_.filter,
                     .promiscuous = options_.promiscuous,
                     .snaplen = options_.snaplen,
                     .ring_bytes = ring_bytes(options_),
                     .retire_ms = static_cast<int>(
                         std::clamp<std::int64_t>(hold_ / 4 / kMillisecond, 1, kMostRetireMs)),
                     .tstamp_type = tstamp_type_of(options_),
                     .tstamp_type_chosen = !options_.tstamp_type.empty()};
  for (std::size_t i = 0; i < options_.interfaces.size(); ++i) {
    leg.name = interface_by_number(options_.interfaces[i]);
    leg.label = options_.labels[i];
    for (const auto& other : legs_) {
      if (other->name() == leg.name) {
        throw UsageError(fmt::format("{}: given twice; name every leg once", leg.name));
      }
    }
    legs_.push_back(std::make_unique<LiveLeg>(static_cast<std::uint16_t>(i), leg));
    readings_.push_back({.leg = legs_.back().get()});
  }
  for (const auto& opened : legs_) {
    check_fits(options_, opened->name(), opened->interface().linktype,
               legs_.front()->interface().linktype);
  }
}

void LiveRun::say_what_it_listens_on() const {
  spdlog::info(
      "packets wait up to {} ms for their turn, in at most {} MiB and {} MiB of kernel rings",
      hold_ / kMillisecond, stream_->pool().bound() >> 20,
      static_cast<std::size_t>(ring_bytes(options_)) * legs_.size() >> 20);
  for (const auto& leg : legs_) {
    const Interface& interface = leg->interface();
    spdlog::info("listening on {}, link-type {}, snapshot length {} bytes", interface.name,
                 linktype_name(interface.linktype), interface.snaplen);
    for (const std::string& address : addresses_of(interface.name)) {
      spdlog::warn(
          "{} has the address {}: a leg should have none, or the sensor can be seen; ip address "
          "flush dev {}",
          interface.name, address, interface.name);
    }
  }
}

int LiveRun::run() {
  began_ = read_clock();
  for (const auto& leg : legs_) leg->start();
  say_what_it_listens_on();
  service_.tell(
      fmt::format("READY=1\nSTATUS=listening on {}", fmt::join(options_.interfaces, ", ")));

  while (!stop_ && !stream_->failed() && !stream_->complete()) {
    const Load load = pass();
    look_after_legs();
    if (status_.due(now_.monotonic)) show_status();
    service_.alive(now_.monotonic);
    wait(load);
    handle_signals();
  }
  service_.tell("STOPPING=1");
  stop_legs();
  drain(*stream_, signals_);
  const std::vector<LegSummary> legs = summarize(true);
  finish(*stream_, interface_counts(legs), signals_);
  const std::string problem = wait_for(command_, signals_);
  status_.clear();
  return conclude(options_, *stream_, legs, problem);
}

// Reads what the legs have, up to a measure, and sends on what is due.
LiveRun::Load LiveRun::pass() {
  now_ = read_clock();
  stream_->recycle();
  for (Reading& reading : readings_) reading.empty = false;
  std::size_t frames = 0;
  while (frames < kMostPerPass && slabs_->ready()) {
    Reading* reading = furthest_behind();
    if (reading == nullptr) break;
    frames += read(*reading);
  }
  Load load = frames == 0 ? Load::kIdle : Load::kBusy;
  for (std::uint16_t number = 0; number < readings_.size(); ++number) {
    const Reading& reading = readings_[number];
    // The clock was read before the ring was found empty: bond.h says why that matters.
    stream_->bond().reached(number, reading.empty ? stamp_clock_.at(now_) : reading.newest);
    if (!reading.empty) load = Load::kBacklog;
  }
  stream_->release(now_.monotonic);
  if (!slabs_->ready()) stream_->make_room(now_.monotonic);
  return load;
}

// Moves a portion of a leg's frames into the bond. Tells how many.
std::size_t LiveRun::read(Reading& reading) {
  arrived_.clear();
  reading.empty = reading.leg->drain(kBudget, *slabs_, arrived_);
  if (!arrived_.empty()) {
    reading.newest = arrived_.front().stamp;
    for (const Frame& frame : arrived_) reading.newest = std::max(reading.newest, frame.stamp);
    stamp_clock_.saw(reading.newest, now_);
  }
  // The clock may have been set meanwhile: the bond hears of it before it sees frames stamped after
  // that.
  bridge_clock_steps();
  stream_->bond().push(arrived_);
  return arrived_.size();
}

// The leg to read next. One that ran ahead of the others would fill the buffer with frames that
// cannot leave before the others are read.
LiveRun::Reading* LiveRun::furthest_behind() {
  Reading* furthest = nullptr;
  for (Reading& reading : readings_) {
    if (reading.empty) continue;
    if (furthest == nullptr || reading.newest < furthest->newest) furthest = &reading;
  }
  return furthest;
}

void LiveRun::bridge_clock_steps() {
  const Instant now = read_clock();
  if (const auto step = clock_watch_.observe(now)) {
    spdlog::warn("the clock was set by {:+.6f} s; time stamps jump with it",
                 static_cast<double>(step->after - step->before) / 1e9);
    if (!stamp_clock_.is_hosts()) return;
    for (Reading& reading : readings_) reading.newest = Merge::kNever;
    if (step_ends_ != 0) stream_->end_step(now.monotonic);
    const bool bridged = stream_->bond().begin_step(step->before, step->after);
    step_ends_ = bridged ? now.monotonic + hold_ : 0;
  } else if (step_ends_ != 0 && now.monotonic >= step_ends_) {
    step_ends_ = 0;
    stream_->end_step(now.monotonic);
  }
}

// Sleeps until frames can be expected, are due, or somebody wants something.
void LiveRun::wait(Load load) {
  if (load == Load::kBacklog) return;
  std::vector<pollfd> descriptors{{signals_.descriptor(), POLLIN, 0}};
  std::int64_t timeout = kTick;
  if (load == Load::kIdle) {
    timeout = kWatchEvery;
    for (const auto& leg : legs_) {
      // A socket without an interface reports its error again and again.
      if (!leg->away()) descriptors.push_back({leg->descriptor(), POLLIN, 0});
    }
    if (stream_->bond().held() > 0) {
      const std::int64_t due = stream_->bond().oldest() + hold_ - stamp_clock_.at(now_);
      timeout = std::clamp(due, kMillisecond, timeout);
    }
  }
  const auto milliseconds = static_cast<int>((timeout + kMillisecond - 1) / kMillisecond);
  poll(descriptors.data(), descriptors.size(), milliseconds);
}

void LiveRun::handle_signals() {
  const Answers answers{.summarize = [this] { return summarize(false); },
                        .reload = [this] { stream_->reopen(progress()); }};
  if (stop_requested(signals_, status_, *stream_, answers)) stop_ = true;
}

void LiveRun::look_after_legs() {
  if (now_.monotonic < next_watch_) return;
  next_watch_ = now_.monotonic + kWatchEvery;
  for (const auto& leg : legs_) leg->watch(now_.monotonic);
  if (options_.rotation.any()) {
    stream_->tell(progress());
    stream_->send();
  }
  const bool all_away =
      std::all_of(legs_.begin(), legs_.end(), [](const auto& leg) { return leg->away(); });
  if (all_away && !all_away_) spdlog::warn("no leg is left; waiting until one is back");
  all_away_ = all_away;
}

// Takes what the kernel accepted before the stop: some of it is in blocks that only a timer hands
// over. After a failure, or when -c has its number, there is nobody to take it.
void LiveRun::stop_legs() {
  for (const auto& leg : legs_) leg->stop();
  std::int64_t give_up = read_clock().monotonic + kSettleFor;
  while (!stream_->failed() && !stream_->complete() && signals_.stops() < 2) {
    const bool settled =
        std::all_of(legs_.begin(), legs_.end(), [](const auto& leg) { return leg->settled(); });
    if (settled || now_.monotonic > give_up) break;
    const Load load = pass();
    if (load != Load::kIdle || !slabs_->ready()) give_up = now_.monotonic + kSettleFor;
    wait(load);
    handle_signals();
  }
  slabs_->close();
}

// Between the start and the end, what is on its way counts as unread.
std::vector<LegSummary> LiveRun::summarize(bool final) {
  const std::int64_t now = read_clock().monotonic;
  const std::vector<std::uint64_t> written = stream_->outlet().written();
  const auto order = stream_->bond().counts();
  const bool lost = stream_->failed();
  std::vector<LegSummary> summary;
  for (std::size_t i = 0; i < legs_.size(); ++i) {
    const LegCounts counts = legs_[i]->counts(now);
    LegSummary leg{.name = legs_[i]->name(),
                   .received = counts.received,
                   .written = written[i],
                   .filtered = counts.filtered,
                   .dropped_by_kernel = counts.dropped_by_kernel,
                   .dropped_by_interface = counts.dropped_by_interface,
                   .late = order[i].late,
                   .max_late_ns = order[i].max_late_ns,
                   .early = order[i].early,
                   .times_away = counts.times_away,
                   .away_ns = counts.away_ns};
    const std::uint64_t rest = counts.accepted - counts.dropped_by_kernel - leg.written;
    const bool excused = !final || (stream_->complete() && !lost);
    (excused ? leg.unread : leg.dropped_by_tapbond) = rest;
    summary.push_back(std::move(leg));
  }
  return summary;
}

std::vector<InterfaceCounts> LiveRun::interface_counts(const std::vector<LegSummary>& legs) const {
  std::vector<InterfaceCounts> counts;
  for (const LegSummary& leg : legs) {
    counts.push_back({.received = leg.received,
                      .accepted = leg.received - leg.filtered - leg.dropped_by_interface,
                      .dropped_by_interface = leg.dropped_by_interface,
                      .dropped_by_os = leg.dropped_by_kernel,
                      .delivered = leg.written,
                      .first_ns = began_.wall,
                      .last_ns = now_.wall});
  }
  return counts;
}

// What a leg delivers after the end of a frame's hold is late.
Progress LiveRun::progress() {
  std::int64_t reached = stamp_clock_.at(now_);
  for (const Reading& reading : readings_) {
    if (!reading.empty) reached = std::min(reached, reading.newest);
  }
  if (reached != Merge::kNever) reached -= hold_;
  if (stream_->bond().held() > 0) reached = std::min(reached, stream_->bond().oldest());
  return {.reached = reached, .counts = interface_counts(summarize(false))};
}

void LiveRun::show_status() {
  const double since = static_cast<double>(now_.monotonic - last_status_) / 1e9;
  const double rate =
      last_status_ == 0 ? 0 : static_cast<double>(stream_->sent() - last_sent_) / since;
  last_status_ = now_.monotonic;
  last_sent_ = stream_->sent();
  const double elapsed = static_cast<double>(now_.monotonic - began_.monotonic) / 1e9;
  status_.show(status_text(summarize(false), elapsed, rate));
}

}  // namespace

int run_live(const Options& options) { return LiveRun(options).run(); }

}  // namespace tapbond
