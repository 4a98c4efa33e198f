#include "sensor/sinks/capture_series.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "sensor/sinks/count_shares.h"
#include "sensor/sinks/disk_sync.h"
#include "sensor/sinks/file_names.h"
#include "sensor/sinks/file_ring.h"
#include "sensor/sinks/series_mark.h"

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
        mark_(options_.file.path),
        most_(options_.rotation.file_bytes != 0 ? options_.rotation.file_bytes
                                                : std::numeric_limits<std::uint64_t>::max()) {
    if (options_.sync_seconds != 0) sync_.emplace(std::chrono::seconds(options_.sync_seconds));
    if (!options_.rotation.any()) start();
  }

  void start() override {
    if (file_) return;
    take_over_earlier_files();
    if (!is_series()) {
      path_ = options_.file.path;
      file_ = create(path_, false);
      follow();
      place_ = {.period = second_of(options_.begin_ns), .number = 0, .repeat = 1};
    } else {
      begin_file({.period = second_of(options_.begin_ns)});
    }
  }

  // The next files tell at their beginning what this one does in several places.
  void begin_section(const Section& section) override {
    section_.comments.insert(section_.comments.end(), section.comments.begin(),
                             section.comments.end());
    section_.options += section.options;
    section_.hardware = section.hardware;
    section_.os = section.os;
    sectioned_ = true;
    if (!file_) return;
    file_->begin_section(section);
    for (const Interface& interface : interfaces_) file_->add_interface(interface);
  }

  void add_block(const BesideBlock& block) override {
    if (file_) file_->add_block(block);
    if (block.lasting()) {
      blocks_.push_back(block);
    } else if (!file_) {
      for_next_file_.push_back(block);
    }
  }

  void add_interface(const Interface& interface) override {
    interfaces_.push_back(interface);
    shares_.add_interface();
    if (file_) file_->add_interface(interface);
  }

  void moved(const MovedFrames& moved) override { moved_ = moved; }

  void write(std::span<const Frame> batch) override {
    while (!batch.empty()) {
      change_file_for(batch.front());
      if (complete_) return;
      const auto within = batch.first(in_period(batch));
      ring_.fit(file_->stored() + bytes_of(within));
      file_->moved(moved_);
      const std::size_t written = file_->write_up_to(within, most_);
      shares_.count(within.first(written));
      tell_of_times();
      newest_ = std::max(newest_, within[written - 1].stamp);
      batch = batch.subspan(written);
    }
  }

  void flush() override {
    if (file_) file_->flush();
    if (sync_) sync_->start();
  }

  void look() override {
    if (file_) file_->look();
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

  std::string remark() const override {
    const std::uint64_t moved = times_moved_;
    return moved == 0 ? ""
                      : fmt::format("{} with times outside of {}, moved", moved, years_.load());
  }

  std::uint64_t written() const override { return written_ + (file_ ? file_->written() : 0); }

 private:
  struct Place {              // in the series
    std::int64_t period = 0;  // the second in which it began
    std::uint64_t number = 0;
    std::uint64_t repeat = 0;  // of the period's name; 0: the period has just begun
  };
  // What is there where a file could be.
  enum class Found { kNothing, kOurs, kOthers, kNothingToLose };

  bool is_series() const { return options_.rotation.any() && options_.file.path != "-"; }
  bool wraps() const { return options_.rotation.file_bytes != 0 && options_.rotation.count != 0; }

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
    for (const Frame& frame : frames) {
      if (file_->bytes() + bytes > most_) break;  // the next go to another file
      bytes += CaptureFile::kMostAroundFrame + frame.captured;
    }
    return bytes;
  }

  // Once; the rest is in the summary.
  void tell_of_times() {
    const std::uint64_t moved = moved_before_ + file_->times_moved();
    if (moved == times_moved_) return;
    if (times_moved_ == 0) {
      years_ = file_->years();
      spdlog::warn(
          "{} holds times from {}: packets from outside of them are given the nearest that it "
          "holds",
          options_.file.path == "-" ? "standard output" : options_.file.path, file_->years());
    }
    times_moved_ = moved;
  }

  void take_over_earlier_files();
  void change_file_for(const Frame& frame);
  void end_period();
  Found look_at(const std::string& path) const;
  void say_why_not(const std::string& path, const std::string& instead);
  std::unique_ptr<CaptureFile> create(const std::string& path, bool must_be_new);
  std::unique_ptr<CaptureFile> create_at(Place& place, std::string& path);
  void begin_file(Place place);
  void follow();
  void finish_file(std::span<const InterfaceCounts> counts);
  Place next_number() const { return {place_.period, names_.after(place_.number), place_.repeat}; }
  Place next_place() const;

  CaptureSeriesOptions options_;
  FileNames names_;
  FileRing ring_;
  SeriesMark mark_;
  CountShares shares_;
  std::uint64_t most_;  // bytes of one file
  Section section_;     // all that was told
  bool sectioned_ = false;
  std::vector<Interface> interfaces_;
  std::vector<BesideBlock> blocks_;  // that every file has
  std::vector<BesideBlock> for_next_file_;
  std::vector<InterfaceCounts> counts_;  // so far
  std::optional<DiskSync> sync_;
  std::unique_ptr<CaptureFile> file_;  // none between the end of a period and the next frame
  std::string path_;
  Place place_;
  std::uint64_t periods_ = 0;       // that are over
  std::uint64_t written_ = 0;       // frames in finished files
  std::uint64_t moved_before_ = 0;  // likewise, of times_moved()
  std::atomic<std::uint64_t> times_moved_ = 0;
  std::atomic<const char*> years_ = nullptr;  // once there are some
  std::int64_t newest_ = Progress::kUnknown;
  bool complete_ = false;
  bool said_repeats_ = false;
  bool said_others_ = false;
  bool said_no_marks_ = false;
  MovedFrames moved_;  // of the batch that is written, or one before
};

