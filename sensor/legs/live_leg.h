// One live leg: an interface, listened to through what frame_source.h offers.
//
// The leg is away when the interface goes down, loses its link or vanishes; it goes on on a new
// source where the interface is a new one. Counts are exact, and go on over that.
//
// A filter runs in the kernel, where it means what it means in the file that is written
// (sensor/linux/kernel_filter.h). What the kernel cannot run, it is not asked to: then the filter
// sees every frame here.
#pragma once

#include <pcap/pcap.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sensor/legs/absence.h"
#include "sensor/legs/frame_filters.h"
#include "sensor/legs/frame_source.h"
#include "sensor/legs/leg.h"
#include "sensor/legs/loss_watch.h"
#include "sensor/legs/passivity_watch.h"
#include "sensor/linux/kernel_filter.h"
#include "sensor/linux/link.h"
#include "sensor/linux/packet_socket.h"

namespace tapbond {

struct LiveLegOptions {
  std::string name;   // of the interface
  std::string label;  // what the leg carries, in the user's words
  std::string filter;
  std::shared_ptr<FrameFilters> filters = std::make_shared<FrameFilters>();  // of all legs
  bool may_be_absent = false;  // or down, at the start
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
  // Opens the interface and announces it, where it is there; throws std::runtime_error with one
  // line that names the leg and the remedy.
  LiveLeg(std::uint16_t number, const LiveLegOptions& options, Announce announce);
  ~LiveLeg() override;

  const std::string& name() const override { return options_.name; }
  bool is_remote() const override { return false; }
  bool has_adapters_clock() const override;
  void start() override;
  void introduce() const override;
  std::string loss_remark() const override { return loss_.remark(); }
  Exposure exposure() const override { return passivity_.seen(); }
  Drained drain(int budget, SlabWriter& slabs, std::vector<Frame>& out) override;
  void watch(std::int64_t now) override;
  bool away() const override { return absence_.lasts(); }
  void stop() override;
  bool settled() override;
  LegCounts counts(std::int64_t now) override;
  LegCounts counts_of(std::uint32_t) const override { return passed(); }
  int descriptor() const override;

 private:
  void open();
  FrameSourceOptions source_options() const;
  void make_source();
  void choose_filter(int linktype);
  void filter_here(std::size_t from, SlabWriter& slabs, std::vector<Frame>& out);
  void read_statistics();
  void read_losses();
  LegCounts passed() const;
  void note_problem();
  void leave(std::int64_t now, const char* why);
  void come_back(std::int64_t now);
  void tell_of_return(bool up);
  bool take_up_again();

  std::uint16_t number_;
  LiveLegOptions options_;
  Announce announce_;
  std::optional<std::uint32_t> row_;  // of the run's table of interfaces, once it was there
  Interface interface_;
  const FrameFilter* filter_ = nullptr;  // none where everything passes
  KernelFilter in_kernel_;
  KernelFilter everything_;              // but what comes a second time
  std::unique_ptr<FrameSource> source_;  // none while the interface is gone
  FrameCounter all_frames_;              // open only where there is a filter
  LossWatch loss_;                       // from start() to stop()
  bool stopped_listening_ = false;
  PassivityWatch passivity_;
  Link link_;
  bool had_link_ = false;
  bool was_there_ = true;  // at the start

  LegCounts counts_;                   // what the kernel accepted and delivered
  std::uint64_t stopped_ = 0;          // of it, by the filter
  std::vector<Frame> leftover_;        // stopped in one drain()
  FrameSource::Counts last_;           // the source's, as last read
  std::uint64_t received_before_ = 0;  // by the counters of sources that are gone
  Absence absence_;
  bool said_down_ = false;    // that it is there again, but down
  bool broken_ = false;       // only a new source can mend it
  std::string last_failure_;  // of taking the leg up again, so that it is logged once
};

}  // namespace tapbond
