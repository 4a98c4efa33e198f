// One leg that is a capture file, or a stream of what could be one (a fifo, say).
//
// A stream is never waited for: it is silent while it has brought nothing.
//
// A pcapng file may bring several interfaces with it, each a row of its own in the run's table;
// they share the leg's place in the order and its clock, which is the stamp of the last frame read.
// (Not the newest: one absurd stamp in a damaged file must not make the others run ahead of it.)
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bond/bond.h"
#include "bond/slab_pool.h"
#include "sensor/files/capture_opening.h"
#include "sensor/files/capture_reader.h"
#include "sensor/files/interface.h"
#include "sensor/legs/earlier_counts.h"
#include "sensor/legs/equal_interfaces.h"
#include "sensor/legs/frame_filters.h"
#include "sensor/legs/inner_frames.h"
#include "sensor/legs/slab_writer.h"

namespace tapbond {

class FileLeg {
 public:
  struct Counts {
    std::uint64_t received = 0;  // frames in the file, as far as it was read
    std::uint64_t filtered = 0;
    std::uint64_t joined = 0;        // fragments that came out as a part of another's frame
    std::uint64_t lost = 0;          // by their source's numbers, before the file was written
    std::uint64_t times_moved = 0;   // CaptureReader::times_moved()
    std::uint64_t without_time = 0;  // CaptureReader::without_time()
    InterfaceCounts earlier{};       // as the file tells
  };
  // Enters an interface into the run's table; answers with its row.
  using Announce = std::function<std::uint32_t(Interface)>;
  // What is taken out of frames; the slabs, of all legs together, are for what has to be copied.
  struct TakesOut {
    InnerFramesOptions options;
    SlabWriter& slabs;
  };

  // Sees frames as the file has them, and may correct their stamps.
  using Correct = std::function<void(std::span<Frame>)>;

  // Opens the file, and reads nothing yet. Throws std::runtime_error with one line that names the
  // file. The pool and the filters outlive the leg.
  FileLeg(std::uint16_t number, const std::string& path, const std::string& label,
          const std::string& filter, FrameFilters& filters, SlabPool& pool, Announce announce,
          Beside beside = {}, const std::optional<TakesOut>& takes_out = std::nullopt,
          Correct correct = {});

  // Moves some frames into the bond. kNeedSlab asks for room in the pool first. Throws where an
  // interface of the file is not taken.
  CaptureReader::Status read(Bond& bond);

  bool ended() const { return ended_; }
  // What broke the file off, in one line that names it; empty while nothing did.
  const std::string& problem() const { return problem_; }
  // It ended without a byte, or before it was known for a capture: then problem() says why.
  bool empty() const { return empty_; }
  bool unreadable() const { return !reader_ && !problem_.empty(); }
  const std::string& name() const { return path_; }
  std::string name_in_text() const { return path_ == "-" ? "standard input" : path_; }

  bool is_stream() const { return stream_; }
  // To poll(2) on, until it has ended.
  int descriptor() const { return descriptor_; }
  // What a silent stream has not done yet, in words that follow its name and a colon.
  std::string waits_for() const;

  // Where the leg's clock stands; Merge::kNever before the first frame.
  std::int64_t clock() const { return clock_; }
  // A silent stream has nothing more that was captured longer before `stamp` than the hold.
  void promise(Bond& bond, std::int64_t stamp);
  // How far behind what was promised before a frame has come: a hold of so much is enough.
  std::int64_t disorder() const { return disorder_; }
  Counts counts() const;
  // Of the interface in that row of the run's table.
  Counts counts_of(std::uint32_t row) const;
  // Whether interfaces are found in its frames, beside those of the file.
  bool finds_interfaces() const { return inner_.has_value(); }

  // Of the file as it is stored: taken in, and of how much (0 for a stream).
  std::uint64_t bytes_read() const { return reader_ ? reader_->bytes_read() : 0; }
  std::uint64_t bytes_total() const { return reader_ ? reader_->bytes_total() : 0; }

 private:
  struct Row {
    const FrameFilter* filter = nullptr;  // none where everything passes
    std::uint64_t received = 0;
    std::uint64_t filtered = 0;
    EarlierCounts earlier;
    int linktype = -1;  // none: another leg's
  };

  CaptureReader::Status read_on();
  CaptureReader::Status finish(CaptureReader::Status status, Bond& bond);
  void filter();
  void take_out(Bond& bond);
  void measure_disorder();
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
  Correct correct_;
  std::vector<Row> rows_;  // by row of the run's table; other legs' rows stay unused
  EqualInterfaces equal_;
  bool too_many_ = false;                    // interfaces, for the table
  std::unique_ptr<CaptureOpening> opening_;  // until there is a reader
  std::unique_ptr<CaptureReader> reader_;
  bool stream_ = false;
  int descriptor_ = -1;
  std::optional<InnerFrames> inner_;
  SlabWriter* slabs_ = nullptr;  // of inner_
  std::optional<CaptureReader::Status>
      unfinished_;                     // a read, some of whose frames have no room yet
  std::vector<Frame> frames_;          // of one read
  std::vector<Frame> stopped_;         // of them, by the filter
  std::int64_t last_ = Merge::kNever;  // stamp of one read
  std::int64_t clock_ = Merge::kNever;
  std::int64_t promised_ = Merge::kNever;
  std::int64_t disorder_ = 0;
  bool told_of_times_ = false;  // that some were moved
  bool told_of_missing_times_ = false;
  std::string problem_;
  bool ended_ = false;
  bool empty_ = false;
};

}  // namespace tapbond
