// One leg that is a capture file.
//
// A pcapng file may bring several interfaces with it, each a row of its own in the run's table;
// they share the leg's place in the order and its clock, which is the stamp of the last frame read.
// (Not the newest: one absurd stamp in a damaged file must not make the others run ahead of it.)
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bond/bond.h"
#include "bond/slab_pool.h"
#include "sensor/files/capture_reader.h"
#include "sensor/files/interface.h"
#include "sensor/legs/earlier_counts.h"
#include "sensor/legs/equal_interfaces.h"
#include "sensor/legs/frame_filters.h"

namespace tapbond {

class FileLeg {
 public:
  struct Counts {
    std::uint64_t received = 0;  // frames in the file, as far as it was read
    std::uint64_t filtered = 0;
    InterfaceCounts earlier{};  // as the file tells
  };
  // Enters an interface into the run's table; answers with its row.
  using Announce = std::function<std::uint32_t(Interface)>;

  // Throws std::runtime_error with one line that names the file. The pool and the filters outlive
  // the leg.
  FileLeg(std::uint16_t number, const std::string& path, const std::string& label,
          const std::string& filter, FrameFilters& filters, SlabPool& pool, Announce announce,
          Beside beside = {});

  // Moves some frames into the bond. kNeedSlab asks for room in the pool first. Throws where an
  // interface of the file is not taken.
  CaptureReader::Status read(Bond& bond);

  bool ended() const { return ended_; }
  // What broke the file off, in one line that names it; empty while nothing did.
  const std::string& problem() const { return problem_; }
  const std::string& name() const { return path_; }
  // Where the leg's clock stands; Merge::kNever before the first frame.
  std::int64_t clock() const { return clock_; }
  Counts counts() const;
  // Of the interface in that row of the run's table.
  Counts counts_of(std::uint32_t row) const;
  const CaptureReader& reader() const { return *reader_; }

 private:
  struct Row {
    const FrameFilter* filter = nullptr;  // none where everything passes
    std::uint64_t received = 0;
    std::uint64_t filtered = 0;
    EarlierCounts earlier;
    int linktype = -1;  // none: another leg's
  };

  void take(Bond& bond);
  std::uint32_t add_interface(Interface interface);
  std::uint32_t row_of_link_type(int linktype) const;

  std::uint16_t number_;
  std::string path_;
  std::string label_;
  std::string filter_;
  FrameFilters* filters_;
  SlabPool* pool_;
  Announce announce_;
  Beside beside_;
  std::vector<Row> rows_;  // by row of the run's table; other legs' rows stay unused
  EqualInterfaces equal_;
  bool too_many_ = false;  // interfaces, for the table
  std::unique_ptr<CaptureReader> reader_;
  std::vector<Frame> frames_;  // of one read
  std::int64_t clock_ = Merge::kNever;
  std::string problem_;
  bool ended_ = false;
};

}  // namespace tapbond
