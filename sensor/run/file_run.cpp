// The run over files: the same bond, with the files' own clock.

#include <fmt/format.h>
#include <poll.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sensor/files/linktype.h"
#include "sensor/legs/file_leg.h"
#include "sensor/posix/clock.h"
#include "sensor/posix/file_descriptor.h"
#include "sensor/report/status_line.h"
#include "sensor/run/alignment.h"
#include "sensor/run/file_numbers.h"
#include "sensor/run/run.h"

namespace tapbond {
namespace {

constexpr int kWaitMs = 20;
constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1'000'000'000;

// So long a stream may take to bring its first packet before the output is created without it.
constexpr std::int64_t kFirstFrames = kSecond / 2;
// And so long to bring anything before it is said what is waited for.
constexpr std::int64_t kSilenceIsOdd = kSecond;
// How often who waits looks after the rest.
constexpr std::int64_t kWatchEvery = 100 * kMillisecond;
// What was captured so short a time ago, somebody captures now.
constexpr std::int64_t kLive = 60 * kSecond;
// A stamp that lies further off is damage, for which nobody waits.
constexpr std::int64_t kLongestCapture = 3660 * 24 * 3600 * kSecond;
// Of the process: its outputs, and what libraries open.
constexpr std::size_t kOtherDescriptors = 64;
// At the end: more than a pipe holds, so that who goes on writing is not waited for.
constexpr std::uint64_t kMostAfterStop = 8 << 20;

// Streams among the files
// -----------------------
// A fifo, a pipe or a terminal is never waited for: the others, signals and the sinks come first
// all the time. While it has nothing, it is silent, and what that means for the order depends on
// what is read.
//
//  - Frames that were captured just now come from somebody who captures: then a silent stream is a
//    silent leg of a live run. Nothing comes from it any more that was captured longer ago than
//    --hold, and it delays nobody further. What comes later all the same is late, and counted.
//  - Otherwise streams are captures on their way from somewhere, whose clock is their own: a pause
//    says nothing. The others are read as far as memory allows and wait, as they would for a slow
//    disk; it is said once for what. A stop writes all that was read.
class FileRun {
 public:
  explicit FileRun(const Options& options);
  int run();

 private:
  struct Reading {  // of one leg
    FileLeg* leg = nullptr;
    bool silent = false;
    std::int64_t silent_since = 0;  // monotonic
    bool told = false;              // that it is waited for

    bool has_begun() const { return leg->ended() || leg->clock() != Merge::kNever; }
  };

  FileLeg::Correct correction(std::uint16_t leg);
  void read_first_frames();
  void refuse_what_is_no_capture() const;
  bool all_empty() const;
  void read_on();
  void read_what_streams_hold();
  CaptureReader::Status read(Reading& reading, const Instant& now);
  Reading* next_to_read();
  bool streams_are_silent() const;
  void listen(std::int64_t wait_ns);
  void promise(const Instant& now);
  void say_what_is_waited_for(const Instant& now);
  std::int64_t until_due(const Instant& now) const;
  void advise() const;

