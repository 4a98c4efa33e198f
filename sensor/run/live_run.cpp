// The live run: listens on the legs until it is told to stop. In passes: each reads what the legs
// have, the one that is furthest behind first (leg_readings.h), hands it to the bond, tells the
// bond how far it may rely on each leg, and sends on what is due. Between two passes it looks after
// the legs (leg_watch.h), answers signals, and pauses (pace.h). At the end the legs settle
// (settling.h), and what is on its way is written.

#include <fmt/format.h>
#include <poll.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sensor/legs/ring_source.h"
#include "sensor/legs/slab_writer.h"
#include "sensor/posix/service_notify.h"
#include "sensor/posix/visible_text.h"
#include "sensor/report/status_line.h"
#include "sensor/run/alignment.h"
#include "sensor/run/clock_step_bridge.h"
#include "sensor/run/hold_tuner.h"
#include "sensor/run/leg_readings.h"
#include "sensor/run/leg_watch.h"
#include "sensor/run/live_legs.h"
#include "sensor/run/live_numbers.h"
#include "sensor/run/pace.h"
#include "sensor/run/run.h"
#include "sensor/run/settling.h"

namespace tapbond {
namespace {

std::optional<Alignment> alignment_of(const Options& options, const Legs& legs,
                                      const Stream& stream) {
  if (!options.align) return std::nullopt;
  std::vector<AlignedLeg> aligned;
  for (const auto& leg : legs) {
    aligned.push_back({.name = leg->name(), .has_own_clock = leg->is_remote()});
  }
  return std::optional<Alignment>(std::in_place, std::move(aligned), stream.interfaces());
}

class LiveRun {
 public:
  explicit LiveRun(const Options& options);
  int run();

 private:
  void say_what_it_listens_on();
  Load pass();
  Leg::Drained read(std::uint16_t leg);
  void look_after_legs();
  void tune_hold();
  void wait(Load load);
  void stop_legs();
  Progress progress() const;

