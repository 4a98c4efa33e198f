// One leg that is the feed of another sensor, or of any program that offers captured packets over
// TCP: pcapng or pcap, as to a file (sensor/sinks/feed_sink.h is the other end).
//
// The leg is away while the feed cannot be reached, has ended, broken off or turned out to be
// damaged; it connects again every second, and less often where that came to nothing again and
// again. A feed brings any number of interfaces, each a row of its own in the run's table: one that
// was there before, on an earlier connection, has its old row again.
//
// What a peer sends is anybody's: what it can make us keep in memory has a bound, and no other leg
// waits for it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bond/slab_pool.h"
#include "sensor/files/capture_reader.h"
#include "sensor/legs/absence.h"
#include "sensor/legs/dialler.h"
#include "sensor/legs/earlier_counts.h"
#include "sensor/legs/equal_interfaces.h"
#include "sensor/legs/frame_filters.h"
#include "sensor/legs/leg.h"
#include "sensor/posix/clock.h"
#include "sensor/posix/endpoint.h"
#include "sensor/posix/file_descriptor.h"

namespace tapbond {

struct FeedLegOptions {
  Endpoint endpoint{};
  std::string label{};  // what the leg carries, in the user's words
  std::string filter{};
  std::shared_ptr<FrameFilters> filters = std::make_shared<FrameFilters>();  // of all legs
  std::uint32_t snaplen = 262144;                                            // bytes
  std::int64_t hold_ns = 0;  // by which stamps may differ from this host's clock
};

class FeedLeg final : public Leg {
 public:
  // Has the filter compiled for Ethernet, which is what most feeds bring. The pool outlives the
  // leg.
  FeedLeg(std::uint16_t number, FeedLegOptions options, SlabPool& pool, Announce announce,
          Beside beside = {});
  ~FeedLeg() override;

  const std::string& name() const override { return name_; }
  bool is_remote() const override { return true; }
  void start() override {}  // watch() connects
  void introduce() const override;
  // Leaves frames in slabs of their own.
  Drained drain(int budget, SlabWriter&, std::vector<Frame>& out) override;
  void watch(std::int64_t now) override;
  bool away() const override { return absence_.lasts(); }
  // What has arrived by now is still delivered.
  void stop() override;
  bool settled() override { return !reader_; }
  LegCounts counts(std::int64_t now) override;
  LegCounts counts_of(std::uint32_t row) const override;
  int descriptor() const override { return descriptor_; }

 private:
  struct Row {
    std::uint32_t number;  // in the run's table
    int linktype;
    const FrameFilter* filter;  // none where everything passes
    LegCounts counts;
    EarlierCounts earlier;
  };

  bool begin_reading();
  Drained read(std::vector<Frame>& out);
  void take(std::size_t from, std::vector<Frame>& out);
  std::uint32_t add_interface(Interface interface);
  std::uint32_t place_beyond_the_limit(int linktype);
  void compare_clocks(std::int64_t newest, std::int64_t now);
  void hear_from_dialler(std::int64_t now);
  void lose(std::int64_t now, std::string why);
  void hang_up();

  std::uint16_t number_;
  FeedLegOptions options_;
  std::string address_;
  std::string name_;
  SlabPool* pool_;
  Announce announce_;
  Beside beside_;
  std::vector<Row> rows_;  // frames come out of the reader with a place in here
  EqualInterfaces equal_;
  bool too_many_ = false;       // interfaces
  std::uint64_t unplaced_ = 0;  // frames of interfaces that have no row, and are filtered

  Dialler dialler_;
  FileDescriptor connection_;  // until its beginning is there
  int descriptor_ = -1;        // of the connection, whoever has it
  std::array<std::uint8_t, CaptureReader::kBeginningBytes> beginning_{};
  std::size_t begun_ = 0;  // bytes of the beginning
  std::unique_ptr<CaptureReader> reader_;
  std::int64_t since_ = 0;      // monotonic, of the connection or of its first packet header
  std::int64_t next_dial_ = 0;  // monotonic
  std::int64_t pause_;          // before it
  bool compared_clocks_ = false;
  std::optional<std::uint64_t> stop_at_;  // byte of the connection, when asked to stop

  Absence absence_;
  std::string last_failure_;    // so that it is logged once
  std::vector<Frame> stopped_;  // by the filter, of one drain()
};

}  // namespace tapbond
