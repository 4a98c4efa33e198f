// The live run: listens on the legs until it is told to stop.

#include <fmt/format.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sensor/legs/earlier_counts.h"
#include "sensor/legs/leg.h"
#include "sensor/legs/slab_writer.h"
#include "sensor/linux/service_notify.h"
#include "sensor/posix/visible_text.h"
#include "sensor/report/status_line.h"
#include "sensor/run/clock_watch.h"
#include "sensor/run/live_legs.h"
#include "sensor/run/run.h"

namespace tapbond {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1'000'000'000;

// Frames that one leg may deliver before the others get their turn, and all legs before the bond
// does.
constexpr int kBudget = 1024;
constexpr std::size_t kMostPerPass = 16384;
// While frames flow, the legs are read this often, and not each time a block is full: few large
// passes cost less than many small ones. Short against the hold; where a ring would be full sooner,
// it is read more often.
constexpr std::int64_t kTick = 5 * kMillisecond;
constexpr std::int64_t kShortestTick = kMillisecond;
// What the kernel puts before a frame in its ring, about.
constexpr std::size_t kRingBytesPerFrame = 96;
constexpr std::int64_t kWatchEvery = 100 * kMillisecond;
// The kernel gives a frame back one retire timer after it stopped; this is ten times that and more.
constexpr std::int64_t kSettleFor = kSecond;

// A feed that is behind is waited for so long, and from then on so far back; what is older comes
// late.
constexpr std::int64_t kFeedMayLag = 2 * kSecond;

class LiveRun {
 public:
  explicit LiveRun(const Options& options);
  int run();

 private:
  void say_what_it_listens_on();
  enum class Load { kIdle, kBusy, kBacklog };
  struct Reading {  // of one leg
    Leg* leg;
    std::int64_t newest = Merge::kNever;       // of the last frames that came from it
    Leg::Drained found = Leg::Drained::kMore;  // in this pass
    std::size_t bytes = 0;                     // of frames, in this pass
    std::int64_t came_at = 0;                  // the last frames; monotonic, of the pass
    std::int64_t behind_since = 0;             // monotonic; 0: it is not. Of feeds
    bool empty() const { return found == Leg::Drained::kEmpty; }
  };
  Load pass();
  std::size_t read(Reading& reading);
  Reading* furthest_behind();
  void see_who_is_behind(bool stalled);
  void set_tick();
  std::int64_t promise(const Reading& reading) const;
  void bridge_clock_steps();
  void wait(Load load);
  bool stamped_by_host() const;
  void look_after_legs();
  void stop_legs();
  std::vector<LegSummary> summarize(bool final);
  std::vector<InterfaceCounts> interface_counts() const;
  Progress progress();
  void show_status();

