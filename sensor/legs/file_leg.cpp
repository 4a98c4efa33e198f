#include "sensor/legs/file_leg.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "sensor/files/linktype.h"

namespace tapbond {

FileLeg::FileLeg(std::uint16_t number, const std::string& path, const std::string& label,
                 const std::string& filter, FrameFilters& filters, SlabPool& pool,
                 Announce announce, Beside beside, const std::optional<TakesOut>& takes_out,
                 Correct correct)
    : number_(number),
      path_(path),
      label_(label),
      filter_(filter),
      filters_(&filters),
      pool_(&pool),
      announce_(std::move(announce)),
      beside_(std::move(beside)),
      correct_(std::move(correct)) {
  try {
    opening_ = std::make_unique<CaptureOpening>(path);
  } catch (const UnreadableFile& error) {
    throw std::runtime_error(name_in_text() + ' ' + error.what());
  }
  stream_ = opening_->is_stream();
  descriptor_ = opening_->descriptor();
  if (!takes_out) return;
  inner_.emplace(takes_out->options, InnerFrames::Bytes::kAFiles, announce_);
  slabs_ = &takes_out->slabs;
  announce_ = [this](Interface interface) { return inner_->enter(std::move(interface)); };
}

std::uint32_t FileLeg::add_interface(Interface interface) {
  if (const auto known = equal_.find(interface)) {
    rows_[*known].earlier.begin_section();
    return *known;
  }
  const Interface told = interface;
  Row row;
  row.linktype = interface.linktype;
  if (!filter_.empty()) {
    row.filter = &filters_->of(filter_, interface.linktype, FrameFilters::Source::kRecord);
    interface.barred = row.filter->passes_nothing();
    interface.filter = both_filters(interface.filter, filter_);
  }
  // A pcap file does not say; its own name tells its frames apart in what is written.
  if (interface.name.empty()) interface.name = path_;
  if (!label_.empty()) interface.description = label_;
  std::uint32_t number = 0;
  try {
    number = announce_(std::move(interface));
  } catch (const std::length_error& error) {
    number = row_of_link_type(told.linktype);
    if (!std::exchange(too_many_, true)) {
      spdlog::warn("{}: {}; packets of the others are written as of {}", path_, error.what(),
                   "the last one with their link type");
    }
    return number;
  }
  equal_.add(told, number);
  if (rows_.size() <= number) rows_.resize(number + 1);
  rows_[number] = row;
  return number;
}

// Throws std::runtime_error where there is none.
std::uint32_t FileLeg::row_of_link_type(int linktype) const {
  for (auto row = rows_.rbegin(); row != rows_.rend(); ++row) {
    if (row->linktype == linktype) return static_cast<std::uint32_t>(rows_.rend() - row - 1);
  }
  throw std::runtime_error(
      fmt::format("{}: an interface has a link type ({}) that none had before, and {} interfaces, "
                  "as many as can be told apart, are there already",
                  path_, linktype_name(linktype), kMostInterfaces));
}

CaptureReader::Status FileLeg::read(Bond& bond) {
  if (unfinished_) {
    frames_.clear();
    return finish(*unfinished_, bond);
  }
  frames_.clear();
  CaptureReader::Status status;
  try {
    status = read_on();
  } catch (const EmptyFile&) {
    empty_ = true;
    status = CaptureReader::Status::kEnd;
  } catch (const UnreadableFile& error) {
    problem_ = name_in_text() + ' ' + error.what();
    status = CaptureReader::Status::kEnd;
  } catch (const std::exception&) {
    // An interface that is not taken ends the run; what came before it is kept.
    if (correct_) correct_(frames_);
    filter();
    take_out(bond);
    throw;
  }
  if (correct_) correct_(frames_);
  measure_disorder();
  last_ = frames_.empty() ? Merge::kNever : frames_.back().stamp;
  filter();
  return finish(status, bond);
}

// With the frames of one read.
CaptureReader::Status FileLeg::finish(CaptureReader::Status status, Bond& bond) {
  const bool is_over =
      status == CaptureReader::Status::kEnd || status == CaptureReader::Status::kDamaged;
  if (inner_ && is_over) inner_->give_up_fragments();
  take_out(bond);
  unfinished_.reset();
  if (inner_ && inner_->waits_for_room()) {
    unfinished_ = status;
    return CaptureReader::Status::kNeedSlab;
  }
  if (is_over) {
    ended_ = true;
    bond.ended(number_);
    if (status == CaptureReader::Status::kDamaged) problem_ = path_ + ": " + reader_->problem();
  } else if (last_ != Merge::kNever) {
    clock_ = last_;
    promise(bond, clock_);
  }
  if (reader_ && !told_of_times_ && reader_->times_moved() != 0) {
    told_of_times_ = true;
    spdlog::warn(
        "{} has times before 1677 or after 2262, which nanoseconds in 64 bits cannot tell: those "
        "packets are given the nearest that can be told",
        name_in_text());
  }
  if (reader_ && !told_of_missing_times_ && reader_->without_time() != 0) {
    told_of_missing_times_ = true;
    spdlog::warn(
        "{} has packets without a time (simple packet blocks): they are given that of the "
        "packet before",
        name_in_text());
  }
  return status;
}

void FileLeg::promise(Bond& bond, std::int64_t stamp) {
  promised_ = std::max(promised_, stamp);
  bond.reached(number_, stamp);
}

// Frames of one read are put in order whatever the hold.
void FileLeg::measure_disorder() {
  if (promised_ == Merge::kNever) return;
  for (const Frame& frame : frames_) {
    if (frame.stamp >= promised_) continue;
    const std::uint64_t apart =
        static_cast<std::uint64_t>(promised_) - static_cast<std::uint64_t>(frame.stamp);
    disorder_ = std::max(
        disorder_, static_cast<std::int64_t>(std::min<std::uint64_t>(apart, Merge::kForever)));
  }
}

CaptureReader::Status FileLeg::read_on() {
  if (!reader_) {
    reader_ = opening_->proceed(
        number_, *pool_,
        [this](Interface interface) { return add_interface(std::move(interface)); },
        [this](std::uint32_t row, const InterfaceCounts& told) { rows_[row].earlier.tell(told); },
        {.section =
             [this](const Section& section) {
               equal_.begin_section();
               if (beside_.section) beside_.section(section);
             },
         .block = beside_.block});
    if (!reader_) return stream_ ? CaptureReader::Status::kNothing : CaptureReader::Status::kFrames;
    opening_.reset();
  }
  return reader_->read(frames_);
}

std::string FileLeg::waits_for() const {
  if (!reader_) return opening_->waits_for();
  return clock_ == Merge::kNever ? "it has brought no packet yet" : "it brings nothing more so far";
}

void FileLeg::filter() {
  auto kept = frames_.begin();
  for (auto frame = kept; frame != frames_.end(); ++frame) {
    Row& row = rows_[frame->interface];
    ++row.received;
    if (row.filter && !row.filter->passes(*frame)) {
      ++row.filtered;
      stopped_.push_back(*frame);
      continue;
    }
    if (kept != frame) *kept = *frame;
    ++kept;
  }
  frames_.erase(kept, frames_.end());
  pool_->release(stopped_);
  stopped_.clear();
}

void FileLeg::take_out(Bond& bond) {
  if (inner_) inner_->take(0, *slabs_, frames_);
  bond.push(frames_);
}

FileLeg::Counts FileLeg::counts() const {
  Counts total;
  for (const Row& row : rows_) {
    total.received += row.received;
    total.filtered += row.filtered;
    total.earlier = sum_of(total.earlier, row.earlier.sum());
  }
  if (inner_) {
    total.filtered += inner_->filtered();
    total.joined = inner_->joined();
  }
  if (reader_) {
    total.times_moved = reader_->times_moved();
    total.without_time = reader_->without_time();
  }
  return total;
}

FileLeg::Counts FileLeg::counts_of(std::uint32_t row) const {
  Counts counts;
  if (row < rows_.size()) {
    counts.received = rows_[row].received;
    counts.filtered = rows_[row].filtered;
    counts.earlier = rows_[row].earlier.sum();
  }
  if (!inner_) return counts;
  const InnerFrames::Counts inner = inner_->counts_of(row);
  counts.received += inner.received - inner.carried;
  counts.earlier = without(counts.earlier, inner.carried);
  counts.filtered += inner.filtered;
  counts.joined = inner.joined;
  counts.lost = inner.lost;
  return counts;
}

}  // namespace tapbond
