// One live leg: an interface, listened to through what frame_source.h offers.
//
// The leg is away when the interface goes down, loses its link or vanishes; it goes on on a new
// source where the interface is a new one. Counts are exact, and go on over that.
#pragma once

#include <pcap/pcap.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sensor/legs/absence.h"
#include "sensor/legs/frame_source.h"
#include "sensor/legs/leg.h"
#include "sensor/legs/pcap_source.h"
#include "sensor/linux/link.h"
#include "sensor/linux/packet_socket.h"

namespace tapbond {

struct LiveLegOptions {
  std::string name;   // of the interface
  std::string label;  // what the leg carries, in the user's words
  std::string filter;
  bool promiscuous = true;
  int snaplen = 262144;                // bytes
  int ring_bytes = 32 << 20;           // the kernel's buffer
  int retire_ms = 5;                   // the kernel hands an unfilled block over after this
  int tstamp_type = PCAP_TSTAMP_HOST;  // -j
  bool tstamp_type_chosen = false;
  std::optional<int> dlt = {};  // -y: another DLT_ value than the interface's usual one
};

class LiveLeg final : public Leg {
 public:
  // Opens the interface and announces it; throws std::runtime_error with one line that names the
  // leg and the remedy.
  LiveLeg(std::uint16_t number, const LiveLegOptions& options, const Announce& announce);
  ~LiveLeg() override;

  const std::string& name() const override { return options_.name; }
  bool is_remote() const override { return false; }
  bool has_adapters_clock() const override;
  void start() override;
  void introduce() const override;
  Drained drain(int budget, SlabWriter& slabs, std::vector<Frame>& out) override;
  void watch(std::int64_t now) override;
  bool away() const override { return absence_.lasts(); }
  void stop() override;
  bool settled() override;
  LegCounts counts(std::int64_t now) override;
  LegCounts counts_of(std::uint32_t) const override { return counts_; }
  int descriptor() const override;

 private:
  void open();
  std::unique_ptr<FrameSource> open_source();
  void read_statistics();
  void note_problem();
  void leave(std::int64_t now, const char* why);
  void come_back(std::int64_t now);
  bool take_up_again();

  std::uint16_t number_;
  std::uint32_t row_ = 0;  // of the run's table of interfaces
  LiveLegOptions options_;
  Interface interface_;
  std::unique_ptr<FilterProgram> filter_;  // none where everything passes
  std::unique_ptr<FrameSource> source_;    // none while the interface is gone
  FrameCounter all_frames_;                // open only where there is a filter
  Link link_;
  bool had_link_ = false;

  LegCounts counts_;
  FrameSource::Counts last_;           // the source's, as last read
  std::uint64_t received_before_ = 0;  // by the counters of sources that are gone
  Absence absence_;
  bool broken_ = false;       // only a new source can mend it
  std::string last_failure_;  // of taking the leg up again, so that it is logged once
};

}  // namespace tapbond
