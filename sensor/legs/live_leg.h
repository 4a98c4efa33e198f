// One live leg: an interface, listened to through libpcap.
//
// The leg is away when the interface goes down, loses its link or vanishes; it goes on on a new
// handle where the interface is a new one.
//
// Counts are exact. Between open() and start(), and from stop() on, the socket accepts nothing, so
// every frame in between is either delivered by drain() or in the kernel's drop count. (A filter
// attached to a running socket would let frames through that were received before it.)
#pragma once

#include <pcap/pcap.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sensor/legs/absence.h"
#include "sensor/legs/leg.h"
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
  struct PcapCloser {
    void operator()(pcap_t* handle) const { pcap_close(handle); }
  };
  static void on_frame(unsigned char* user, const pcap_pkthdr* header, const unsigned char* bytes);

  void open();
  void configure();
  void compile_filter();
  void discard_early_frames();
  void read_statistics();
  void leave(std::int64_t now, const char* why);
  void come_back(std::int64_t now);
  bool take_up_again();

  std::uint16_t number_;
  std::uint32_t row_ = 0;  // of the run's table of interfaces
  LiveLegOptions options_;
  Interface interface_;
  std::unique_ptr<pcap_t, PcapCloser> handle_;
  FrameCounter all_frames_;  // open only where there is a filter
  bool nanoseconds_ = true;
  Link link_;
  bool had_link_ = false;

  LegCounts counts_;
  pcap_stat last_{};                   // the handle's 32-bit counters, as last read
  std::uint64_t received_before_ = 0;  // by the counters of handles that are gone
  Absence absence_;
  bool broken_ = false;       // libpcap reported an error that only a new handle can mend
  std::string last_failure_;  // of taking the leg up again, so that it is logged once
};

}  // namespace tapbond