  const Options& options_;
  FinishedCommand command_;  // first: it splits off a process that has nothing of the rest
  ServiceNotify service_;
  Signals signals_;
  std::optional<HoldTuner> tuner_;  // unless the hold was given
  std::size_t ring_;                // bytes, of each leg that is an interface
  Stream stream_;
  SlabWriter slabs_;
  Legs legs_;
  std::optional<Alignment> alignment_;
  LegWatch watch_;
  StampClock stamp_clock_;
  LegReadings readings_;
  ClockStepBridge steps_;
  Pace pace_;
  LiveNumbers numbers_;
  Reports reports_;
  std::vector<Frame> arrived_;  // the frames of one portion
  Instant now_;                 // of the pass
  bool stop_ = false;
  StatusLine status_;
  Requests requests_;
};

LiveRun::LiveRun(const Options& options)
    : options_(options),
      command_(options.finished_command, user_of(options)),
      signals_(service_.has_manager()),
      ring_(static_cast<std::size_t>(ring_bytes(options))),
      stream_(StreamOptions{.legs = options.interfaces.size(),
                            .hold_ns = live_hold(options) - live_reach(options),
                            .causes = looks_for_causes(options),
                            .reach_ns = live_reach(options),
                            .duplicates = options.duplicates,
                            .trailer = options.trailer,
                            .buffer_bytes = buffer_bytes(options),
                            .count = options.count}),
      slabs_(stream_.pool()),
      legs_(open_live_legs(options, stream_)),
      alignment_(alignment_of(options, legs_, stream_)),
      watch_(legs_),
      stamp_clock_(watch_.stamped_by_host() && !options.trailer),
      readings_(legs_, stream_.bond().hold(), stamp_clock_),
      steps_(stream_),
      pace_(ring_),
      numbers_(legs_, stream_, alignment_ ? &*alignment_ : nullptr),
      reports_(options),
      status_(!options.quiet && !options.print),
      requests_(signals_, status_, stream_,
                {.summarize = [this] { return numbers_.so_far(read_clock().monotonic); },
                 .reload = [this] { stream_.reopen(progress()); }}) {
  auto sinks = make_sinks(options_, read_clock().wall, command_, reports_);
  settle(options_, sinks, !interface_legs(options_).empty());
  stream_.attach(std::move(sinks));
  stream_.pool().warm_up();
  stream_.show_to(reports_.watch_connection(legs_.size()));
  reports_.start();
}

void LiveRun::say_what_it_listens_on() {
  spdlog::info(
      "packets wait up to {} ms for their turn, in at most {} MiB and {} MiB of kernel rings",
      stream_.bond().hold() / Pace::kMillisecond,
      (stream_.memory() + (alignment_ ? Alignment::memory() : 0)) >> 20,
      ring_source::memory(static_cast<int>(ring_)) * interface_legs(options_).size() >> 20);
  for (const auto& leg : legs_) leg->introduce();
}

int LiveRun::run() {
  numbers_.begin(read_clock());
  if (!options_.hold_ns) {
    const std::int64_t reach = live_reach(options_);
    const Waits waits{.hold = stream_.bond().hold() - reach, .reach = reach};
    tuner_.emplace(waits, read_clock().monotonic);
  }
  for (const auto& leg : legs_) leg->start();
  say_what_it_listens_on();
  const std::string names = fmt::format("{}", fmt::join(options_.interfaces, ", "));
  service_.tell("READY=1\nSTATUS=listening on " + visible_text(names));

  while (!stop_ && !stream_.failed() && !stream_.complete()) {
    const Load load = pass();
    look_after_legs();
    if (reports_.due(now_.monotonic)) {
      reports_.publish(stream_, numbers_.so_far(now_.monotonic), numbers_.of_interfaces(now_.wall));
    }
    if (status_.due(now_.monotonic)) status_.show(numbers_.status(now_.monotonic));
    service_.alive(now_.monotonic);
    wait(load);
    stop_ = requests_.stop_requested();
  }
  service_.tell("STOPPING=1");
  stop_legs();
  drain(stream_, requests_);
  const std::vector<LegSummary> legs = numbers_.at_the_end(read_clock().monotonic);
  const std::vector<InterfaceCounts> interfaces = numbers_.of_interfaces(now_.wall);
  finish(stream_, interfaces, requests_);
  const std::string problem = wait_for(command_, requests_);
  status_.clear();
  return conclude(options_, stream_, legs, interfaces, reports_, problem);
}

// Reads what the legs have, up to a measure, and sends on what is due.
Load LiveRun::pass() {
  now_ = read_clock();
  stream_.recycle();
  readings_.begin_pass();
  std::size_t frames = 0;
  bool no_room = false;
  while (!no_room) {
    const std::optional<std::uint16_t> leg = readings_.next();
    if (!leg) break;
    no_room = read(*leg) == Leg::Drained::kNoRoom;
    frames += arrived_.size();
  }
  readings_.end_pass(now_, no_room && !stream_.outlet().idle());
  pace_.found(readings_.most_in_a_ring());
  for (std::uint16_t leg = 0; leg < legs_.size(); ++leg) {
    stream_.bond().reached(leg, readings_.reached(leg, now_));
  }
  stream_.release(now_.monotonic);
  if (no_room) stream_.make_room(now_.monotonic);
  if (readings_.backlog()) return Load::kBacklog;
  return frames == 0 ? Load::kIdle : Load::kBusy;
}

// Moves a portion of a leg's frames into the bond.
Leg::Drained LiveRun::read(std::uint16_t leg) {
  arrived_.clear();
  const Leg::Drained found = legs_[leg]->drain(readings_.budget(leg), slabs_, arrived_);
  if (TrailerClock* trailers = stream_.trailers()) {
    trailers->take(leg, legs_[leg]->name(), arrived_);
  }
  if (alignment_) alignment_->take(leg, arrived_);
  readings_.took(leg, found, arrived_, now_);
  if (steps_.cross(read_clock(), stamp_clock_.is_hosts())) readings_.forget_stamps();
  stream_.bond().push(arrived_);
  return found;
}

void LiveRun::look_after_legs() {
  if (!watch_.look(now_.monotonic)) return;
  tune_hold();
  // An interface that came back may be one that has no clock of its own.
  if (!stamp_clock_.is_hosts() && watch_.stamped_by_host() && !options_.trailer) {
    stamp_clock_ = StampClock(true);
  }
  if (options_.rotation.any() || !options_.serve.empty() || !options_.sessions.empty()) {
    stream_.tell(progress());
    stream_.send();
  }
}

void LiveRun::tune_hold() {
  if (!tuner_) return;
  Bond& bond = stream_.bond();
  Misses misses;
  if (!bond.moves().empty()) {
    misses.left = bond.causal_counts().left;
    misses.farthest_move_ns = bond.take_farthest_move();
  }
  for (const OrderCounts& counts : bond.counts()) {
    misses.late += counts.late;
    misses.max_late_ns = std::max(misses.max_late_ns, counts.max_late_ns);
  }
  const std::int64_t before = bond.hold();
  if (!tuner_->look(misses, now_.monotonic)) return;
  bond.set_hold(tuner_->waits().hold);
  bond.set_reach(tuner_->waits().reach);
  readings_.set_hold(bond.hold());
  spdlog::info("packets wait up to {} ms for their turn now, {}", bond.hold() / Pace::kMillisecond,
               bond.hold() > before ? "as some come late" : "as none come late");
}

// Sleeps until frames can be expected, are due, or somebody wants something.
void LiveRun::wait(Load load) {
  std::optional<std::int64_t> due;
  const Bond& bond = stream_.bond();
  if (bond.held() > 0) due = bond.oldest() + bond.hold() - stamp_clock_.at(now_);
  const std::int64_t pause = pace_.pause(load, due);
  if (pause == 0) return;
  std::vector<pollfd> descriptors{{signals_.descriptor(), POLLIN, 0}};
  if (load == Load::kIdle) {
    for (const auto& leg : legs_) {
      // A socket without an interface reports its error again and again.
      if (!leg->away()) descriptors.push_back({leg->descriptor(), POLLIN, 0});
    }
  }
  poll(descriptors.data(), descriptors.size(),
       static_cast<int>((pause + Pace::kMillisecond - 1) / Pace::kMillisecond));
}

// Takes what the kernel accepted before the stop. After a failure, or when -c has its number, there
// is nobody to take it.
void LiveRun::stop_legs() {
  if (stop_) stream_.outlet().lose_patience();
  Settling settling(legs_, read_clock().monotonic);
  while (!stream_.failed() && !stream_.complete() && !requests_.second_stop_requested()) {
    const Load load = pass();
    if (load != Load::kIdle) settling.delivered(now_.monotonic);
    if (settling.over(now_.monotonic)) break;
    wait(load);
  }
  slabs_.close();
}

// What a leg delivers after the end of a frame's hold is late.
Progress LiveRun::progress() const {
  std::int64_t reached = readings_.all_reached(now_);
  if (stream_.bond().held() > 0) reached = std::min(reached, stream_.bond().oldest());
  return {.reached = reached, .counts = numbers_.of_interfaces(now_.wall)};
}

}  // namespace

int run_live(const Options& options) { return LiveRun(options).run(); }

}  // namespace tapbond
