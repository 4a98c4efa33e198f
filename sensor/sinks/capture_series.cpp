#include "sensor/sinks/capture_series.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <utility>
#include <vector>

#include "sensor/sinks/count_shares.h"
#include "sensor/sinks/file_names.h"
#include "sensor/sinks/file_ring.h"

namespace tapbond {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

std::int64_t second_of(std::int64_t stamp) {
  return stamp / kSecond - (stamp % kSecond < 0 ? 1 : 0);
}

class CaptureSeries final : public Sink {
 public:
  explicit CaptureSeries(CaptureSeriesOptions options)
      : options_(std::move(options)),
        names_(options_.file.path, options_.rotation),
        ring_(options_.rotation),
        most_(options_.rotation.file_bytes != 0 ? options_.rotation.file_bytes
                                                : std::numeric_limits<std::uint64_t>::max()) {
    if (!options_.rotation.any()) start();
  }

  void start() override {
    if (file_) return;
    take_over_earlier_files();
    begin_file({.period = second_of(options_.begin_ns)});
  }

  void add_interface(const Interface& interface) override {
    interfaces_.push_back(interface);
    shares_.add_interface();
    if (file_) file_->add_interface(interface);
  }

  void write(std::span<const Frame> batch) override {
    while (!batch.empty()) {
      change_file_for(batch.front());
      if (complete_) return;
      const auto within = batch.first(in_period(batch));
      ring_.fit(file_->stored() + bytes_of(within));
      const std::size_t written = file_->write_up_to(within, most_);
      shares_.count(within.first(written));
      newest_ = std::max(newest_, within[written - 1].stamp);
      batch = batch.subspan(written);
    }
  }

  void flush() override {
    if (file_) file_->flush();
  }

  void progress(const Progress& progress) override {
    newest_ = std::max(newest_, progress.reached);
    counts_ = progress.counts;
    if (file_ && period_is_over(progress.reached)) end_period();
  }

  void reopen() override;
  bool complete() const override { return complete_; }

  void finish(std::span<const InterfaceCounts> counts) override {
    if (file_) finish_file(shares_.rest(counts));
  }

  std::uint64_t written() const override { return written_ + (file_ ? file_->written() : 0); }

 private:
  struct Place {              // in the series
    std::int64_t period = 0;  // the second in which it began
    std::uint64_t number = 0;
  };

  // At least one frame: change_file_for() has seen it.
  std::size_t in_period(std::span<const Frame> batch) const {
    if (options_.rotation.seconds == 0) return batch.size();
    const auto after = std::find_if(batch.begin() + 1, batch.end(), [this](const Frame& frame) {
      return period_is_over(frame.stamp);
    });
    return static_cast<std::size_t>(after - batch.begin());
  }

  bool period_is_over(std::int64_t stamp) const {
    return options_.rotation.seconds != 0 &&
           second_of(stamp) - place_.period >= options_.rotation.seconds;
  }

  // At most, and only where somebody wants to know.
  std::uint64_t bytes_of(std::span<const Frame> frames) const {
    std::uint64_t bytes = 0;
    if (options_.rotation.series_bytes == 0) return bytes;
    for (const Frame& frame : frames) bytes += CaptureFile::kMostAroundFrame + frame.captured;
    return bytes;
  }

  void take_over_earlier_files();
  void change_file_for(const Frame& frame);
  void end_period();
  std::unique_ptr<CaptureFile> create(const std::string& path);
  void begin_file(const Place& place);
  void finish_file(std::span<const InterfaceCounts> counts);
  Place next_place() const;

