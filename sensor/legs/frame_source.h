// What a live leg reads frames from, while its interface is there: rings of our own
// (ring_source.h), or libpcap (pcap_source.h).
//
// From its beginning to start(), and from stop() on, a source accepts nothing, so that every frame
// in between is either handed over by read() or in the kernel's drop count. (A filter attached to a
// running socket would let frames through that were received before it.) Not thread-safe.
#pragma once

#include <pcap/pcap.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bond/frame.h"
#include "sensor/legs/slab_writer.h"

namespace tapbond {

struct FrameSourceOptions {
  std::string name;  // of the interface
  bool promiscuous = true;
  int snaplen = 262144;                // bytes
  int ring_bytes = 32 << 20;           // the kernel's buffer
  int retire_ms = 5;                   // the kernel hands an unfilled block over after this
  int tstamp_type = PCAP_TSTAMP_HOST;  // -j
  bool tstamp_type_chosen = false;
  bool incoming_only = false;   // the frames that go out are left out
  std::optional<int> dlt = {};  // -y
};

class FrameSource {
 public:
  struct Counts {  // frames, since the beginning
    std::uint64_t accepted = 0;
    std::uint64_t dropped_by_kernel = 0;     // of the accepted
    std::uint64_t dropped_by_interface = 0;  // where only libpcap knows of a counter
  };

  FrameSource() = default;
  FrameSource(const FrameSource&) = delete;
  FrameSource& operator=(const FrameSource&) = delete;
  virtual ~FrameSource() = default;

  virtual int linktype() const = 0;
  virtual std::uint32_t snaplen() const = 0;

  // Accepts what the filter lets pass, of each frame as many bytes as it says. Throws
  // std::runtime_error.
  virtual void start(std::span<const bpf_insn> filter) = 0;
  virtual void stop() = 0;

  // Appends frames, at most `budget`, each like `pattern` but for its stamp and bytes. Fewer mean
  // that no more were there, or that `slabs` are not ready for another.
  virtual void read(std::size_t budget, const Frame& pattern, SlabWriter& slabs,
                    std::vector<Frame>& out) = 0;

  virtual Counts counts() = 0;

  // What only a new source can mend; empty while nothing is wrong. Asked several times a second.
  virtual std::string problem() = 0;

  // To poll(2) on.
  virtual int descriptor() const = 0;
};

}  // namespace tapbond