  const Options& options_;
  FinishedCommand command_;  // first: it splits off a process that has nothing of the rest
  Signals signals_;
  Stream stream_;
  SlabWriter slabs_;  // for what is taken out of frames
  std::shared_ptr<FrameFilters> filters_ = std::make_shared<FrameFilters>();
  std::optional<Alignment> alignment_;
  FileLegs legs_;
  std::vector<Reading> readings_;  // of the legs
  FileNumbers numbers_;
  Reports reports_;
  bool live_ = false;  // a stream brings, or brought, what was captured just now
  bool stop_ = false;
  StatusLine status_;
  Requests requests_;
};

// One file to text alone reads as tcpdump shows it, which keeps the order of the file. There is
// nothing to bond; who wants it sorted says --hold.
FrameOrder order_of(const Options& options) {
  const bool as_it_is = options.files.size() == 1 && options.write_path.empty() &&
                        options.report.empty() && !options.hold_ns;
  return as_it_is ? FrameOrder::kArrival : FrameOrder::kStamp;
}

std::optional<Alignment> alignment_of(const Options& options, const Stream& stream) {
  if (!options.align) return std::nullopt;
  std::vector<AlignedLeg> legs;
  for (const std::string& path : options.files) {
    legs.push_back({.name = path, .has_own_clock = true});
  }
  return std::optional<Alignment>(std::in_place, std::move(legs), stream.interfaces());
}

std::string nothing_in(const FileLeg& leg) { return leg.name_in_text() + ' ' + EmptyFile().what(); }

FileRun::FileRun(const Options& options)
    : options_(options),
      command_(options.finished_command, user_of(options)),
      stream_(StreamOptions{
          .legs = options.files.size(),
          .hold_ns = options.hold_ns.value_or(Options::kFileHold),
          .causes = looks_for_causes(options) && order_of(options) == FrameOrder::kStamp,
          .reach_ns = file_reach(options),
          .order = order_of(options),
          .duplicates = options.duplicates,
          .trailer = options.trailer,
          .copies = takes_out_of_frames(options),
          .buffer_bytes = buffer_bytes(options),
          .count = options.count}),
      slabs_(stream_.pool()),
      alignment_(alignment_of(options, stream_)),
      numbers_(legs_, stream_, alignment_ ? &*alignment_ : nullptr),
      reports_(options),
      status_(!options.quiet && !options.print),
      requests_(signals_, status_, stream_, {.summarize = [this] { return numbers_.so_far(); }}) {
  allow_descriptors(options.files.size() + kOtherDescriptors);
  std::optional<FileLeg::TakesOut> takes_out;
  if (takes_out_of_frames(options)) {
    takes_out.emplace(FileLeg::TakesOut{inner_frames(options, filters_), slabs_});
  }
  for (std::size_t i = 0; i < options.files.size(); ++i) {
    legs_.push_back(std::make_unique<FileLeg>(
        static_cast<std::uint16_t>(i), options.files[i], options.labels[i], leg_filter(options),
        *filters_, stream_.pool(),
        [this, &path = options.files[i]](Interface interface) {
          return announce(options_, stream_, path, std::move(interface));
        },
        carry_beside(stream_, static_cast<std::uint16_t>(i)), takes_out,
        correction(static_cast<std::uint16_t>(i))));
    readings_.push_back({.leg = legs_.back().get()});
  }
  read_first_frames();
  // The first packet of a stream, and with it a link type, may be long in coming.
  if (streams_are_silent() && !options.filter.empty()) filters_->prepare(options.filter);
  filters_->begin();
  auto sinks =
      make_sinks(options, stream_.bond().held() > 0 ? stream_.bond().oldest() : read_clock().wall,
                 command_, reports_);
  settle(options, sinks, false);
  reports_.start();
  stream_.attach(std::move(sinks));
}

FileLeg::Correct FileRun::correction(std::uint16_t leg) {
  if (!alignment_ && stream_.trailers() == nullptr) return {};
  return [this, leg](std::span<Frame> frames) {
    if (TrailerClock* trailers = stream_.trailers()) {
      trailers->take(leg, options_.files[leg], frames);
    }
    if (alignment_) alignment_->take(leg, frames);
  };
}

// The start of every file is looked at before the output is created, so that what cannot go
// together is refused before there is a half-made file.
void FileRun::read_first_frames() {
  const std::int64_t give_up = read_clock().monotonic + kFirstFrames;
  for (;;) {
    bool all_begun = true;
    const Instant now = read_clock();
    for (Reading& reading : readings_) {
      while (!stop_ && !reading.silent && !reading.has_begun() && !stream_.beside().plenty() &&
             read(reading, now) == CaptureReader::Status::kFrames) {
        stop_ = requests_.stop_requested();
      }
      all_begun = all_begun && !reading.silent;
    }
    refuse_what_is_no_capture();
    if (stop_ || all_begun || now.monotonic > give_up) return;
    listen(give_up - now.monotonic);
    stop_ = requests_.stop_requested();
  }
}

// A file without a byte in it is nothing to bond, but no harm to the others.
void FileRun::refuse_what_is_no_capture() const {
  for (const Reading& reading : readings_) {
    if (reading.leg->unreadable()) throw std::runtime_error(reading.leg->problem());
  }
  if (all_empty()) throw std::runtime_error(nothing_in(*readings_.front().leg));
}

int FileRun::run() {
  std::string problem;
  try {
    read_on();
  } catch (const std::runtime_error& error) {
    // Another interface turned up in mid-file that does not fit: what came before is kept.
    problem = error.what();
  }
  slabs_.close();
  drain(stream_, requests_);
  const std::vector<InterfaceCounts> interfaces = numbers_.of_interfaces();
  finish(stream_, interfaces, requests_);
  const std::string unfinished = wait_for(command_, requests_);
  if (problem.empty()) problem = unfinished;
  if (all_empty()) problem = nothing_in(*readings_.front().leg);
  status_.clear();
  for (const Reading& reading : readings_) {
    if (reading.leg->problem().empty()) continue;
    if (!problem.empty()) spdlog::error("{}", problem);
    problem = reading.leg->problem();
  }
  advise();
  return conclude(options_, stream_, numbers_.at_the_end(), interfaces, reports_, problem);
}

// What would have put everything in order.
void FileRun::advise() const {
  std::uint64_t late = 0;
  std::uint64_t early = 0;
  for (const OrderCounts& counts : stream_.bond().counts()) {
    late += counts.late;
    early += counts.early;
  }
  if (late == 0) return;
  std::int64_t disorder = 0;
  std::uint64_t bytes = 0;
  for (const Reading& reading : readings_) {
    disorder = std::max(disorder, reading.leg->disorder());
    bytes += std::max(reading.leg->bytes_read(), reading.leg->bytes_total());
  }
  std::string advice;
  if (disorder > stream_.bond().hold() && disorder < kLongestCapture) {
    advice += fmt::format(" --hold {}", disorder / kMillisecond + 1);
  }
  const std::size_t bound = options_.buffer_mib.value_or(Options::kLeastBuffer >> 20);
  const std::size_t needed = (bytes >> 20) + 2 * readings_.size() + 4;
  if (early != 0 || needed > bound)
    advice += fmt::format(" --buffer {}", std::max(needed, 2 * bound));
  if (!advice.empty()) advice = ";" + advice + " would put them in order";
  spdlog::warn("{} packets came after their turn, and stand out of order in the output{}", late,
               advice);
}

void FileRun::read_on() {
  while (!stop_ && !stream_.failed() && !stream_.complete()) {
    const Instant now = read_clock();
    stop_ = requests_.stop_requested();
    if (stop_) break;
    stream_.recycle(stream_.backlogged() ? kWaitMs : 0);
    if (stream_.backlogged()) continue;
    if (streams_are_silent()) {
      listen(0);
      promise(now);
      say_what_is_waited_for(now);
    }
    if (!stream_.release_portion(now.monotonic)) continue;
    if (Reading* reading = next_to_read()) {
      const CaptureReader::Status status = read(*reading, now);
      if (options_.rotation.any()) stream_.tell({.counts = numbers_.of_interfaces()});
      if (status == CaptureReader::Status::kNeedSlab) stream_.make_room(now.monotonic);
    } else if (streams_are_silent()) {
      stream_.send();
      listen(until_due(now));
    } else {
      return;
    }
    if (status_.due(now.monotonic)) status_.show(numbers_.status());
  }
  if (stop_) read_what_streams_hold();
}

// What was written to a pipe before the stop has left its writer for good.
void FileRun::read_what_streams_hold() {
  stream_.outlet().lose_patience();
  for (Reading& reading : readings_) {
    if (!reading.leg->is_stream()) continue;
    const std::uint64_t enough = reading.leg->bytes_read() + kMostAfterStop;
    reading.silent = false;
    while (!reading.silent && !reading.leg->ended() && reading.leg->bytes_read() < enough &&
           !stream_.failed() && !requests_.second_stop_requested()) {
      const Instant now = read_clock();
      if (read(reading, now) == CaptureReader::Status::kNeedSlab) stream_.make_room(now.monotonic);
    }
  }
}

CaptureReader::Status FileRun::read(Reading& reading, const Instant& now) {
  const std::int64_t clock = reading.leg->clock();
  const CaptureReader::Status status = reading.leg->read(stream_.bond());
  reading.silent = status == CaptureReader::Status::kNothing;
  if (reading.silent) reading.silent_since = now.monotonic;
  if (reading.leg->is_stream() && reading.leg->clock() != clock) {
    const std::int64_t newest = reading.leg->clock();
    live_ = live_ || (newest > now.wall - kLive && newest < now.wall + kLive);
  }
  if (reading.leg->empty() && readings_.size() > 1) {
    spdlog::warn("{}; it is passed over", nothing_in(*reading.leg));
  }
  return status;
}

// The one that holds the others up: whose clock is furthest behind. None where all are silent, or
// wait for a stream that is and have filled the memory.
FileRun::Reading* FileRun::next_to_read() {
  const bool held_up = !live_ && streams_are_silent();
  if (held_up && stream_.pool().free() <= readings_.size()) return nullptr;
  Reading* next = nullptr;
  for (Reading& reading : readings_) {
    if (reading.leg->ended() || reading.silent) continue;
    if (next == nullptr || reading.leg->clock() < next->leg->clock()) next = &reading;
  }
  return next;
}

bool FileRun::all_empty() const {
  return std::all_of(readings_.begin(), readings_.end(),
                     [](const Reading& reading) { return reading.leg->empty(); });
}

bool FileRun::streams_are_silent() const {
  return std::any_of(readings_.begin(), readings_.end(),
                     [](const Reading& reading) { return reading.silent; });
}

// Until a silent stream has something, or a signal comes.
void FileRun::listen(std::int64_t wait_ns) {
  std::vector<pollfd> descriptors{{signals_.descriptor(), POLLIN, 0}};
  for (const Reading& reading : readings_) {
    if (reading.silent) descriptors.push_back({reading.leg->descriptor(), POLLIN, 0});
  }
  poll(descriptors.data(), descriptors.size(),
       static_cast<int>((wait_ns + kMillisecond - 1) / kMillisecond));
  auto descriptor = descriptors.begin();
  for (Reading& reading : readings_) {
    if (reading.silent) reading.silent = (++descriptor)->revents == 0;
  }
}

// `now` was read before the streams were found silent: bond.h says why that matters.
void FileRun::promise(const Instant& now) {
  if (!live_) return;
  for (std::uint16_t number = 0; number < readings_.size(); ++number) {
    if (readings_[number].silent) readings_[number].leg->promise(stream_.bond(), now.wall);
  }
}

void FileRun::say_what_is_waited_for(const Instant& now) {
  for (Reading& reading : readings_) {
    const bool waited_for = !reading.has_begun() || (!live_ && readings_.size() > 1);
    if (!reading.silent || reading.told || !waited_for) continue;
    if (now.monotonic - reading.silent_since < kSilenceIsOdd) continue;
    reading.told = true;
    status_.clear();
    spdlog::info("waiting for {}: {}", reading.leg->name_in_text(), reading.leg->waits_for());
  }
}

// How long nothing is due if nothing comes.
std::int64_t FileRun::until_due(const Instant& now) const {
  if (!live_ || stream_.bond().held() == 0) return kWatchEvery;
  const std::int64_t is_due = now.wall - stream_.bond().hold();
  if (stream_.bond().oldest() <= is_due) return kMillisecond;
  return std::clamp(stream_.bond().oldest() - is_due, kMillisecond, kWatchEvery);
}

}  // namespace

int run_files(const Options& options) { return FileRun(options).run(); }

}  // namespace tapbond