  CaptureSeriesOptions options_;
  FileNames names_;
  FileRing ring_;
  CountShares shares_;
  std::uint64_t most_;  // bytes of one file
  std::vector<Interface> interfaces_;
  std::vector<InterfaceCounts> counts_;  // so far
  std::unique_ptr<CaptureFile> file_;    // none between the end of a period and the next frame
  std::string path_;
  Place place_;
  std::uint64_t periods_ = 0;  // that are over
  std::uint64_t written_ = 0;  // frames in finished files
  std::int64_t newest_ = Progress::kUnknown;
  bool complete_ = false;
  bool warned_of_names_ = false;
};

// A sensor that is started again does not begin to fill the disk anew.
void CaptureSeries::take_over_earlier_files() {
  if (options_.rotation.ring == 0 && options_.rotation.series_bytes == 0) return;
  try {
    for (const std::string& path : names_.existing()) {
      ring_.add(path, std::filesystem::file_size(path));
    }
    ring_.fit(0);
  } catch (const std::filesystem::filesystem_error& error) {
    spdlog::warn("files of earlier runs are not counted: {}", error.what());
  }
}

void CaptureSeries::change_file_for(const Frame& frame) {
  if (file_ && period_is_over(frame.stamp)) end_period();
  if (complete_) return;
  if (!file_) {
    // A late frame may be of the time before.
    begin_file(
        {.period = std::max(second_of(frame.stamp), place_.period + options_.rotation.seconds)});
  } else if (file_->bytes() > most_) {
    finish_file(shares_.take(counts_, newest_));
    begin_file({.period = place_.period, .number = names_.after(place_.number)});
  }
}

void CaptureSeries::end_period() {
  finish_file(shares_.take(counts_, newest_));
  ++periods_;
  // With -C as well, the count is one of numbers, as in tcpdump.
  const Rotation& rotation = options_.rotation;
  if (rotation.file_bytes != 0 || rotation.count == 0 || periods_ < rotation.count) return;
  complete_ = true;
  spdlog::info("the last of {} files is complete (-W)", rotation.count);
}

std::unique_ptr<CaptureFile> CaptureSeries::create(const std::string& path) {
  options_.check(path);
  CaptureFileOptions options = options_.file;
  options.path = path;
  auto file = make_capture_file_sink(options);
  for (const Interface& interface : interfaces_) file->add_interface(interface);
  return file;
}

void CaptureSeries::begin_file(const Place& place) {
  const std::string path = names_.name(place.period, place.number);
  const bool replaced = ring_.begin(path);
  if (replaced && options_.rotation.count == 0 && !warned_of_names_) {
    warned_of_names_ = true;
    spdlog::warn(
        "{} is replaced: the name of -w comes again within the run; add -C or a finer "
        "time format",
        path);
  }
  file_ = create(path);
  path_ = path;
  place_ = place;
}

void CaptureSeries::finish_file(std::span<const InterfaceCounts> counts) {
  // Who moved it away looks after it.
  const bool ours = file_->still_named();
  file_->finish(counts);
  const std::uint64_t stored = file_->stored();
  written_ += file_->written();
  file_.reset();
  if (!ours) return;
  ring_.add(path_, stored);
  options_.finished(path_);
}

CaptureSeries::Place CaptureSeries::next_place() const {
  if (options_.rotation.file_bytes != 0) {
    return {.period = place_.period, .number = names_.after(place_.number)};
  }
  const bool timed = options_.rotation.seconds != 0 && newest_ != Progress::kUnknown;
  return {.period = timed ? second_of(newest_) : place_.period};
}

void CaptureSeries::reopen() {
  if (!file_ || options_.file.path == "-") return;
  const Place next = next_place();
  const std::string path = names_.name(next.period, next.number);
  file_->flush();
  if (path == path_ && file_->still_named()) {
    spdlog::warn("{} goes on: move it away first to begin a new one", path);
    return;
  }
  // The new file comes first: when it cannot be made, the old one goes on.
  std::unique_ptr<CaptureFile> file;
  try {
    file = create(path);
  } catch (const SinkError& error) {
    spdlog::warn("{}; going on in {} as it was", error.what(), path_);
    return;
  }
  finish_file(shares_.take(counts_, newest_));
  ring_.begin(path);
  file_ = std::move(file);
  path_ = path;
  place_ = next;
}

}  // namespace

std::unique_ptr<Sink> make_capture_series(CaptureSeriesOptions options) {
  return std::make_unique<CaptureSeries>(std::move(options));
}

}  // namespace tapbond
