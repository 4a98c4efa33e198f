// The numbers of a run over files: per leg for people, per interface for capture files, and how far
// it has come for the status line. Legs and stream count; here it is put together.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sensor/files/interface.h"
#include "sensor/legs/file_leg.h"
#include "sensor/report/summary.h"
#include "sensor/run/alignment.h"
#include "sensor/run/stream.h"

namespace tapbond {

using FileLegs = std::vector<std::unique_ptr<FileLeg>>;

class FileNumbers {
 public:
  // Legs, stream and alignment (none: null) outlive it.
  FileNumbers(const FileLegs& legs, const Stream& stream, const Alignment* alignment)
      : legs_(legs), stream_(stream), alignment_(alignment) {}

  // What is read and not written counts as unread; in the final numbers of a stream that failed as
  // dropped by tapbond.
  std::vector<LegSummary> so_far() const { return of_legs(false); }
  std::vector<LegSummary> at_the_end() const { return of_legs(stream_.failed()); }

  std::vector<InterfaceCounts> of_interfaces() const;

  // The status line's text.
  std::string status() const;

 private:
  std::vector<LegSummary> of_legs(bool lost) const;

  const FileLegs& legs_;
  const Stream& stream_;
  const Alignment* alignment_;
};

}  // namespace tapbond
