// The run over files: the same bond, with the files' own clock.

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sensor/files/linktype.h"
#include "sensor/legs/earlier_counts.h"
#include "sensor/legs/file_leg.h"
#include "sensor/posix/clock.h"
#include "sensor/report/status_line.h"
#include "sensor/run/run.h"

namespace tapbond {
namespace {

constexpr int kWaitMs = 20;

class FileRun {
 public:
  explicit FileRun(const Options& options);
  int run();

 private:
  void read_first_frames();
  void read_on();
  FileLeg* next_to_read();
  void show_progress();
  std::vector<LegSummary> summarize(bool final) const;
  std::vector<InterfaceCounts> interface_counts() const;

  const Options& options_;
  FinishedCommand command_;  // first: it splits off a process that has nothing of the rest
  Signals signals_;
  Stream stream_;
  FrameFilters filters_;
  std::vector<std::unique_ptr<FileLeg>> legs_;
  bool stop_ = false;
  StatusLine status_;
  Requests requests_;
};

// One file to text alone reads as tcpdump shows it, which keeps the order of the file. There is
// nothing to bond; who wants it sorted says --hold.
FrameOrder order_of(const Options& options) {
  const bool as_it_is = options.files.size() == 1 && options.write_path.empty() && !options.hold_ns;
  return as_it_is ? FrameOrder::kArrival : FrameOrder::kStamp;
}

FileRun::FileRun(const Options& options)
    : options_(options),
      command_(options.finished_command, user_of(options)),
      stream_(StreamOptions{.legs = options.files.size(),
                            .hold_ns = options.hold_ns.value_or(Options::kFileHold),
                            .order = order_of(options),
                            .buffer_bytes = buffer_bytes(options),
                            .count = options.count,
                            .linger_ns = linger_of(options)}),
      status_(!options.quiet && !options.print),
      requests_(signals_, status_, stream_, {.summarize = [this] { return summarize(false); }}) {
  for (std::size_t i = 0; i < options.files.size(); ++i) {
    legs_.push_back(std::make_unique<FileLeg>(
        static_cast<std::uint16_t>(i), options.files[i], options.labels[i], options.filter,
        filters_, stream_.pool(),
        [this, &path = options.files[i]](Interface interface) {
          return announce(options_, stream_, path, std::move(interface));
        },
        carry_beside(stream_, static_cast<std::uint16_t>(i))));
  }
  read_first_frames();
  filters_.begin();
  auto sinks = make_sinks(
      options, stream_.bond().held() > 0 ? stream_.bond().oldest() : read_clock().wall, command_);
  settle(options, sinks, false);
  stream_.attach(std::move(sinks));
}

// The start of every file is looked at before the output is created, so that what cannot go
// together is refused before there is a half-made file.
void FileRun::read_first_frames() {
  for (const auto& leg : legs_) {
    while (!stop_ && !leg->ended() && leg->clock() == Merge::kNever && !stream_.beside().plenty() &&
           leg->read(stream_.bond()) == CaptureReader::Status::kFrames) {
      stop_ = requests_.stop_requested();
    }
  }
}

int FileRun::run() {
  std::string problem;
  try {
    read_on();
  } catch (const std::runtime_error& error) {
    // Another interface turned up in mid-file that does not fit: what came before is kept.
    problem = error.what();
  }
  drain(stream_, requests_);
  finish(stream_, interface_counts(), requests_);
  const std::string unfinished = wait_for(command_, requests_);
  if (problem.empty()) problem = unfinished;
  status_.clear();
  for (const auto& leg : legs_) {
    if (leg->problem().empty()) continue;
    if (!problem.empty()) spdlog::error("{}", problem);
    problem = leg->problem();
  }
  return conclude(options_, stream_, summarize(true), problem);
}

void FileRun::read_on() {
  while (!stop_ && !stream_.failed() && !stream_.complete()) {
    const std::int64_t now = read_clock().monotonic;
    if (requests_.stop_requested()) break;
    stream_.recycle(stream_.backlogged() ? kWaitMs : 0);
    if (stream_.backlogged() || !stream_.release_portion(now)) continue;
    FileLeg* leg = next_to_read();
    if (leg == nullptr) return;
    const CaptureReader::Status status = leg->read(stream_.bond());
    if (options_.rotation.any()) stream_.tell({.counts = interface_counts()});
    if (status == CaptureReader::Status::kNeedSlab) stream_.make_room(now);
    if (status_.due(now)) show_progress();
  }
}

// The one that holds the others up: whose clock is furthest behind.
FileLeg* FileRun::next_to_read() {
  FileLeg* next = nullptr;
  for (const auto& leg : legs_) {
    if (!leg->ended() && (next == nullptr || leg->clock() < next->clock())) next = leg.get();
  }
  return next;
}

void FileRun::show_progress() {
  constexpr int kWidth = 40;
  std::uint64_t read = 0;
  std::uint64_t total = 0;
  bool stream = false;
  for (const auto& leg : legs_) {
    read += leg->reader().bytes_read();
    total += leg->reader().bytes_total();
    stream = stream || leg->reader().bytes_total() == 0;
  }
  if (stream || total == 0) {
    status_.show(
        fmt::format("{} packets, {:.1f} MB", stream_.sent(), static_cast<double>(read) / 1e6));
    return;
  }
  const double share = std::min(1.0, static_cast<double>(read) / static_cast<double>(total));
  const auto filled = static_cast<int>(std::lround(share * kWidth));
  status_.show(fmt::format("[{:#<{}}{:.<{}}] {:3.0f}%  {} packets", "", filled, "", kWidth - filled,
                           100 * share, stream_.sent()));
}

std::vector<LegSummary> FileRun::summarize(bool final) const {
  const std::vector<std::uint64_t> written = stream_.written();
  const auto order = stream_.bond().counts();
  std::vector<LegSummary> summary;
  for (std::size_t i = 0; i < legs_.size(); ++i) {
    const FileLeg::Counts counts = legs_[i]->counts();
    LegSummary leg{.name = legs_[i]->name(),
                   .received = counts.received,
                   .written = written[i],
                   .filtered = counts.filtered,
                   .late = order[i].late,
                   .max_late_ns = order[i].max_late_ns,
                   .early = order[i].early,
                   .dropped_before_by_kernel = counts.earlier.dropped_by_os.value_or(0),
                   .dropped_before_by_interface = counts.earlier.dropped_by_interface.value_or(0)};
    const std::uint64_t rest = leg.received - leg.filtered - leg.written;
    const bool lost = final && stream_.failed();
    (lost ? leg.dropped_by_tapbond : leg.unread) = rest;
    summary.push_back(std::move(leg));
  }
  return summary;
}

std::vector<InterfaceCounts> FileRun::interface_counts() const {
  std::vector<InterfaceCounts> counts;
  const std::vector<Interface>& interfaces = stream_.interfaces();
  for (std::uint32_t row = 0; row < interfaces.size(); ++row) {
    const FileLeg::Counts of_row = legs_[interfaces[row].leg]->counts_of(row);
    InterfaceCounts count;
    count.received = of_row.received;
    count.accepted = of_row.received - of_row.filtered;
    count.delivered = stream_.sent_of(row);
    counts.push_back(with_earlier(of_row.earlier, count));
  }
  return counts;
}

}  // namespace

int run_files(const Options& options) { return FileRun(options).run(); }

}  // namespace tapbond