  const Options& options_;
  FinishedCommand command_;  // first: it splits off a process that has nothing of the rest
  ServiceNotify service_;
  Signals signals_;
  std::int64_t hold_;
  std::size_t ring_;  // bytes, of each leg that is an interface
  Stream stream_;
  SlabWriter slabs_;
  std::vector<std::unique_ptr<Leg>> legs_;
  std::vector<Reading> readings_;
  std::vector<Frame> arrived_;  // the frames of one portion
  ClockWatch clock_watch_;
  StampClock stamp_clock_;
  Instant now_;
  Instant began_;
  std::int64_t tick_ = kTick;
  bool stop_ = false;
  bool all_away_ = false;
  std::int64_t step_ends_ = 0;  // monotonic; 0: no step is being bridged
  std::int64_t next_watch_ = 0;
  StatusLine status_;
  Requests requests_;
  std::uint64_t last_sent_ = 0;
  std::int64_t last_status_ = 0;
};

LiveRun::LiveRun(const Options& options)
    : options_(options),
      command_(options.finished_command, user_of(options)),
      signals_(service_.has_manager()),
      hold_(live_hold(options)),
      ring_(static_cast<std::size_t>(ring_bytes(options))),
      stream_(StreamOptions{.legs = options.interfaces.size(),
                            .hold_ns = hold_,
                            .buffer_bytes = buffer_bytes(options),
                            .count = options.count,
                            .linger_ns = linger_of(options)}),
      slabs_(stream_.pool()),
      legs_(open_live_legs(options, stream_)),
      stamp_clock_(stamped_by_host()),
      status_(!options.quiet && !options.print),
      requests_(signals_, status_, stream_,
                {.summarize = [this] { return summarize(false); },
                 .reload = [this] { stream_.reopen(progress()); }}) {
  for (const auto& leg : legs_) readings_.push_back({.leg = leg.get()});
  auto sinks = make_sinks(options_, read_clock().wall, command_);
  settle(options_, sinks, !interface_legs(options_).empty());
  stream_.attach(std::move(sinks));
  stream_.pool().warm_up();
}

void LiveRun::say_what_it_listens_on() {
  spdlog::info(
      "packets wait up to {} ms for their turn, in at most {} MiB and {} MiB of kernel rings",
      hold_ / kMillisecond, stream_.pool().bound() >> 20,
      ring_ * interface_legs(options_).size() >> 20);
  for (const auto& leg : legs_) leg->introduce();
}

int LiveRun::run() {
  began_ = read_clock();
  for (const auto& leg : legs_) leg->start();
  say_what_it_listens_on();
  const std::string names = fmt::format("{}", fmt::join(options_.interfaces, ", "));
  service_.tell("READY=1\nSTATUS=listening on " + visible_text(names));

  while (!stop_ && !stream_.failed() && !stream_.complete()) {
    const Load load = pass();
    look_after_legs();
    if (status_.due(now_.monotonic)) show_status();
    service_.alive(now_.monotonic);
    wait(load);
    stop_ = requests_.stop_requested();
  }
  service_.tell("STOPPING=1");
  stop_legs();
  drain(stream_, requests_);
  const std::vector<LegSummary> legs = summarize(true);
  finish(stream_, interface_counts(), requests_);
  const std::string problem = wait_for(command_, requests_);
  status_.clear();
  return conclude(options_, stream_, legs, problem);
}

// Reads what the legs have, up to a measure, and sends on what is due.
LiveRun::Load LiveRun::pass() {
  now_ = read_clock();
  stream_.recycle();
  for (Reading& reading : readings_) {
    reading.found = Leg::Drained::kMore;
    reading.bytes = 0;
  }
  std::size_t frames = 0;
  bool no_room = false;
  while (frames < kMostPerPass && !no_room) {
    Reading* reading = furthest_behind();
    if (reading == nullptr) break;
    frames += read(*reading);
    no_room = reading->found == Leg::Drained::kNoRoom;
  }
  see_who_is_behind(no_room && !stream_.outlet().idle());
  set_tick();
  Load load = frames == 0 ? Load::kIdle : Load::kBusy;
  for (std::uint16_t number = 0; number < readings_.size(); ++number) {
    stream_.bond().reached(number, promise(readings_[number]));
    if (!readings_[number].empty()) load = Load::kBacklog;
  }
  stream_.release(now_.monotonic);
  if (no_room) stream_.make_room(now_.monotonic);
  return load;
}

// Moves a portion of a leg's frames into the bond. Tells how many.
std::size_t LiveRun::read(Reading& reading) {
  arrived_.clear();
  reading.found = reading.leg->drain(kBudget, slabs_, arrived_);
  if (!arrived_.empty()) {
    reading.newest = arrived_.front().stamp;
    for (const Frame& frame : arrived_) {
      reading.newest = std::max(reading.newest, frame.stamp);
      reading.bytes += frame.captured + kRingBytesPerFrame;
    }
    reading.came_at = now_.monotonic;
    if (!reading.leg->is_remote()) stamp_clock_.saw(reading.newest, now_);
  }
  // The clock may have been set meanwhile: the bond hears of it before it sees frames stamped after
  // that.
  bridge_clock_steps();
  stream_.bond().push(arrived_);
  return arrived_.size();
}

// The leg to read next. One that ran ahead of the others would fill the buffer with frames that
// cannot leave before the others are read.
LiveRun::Reading* LiveRun::furthest_behind() {
  Reading* furthest = nullptr;
  for (Reading& reading : readings_) {
    if (reading.found != Leg::Drained::kMore) continue;
    if (furthest == nullptr || reading.newest < furthest->newest) furthest = &reading;
  }
  return furthest;
}

// A ring that was half full when it was read is read twice as often.
void LiveRun::set_tick() {
  std::size_t most = 0;
  for (const Reading& reading : readings_) {
    if (!reading.leg->is_remote()) most = std::max(most, reading.bytes);
  }
  if (most > ring_ / 2) tick_ = std::max(tick_ / 2, kShortestTick);
  if (most < ring_ / 8) tick_ = std::min(tick_ * 2, kTick);
}

// A feed is behind while its frames come later than the hold allows for: when it is a replay, its
// host's clock is wrong, or nobody read here for a while. Then it can be found empty although its
// host has more, and only waits for room to send. `stalled`: the sinks keep us from reading.
void LiveRun::see_who_is_behind(bool stalled) {
  for (Reading& reading : readings_) {
    if (!reading.leg->is_remote()) continue;
    const bool behind = reading.newest < now_.wall - hold_ &&
                        (!reading.empty() || now_.monotonic - reading.came_at < hold_);
    if (!behind) {
      reading.behind_since = 0;
    } else if (reading.behind_since == 0 || stalled) {
      reading.behind_since = now_.monotonic;
    }
  }
}

// How far a leg has been read, by its clock.
std::int64_t LiveRun::promise(const Reading& reading) const {
  if (reading.behind_since != 0) {
    const bool in_time = now_.monotonic - reading.behind_since < kFeedMayLag;
    return in_time ? reading.newest : std::max(reading.newest, now_.wall - kFeedMayLag);
  }
  if (!reading.empty()) return reading.newest;
  // The clock was read before the leg was found empty: bond.h says why that matters.
  return reading.leg->is_remote() ? now_.wall : stamp_clock_.at(now_);
}

void LiveRun::bridge_clock_steps() {
  const Instant now = read_clock();
  if (const auto step = clock_watch_.observe(now)) {
    spdlog::warn("the clock was set by {:+.6f} s; time stamps jump with it",
                 static_cast<double>(step->after - step->before) / 1e9);
    if (!stamp_clock_.is_hosts()) return;
    for (Reading& reading : readings_) reading.newest = Merge::kNever;
    if (step_ends_ != 0) stream_.end_step(now.monotonic);
    const bool bridged = stream_.bond().begin_step(step->before, step->after);
    step_ends_ = bridged ? now.monotonic + hold_ : 0;
  } else if (step_ends_ != 0 && now.monotonic >= step_ends_) {
    step_ends_ = 0;
    stream_.end_step(now.monotonic);
  }
}

// Sleeps until frames can be expected, are due, or somebody wants something.
void LiveRun::wait(Load load) {
  if (load == Load::kBacklog) return;
  std::vector<pollfd> descriptors{{signals_.descriptor(), POLLIN, 0}};
  std::int64_t timeout = tick_;
  if (load == Load::kIdle) {
    timeout = kWatchEvery;
    for (const auto& leg : legs_) {
      // A socket without an interface reports its error again and again.
      if (!leg->away()) descriptors.push_back({leg->descriptor(), POLLIN, 0});
    }
    if (stream_.bond().held() > 0) {
      const std::int64_t due = stream_.bond().oldest() + hold_ - stamp_clock_.at(now_);
      timeout = std::clamp(due, kMillisecond, timeout);
    }
  }
  const auto milliseconds = static_cast<int>((timeout + kMillisecond - 1) / kMillisecond);
  poll(descriptors.data(), descriptors.size(), milliseconds);
}

bool LiveRun::stamped_by_host() const {
  return std::none_of(legs_.begin(), legs_.end(),
                      [](const auto& leg) { return leg->has_adapters_clock(); });
}

void LiveRun::look_after_legs() {
  if (now_.monotonic < next_watch_) return;
  next_watch_ = now_.monotonic + kWatchEvery;
  for (const auto& leg : legs_) leg->watch(now_.monotonic);
  // An interface that came back may be one that has no such clock.
  if (!stamp_clock_.is_hosts() && stamped_by_host()) stamp_clock_ = StampClock(true);
  if (options_.rotation.any() || options_.serve) {
    stream_.tell(progress());
    stream_.send();
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
  while (!stream_.failed() && !stream_.complete() && !requests_.second_stop_requested()) {
    const bool settled =
        std::all_of(legs_.begin(), legs_.end(), [](const auto& leg) { return leg->settled(); });
    if (settled || now_.monotonic > give_up) break;
    const Load load = pass();
    if (load != Load::kIdle) give_up = now_.monotonic + kSettleFor;
    wait(load);
  }
  slabs_.close();
}

// Between the start and the end, what is on its way counts as unread.
std::vector<LegSummary> LiveRun::summarize(bool final) {
  const std::int64_t now = read_clock().monotonic;
  const std::vector<std::uint64_t> written = stream_.outlet().written();
  const auto order = stream_.bond().counts();
  const bool lost = stream_.failed();
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
                   .away_ns = counts.away_ns,
                   .dropped_before_by_kernel = counts.earlier.dropped_by_os.value_or(0),
                   .dropped_before_by_interface = counts.earlier.dropped_by_interface.value_or(0)};
    const std::uint64_t rest = counts.accepted - counts.dropped_by_kernel - leg.written;
    const bool excused = !final || (stream_.complete() && !lost);
    (excused ? leg.unread : leg.dropped_by_tapbond) = rest;
    summary.push_back(std::move(leg));
  }
  return summary;
}