// A sensor that is started again does not begin to fill the disk anew.
void CaptureSeries::take_over_earlier_files() {
  if (!ring_.has_limit()) return;
  try {
    for (const std::string& path : mark_.files()) {
      const auto state = state_at(path);
      if (state && !options_.is_read(path)) ring_.add(path, *state);
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
    begin_file(next_number());
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

CaptureSeries::Found CaptureSeries::look_at(const std::string& path) const {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return Found::kNothing;
  if (!S_ISREG(status.st_mode)) {
    // A device or a pipe takes what is written and loses nothing; also behind a link.
    const bool known = ::stat(path.c_str(), &status) == 0;
    return !known || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode) ? Found::kOthers
                                                                        : Found::kNothingToLose;
  }
  if (options_.is_read(path)) return Found::kOthers;
  // Made for us to write to, by logrotate or mktemp(1).
  if (status.st_size == 0 && status.st_uid == ::geteuid()) return Found::kNothingToLose;
  const bool may_be_of_before = options_.rotation.seconds == 0 && options_.rotation.any();
  const bool ours = (wraps() && ring_.has(path)) || (may_be_of_before && mark_.is_on(path));
  return ours ? Found::kOurs : Found::kOthers;
}

std::unique_ptr<CaptureFile> CaptureSeries::create(const std::string& path, bool must_be_new) {
  CaptureFileOptions options = options_.file;
  options.path = path;
  options.must_be_new = must_be_new;
  auto file = make_capture_file_sink(options);
  if (sectioned_) file->begin_section(section_);
  for (const Interface& interface : interfaces_) file->add_interface(interface);
  for (const BesideBlock& block : blocks_) file->add_block(block);
  for (const BesideBlock& block : std::exchange(for_next_file_, {})) file->add_block(block);
  if (is_series() && !mark_.begin(path, file->id()) && ring_.has_limit() && !said_no_marks_) {
    said_no_marks_ = true;
    spdlog::warn(
        "the file system of {} keeps no extended attributes: a later run cannot know these files "
        "for its own, and will neither count nor delete them",
        path);
  }
  return file;
}

// Completes the place, and tells the path that it came to.
std::unique_ptr<CaptureFile> CaptureSeries::create_at(Place& place, std::string& path) {
  const auto has_others = [this](const std::string& name) {
    return look_at(name) == Found::kOthers;
  };
  if (place.repeat == 0) {
    place.repeat = options_.rotation.seconds == 0
                       ? 1
                       : names_.begin_period(place.period, [&](std::uint64_t repeat) {
                           return has_others(names_.name(place.period, 0, repeat));
                         });
  }
  const std::string name = names_.name(place.period, place.number, place.repeat);
  std::uint64_t number = 1;
  while (has_others(FileNames::numbered(name, number))) ++number;
  path = FileNames::numbered(name, number);
  say_why_not(names_.name(place.period, place.number, 1), path);
  const Found found = look_at(path);
  // Rather than emptied: who reads it, or has linked it, keeps it.
  const bool removed = found == Found::kOurs && ::unlink(path.c_str()) == 0;
  return create(path, found == Found::kNothing || removed);
}

void CaptureSeries::say_why_not(const std::string& path, const std::string& instead) {
  if (path == instead) return;
  if (options_.rotation.seconds != 0) {
    if (!std::exchange(said_repeats_, true)) {
      spdlog::warn(
          "the name {} is taken, so that a number is added to it: {}; a date and %z, or %s, in the "
          "name of -w would tell the files apart, and --ring keep the newest",
          path, instead);
    }
  } else if (!std::exchange(said_others_, true)) {
    spdlog::warn("{} is there and not of this series: it is left alone, and {} written instead",
                 path, instead);
  }
}

void CaptureSeries::follow() {
  if (sync_ && file_->descriptor() >= 0) sync_->follow(file_->descriptor(), path_);
}

void CaptureSeries::begin_file(Place place) {
  if (place.repeat == 0 && !ring_.has_limit()) ring_.forget();
  std::string path;
  auto file = create_at(place, path);
  ring_.begin(path);
  file_ = std::move(file);
  path_ = path;
  follow();
  place_ = place;
}

void CaptureSeries::finish_file(std::span<const InterfaceCounts> counts) {
  // Who moved it away looks after it.
  const bool ours = file_->still_named();
  const FileId id = file_->id();
  file_->finish(counts);
  if (sync_) {
    sync_->start();
    sync_->let_go();
  }
  written_ += file_->written();
  moved_before_ += file_->times_moved();
  file_.reset();
  if (!ours) return;
  if (is_series()) mark_.finish(path_, id);
  const auto state = state_at(path_);
  if (state && (ring_.has_limit() || wraps())) ring_.add(path_, *state);
  options_.finished(path_);
}

CaptureSeries::Place CaptureSeries::next_place() const {
  if (options_.rotation.file_bytes != 0) return next_number();
  const bool timed = options_.rotation.seconds != 0 && newest_ != Progress::kUnknown;
  return {.period = timed ? second_of(newest_) : place_.period};
}

void CaptureSeries::reopen() {
  if (!file_ || options_.file.path == "-") return;
  Place next = next_place();
  file_->flush();
  if (names_.name(next.period, next.number, place_.repeat) == path_ && file_->still_named()) {
    spdlog::warn("{} goes on: move it away first to begin a new one", path_);
    return;
  }
  // The new file comes first: when it cannot be made, the old one goes on.
  std::unique_ptr<CaptureFile> file;
  std::string path;
  try {
    file = create_at(next, path);
  } catch (const SinkError& error) {
    spdlog::warn("{}; going on in {} as it was", error.what(), path_);
    return;
  }
  finish_file(shares_.take(counts_, newest_));
  ring_.begin(path);
  file_ = std::move(file);
  path_ = path;
  follow();
  place_ = next;
}

}  // namespace

std::unique_ptr<Sink> make_capture_series(CaptureSeriesOptions options) {
  return std::make_unique<CaptureSeries>(std::move(options));
}

}  // namespace tapbond
