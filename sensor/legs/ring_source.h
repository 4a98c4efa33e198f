// Frames of an Ethernet interface, from rings of our own (sensor/linux/packet_ring.h).
//
// Two rings: one of small blocks for the frames that fit in them, which are nearly all, and one of
// large blocks for what a driver or the kernel has put together (GRO, LRO) and for jumbo frames.
// Each socket's filter lets its own sizes pass. Where both have frames, the older comes first; a
// ring that looks empty keeps what it has for as long as the other does, which the bond allows for.
//
// What else can be listened to, and time stamps other than the host's, are libpcap's business.
#pragma once

#include <optional>

#include "sensor/legs/frame_source.h"
#include "sensor/linux/packet_ring.h"

namespace tapbond {

class RingSource final : public FrameSource {
 public:
  // Whether the interface is there, up, and one of those.
  static bool serves(const FrameSourceOptions& options);
  // Whether the kernel takes a filter of that length here.
  static bool takes(const bpf_program& filter);

  // What the kernel sets aside, in bytes: `ring_bytes` for small blocks, and half of that, within
  // measure, for large ones.
  static std::size_t memory(int ring_bytes);
  static constexpr std::size_t kLargeShare = 2;
  // How much nearer to a loss a frame brings its leg, in bytes of `ring_bytes`.
  static constexpr std::size_t fill(std::size_t captured) {
    return (captured + kHeaderBytes) * (captured > kMostSmallBlock ? kLargeShare : 1);
  }

  // Throws std::system_error.
  explicit RingSource(const FrameSourceOptions& options);

  int linktype() const override;
  std::uint32_t snaplen() const override { return snaplen_; }
  void start(const bpf_program* filter) override;
  void stop() override;
  void read(std::size_t budget, const Frame& pattern, SlabWriter& slabs,
            std::vector<Frame>& out) override;
  Counts counts() override;
  std::string problem() override;
  int descriptor() const override { return either_.get(); }

 private:
  static constexpr std::size_t kHeaderBytes = 96;  // the kernel's, before a frame, about
  // Not smaller than a frame of the usual size and some, and more of them where they may be.
  static constexpr std::size_t kLeastSmallBlock = std::size_t{8} << 10;
  static constexpr std::size_t kMostSmallBlock = std::size_t{16} << 10;

  static std::size_t small_block(int ring_bytes);
  void add(const tpacket3_hdr& header, const Frame& pattern, SlabWriter& slabs,
           std::vector<Frame>& out) const;

  std::string name_;
  std::uint32_t snaplen_;
  std::size_t largest_small_;  // frame, in bytes
  PacketRing small_;
  std::optional<PacketRing> large_;  // none where every frame is cut to fit the small blocks
  FileDescriptor either_;            // readable when one of them is
  std::uint64_t missed_before_;      // by the interface
  std::uint64_t missed_ = 0;
};

}  // namespace tapbond
