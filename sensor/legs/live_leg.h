// One live leg: an interface, listened to through libpcap.
//
// The leg outlives its interface. When the interface goes down, loses its link or vanishes, the leg
// is away; watch() notices, and takes it up again when it is back, on a new handle where the
// interface is a new one. Counts go on over such gaps.
//
// Counts are exact. Between open() and start(), and from stop() on, the socket accepts nothing, so
// every frame in between is either delivered by drain() or in the kernel's drop count. (A filter
// attached to a running socket would let frames through that were received before it.)
//
// Not thread-safe; one thread drives all legs.
#pragma once

#include <pcap/pcap.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bond/frame.h"
#include "sensor/interface.h"
#include "sensor/legs/slab_writer.h"
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

// Frames: received = accepted + filtered + dropped_by_interface, and accepted = delivered +
// dropped_by_kernel once the leg is settled.
struct LegCounts {
  std::uint64_t received = 0;
  std::uint64_t accepted = 0;   // passed the filter
  std::uint64_t delivered = 0;  // by the kernel to tapbond
  std::uint64_t filtered = 0;
  std::uint64_t dropped_by_kernel = 0;
  std::uint64_t dropped_by_interface = 0;
  std::uint64_t times_away = 0;
  std::int64_t away_ns = 0;
};

class LiveLeg {
 public:
  // Opens the interface; throws std::runtime_error with one line that names the leg and the remedy.
  LiveLeg(std::uint16_t number, const LiveLegOptions& options);
  LiveLeg(const LiveLeg&) = delete;
  LiveLeg& operator=(const LiveLeg&) = delete;
  ~LiveLeg();

  // From here on frames are accepted.
  void start();

  // Appends at most `budget` frames that the kernel holds, fewer when slabs run out. True when
  // nothing was left in the kernel's ring.
  bool drain(int budget, SlabWriter& slabs, std::vector<Frame>& out);

  // Looks after the interface; cheap enough for ten times a second. `now`: monotonic nanoseconds.
  void watch(std::int64_t now);
  bool away() const { return away_since_ != 0; }

  // Accepts no further frames. settled() says when everything accepted has been delivered.
  void stop();
  bool settled();

  // Refreshes and returns the counts, including the gap that is going on at `now`.
  LegCounts counts(std::int64_t now);

  // To poll(2) on; -1 while the leg has no handle.
  int descriptor() const;
  const Interface& interface() const { return interface_; }
  const std::string& name() const { return options_.name; }

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
  LiveLegOptions options_;
  Interface interface_;
  std::unique_ptr<pcap_t, PcapCloser> handle_;
  FrameCounter all_frames_;  // open only where there is a filter
  bool nanoseconds_ = true;
  Link link_;

  LegCounts counts_;
  pcap_stat last_{};                   // the handle's 32-bit counters, as last read
  std::uint64_t received_before_ = 0;  // by the counters of handles that are gone
  std::int64_t away_since_ = 0;        // monotonic nanoseconds, 0: not away
  bool broken_ = false;                // libpcap reported an error that only a new handle can mend
  std::string last_failure_;           // of taking the leg up again, so that it is logged once
};

}  // namespace tapbond