// As far as the legs' counts have been refreshed.
std::vector<InterfaceCounts> LiveRun::interface_counts() const {
  std::vector<InterfaceCounts> counts;
  const std::vector<Interface>& interfaces = stream_.interfaces();
  for (std::uint32_t row = 0; row < interfaces.size(); ++row) {
    const Leg& leg = *legs_[interfaces[row].leg];
    const LegCounts of_row = leg.counts_of(row);
    InterfaceCounts count{.received = of_row.received,
                          .accepted = of_row.accepted,
                          .dropped_by_interface = {},
                          .dropped_by_os = {},
                          .delivered = stream_.sent_of(row),
                          .first_ns = began_.wall,
                          .last_ns = now_.wall};
    if (leg.is_remote()) {
      // What was dropped on another host is known as far as that one tells.
      count = with_earlier(of_row.earlier, count);
    } else {
      count.dropped_by_interface = of_row.dropped_by_interface;
      count.dropped_by_os = of_row.dropped_by_kernel;
    }
    counts.push_back(count);
  }
  return counts;
}

// What a leg delivers after the end of a frame's hold is late.
Progress LiveRun::progress() {
  std::int64_t reached = stamp_clock_.at(now_);
  for (const Reading& reading : readings_) {
    if (!reading.empty()) reached = std::min(reached, promise(reading));
  }
  if (reached != Merge::kNever) reached -= hold_;
  if (stream_.bond().held() > 0) reached = std::min(reached, stream_.bond().oldest());
  return {.reached = reached, .counts = interface_counts()};
}

void LiveRun::show_status() {
  const double since = static_cast<double>(now_.monotonic - last_status_) / 1e9;
  const double rate =
      last_status_ == 0 ? 0 : static_cast<double>(stream_.sent() - last_sent_) / since;
  last_status_ = now_.monotonic;
  last_sent_ = stream_.sent();
  const double elapsed = static_cast<double>(now_.monotonic - began_.monotonic) / 1e9;
  status_.show(status_text(summarize(false), elapsed, rate));
}

}  // namespace

int run_live(const Options& options) { return LiveRun(options).run(); }

}  // namespace tapbond
