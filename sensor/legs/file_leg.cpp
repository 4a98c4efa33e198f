#include "sensor/legs/file_leg.h"

#include <stdexcept>
#include <utility>

namespace tapbond {

FileLeg::FileLeg(std::uint16_t number, const std::string& path, const std::string& label,
                 const std::string& filter, FrameFilters& filters, SlabPool& pool,
                 Announce announce)
    : number_(number),
      path_(path),
      label_(label),
      filter_(filter),
      filters_(&filters),
      pool_(&pool),
      announce_(std::move(announce)),
      reader_(CaptureReader::open(
          path, number, pool,
          [this](Interface interface) { return add_interface(std::move(interface)); },
          [this](std::uint32_t row, const InterfaceCounts& told) {
            rows_[row].earlier.tell(told);
          })) {}

std::uint32_t FileLeg::add_interface(Interface interface) {
  Row row;
  if (!filter_.empty()) {
    row.filter = &filters_->of(filter_, interface.linktype, FrameFilters::Source::kRecord);
    interface.barred = row.filter->passes_nothing();
    interface.filter = filter_;
  }
  // A pcap file does not say; its own name tells its frames apart in what is written.
  if (interface.name.empty()) interface.name = path_;
  if (!label_.empty()) interface.description = label_;
  const std::uint32_t number = announce_(std::move(interface));
  if (rows_.size() <= number) rows_.resize(number + 1);
  rows_[number] = row;
  return number;
}

CaptureReader::Status FileLeg::read(Bond& bond) {
  frames_.clear();
  CaptureReader::Status status;
  try {
    status = reader_->read(frames_);
  } catch (const std::exception&) {
    // An interface that is not taken ends the run; what came before it is kept.
    take(bond);
    throw;
  }
  take(bond);
  if (status == CaptureReader::Status::kEnd || status == CaptureReader::Status::kDamaged) {
    ended_ = true;
    bond.ended(number_);
    if (status == CaptureReader::Status::kDamaged) problem_ = path_ + ": " + reader_->problem();
  } else if (!frames_.empty()) {
    clock_ = frames_.back().stamp;
    bond.reached(number_, clock_);
  }
  return status;
}

void FileLeg::take(Bond& bond) {
  auto passed = frames_.begin();
  for (auto frame = passed; frame != frames_.end(); ++frame) {
    Row& row = rows_[frame->interface];
    ++row.received;
    if (row.filter && !row.filter->passes(*frame)) {
      ++row.filtered;
      pool_->release({frame, frame + 1});
      bond.push({passed, frame});
      passed = frame + 1;
    }
  }
  bond.push({passed, frames_.end()});
}

FileLeg::Counts FileLeg::counts() const {
  Counts total;
  for (const Row& row : rows_) {
    total.received += row.received;
    total.filtered += row.filtered;
    total.earlier = sum_of(total.earlier, row.earlier.sum());
  }
  return total;
}

FileLeg::Counts FileLeg::counts_of(std::uint32_t row) const {
  const Row& of = rows_[row];
  return {.received = of.received, .filtered = of.filtered, .earlier = of.earlier.sum()};
}

}  // namespace tapbond
