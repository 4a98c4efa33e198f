// One packet socket with a ring that the kernel fills (packet(7), TPACKET_V3 of
// Documentation/networking/packet_mmap.rst).
//
// Why beside libpcap
// ------------------
// The kernel hands a ring over in blocks, a block when it is full or when a timer finds something
// in it. While nobody reads, a quiet leg therefore uses up a block per firing of the timer, however
// little is in it: libpcap's blocks have 256 KiB, because each must hold the largest frame that
// there is, and a ring of 16 MiB is full after 64 of them, a third of a second, with nearly nothing
// in it. How long a stopped or starved process loses nothing should be a matter of bytes. libpcap
// has no setting for it: its immediate mode (TPACKET_V2) gives each frame a place of the size of
// the largest, which is worse, and a longer timer is latency.
//
// A block that is still being filled cannot be read instead: the kernel counts a frame in the block
// before it copies its bytes, on any number of processors at once, and what it does when they are
// complete (it leaves blk_fill_in_prog_lock) is seen by the kernel alone.
//
// So blocks are small here: 1024 of 16 KiB outlast a stall of 1024 timers. What does not fit in a
// block goes to a second ring, of large ones (sensor/legs/ring_source.h), whose capacity is timers
// still where such frames are few: 32 of them, 0.16 s at the default hold.
//
// Counts are exact: from the start on the socket accepts nothing, so that a frame which it accepts
// later is either handed over or counted as dropped. Not thread-safe.
#pragma once

#include <linux/if_packet.h>
#include <pcap/bpf.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "bond/prefetch.h"
#include "sensor/posix/file_descriptor.h"

namespace tapbond {

struct PacketRingOptions {
  unsigned interface = 0;  // its index
  bool promiscuous = true;
  bool incoming_only = false;       // leave out the frames that go out
  std::size_t block_bytes = 16384;  // of one block: a power of two, and whole pages
  std::size_t blocks = 2;
  int retire_ms = 5;  // the kernel hands an unfilled block over after this
};

class PacketRing {
 public:
  // What the kernel puts before a frame in a block, at most, and in front of all of them.
  static constexpr std::size_t kAroundFrame = 160;
  static constexpr std::size_t largest_frame(std::size_t block_bytes) {
    return block_bytes - kAroundFrame;
  }

  // Throws std::system_error.
  explicit PacketRing(const PacketRingOptions& options);
  PacketRing(const PacketRing&) = delete;
  PacketRing& operator=(const PacketRing&) = delete;

  // Lets in what the filter accepts, of each frame as many bytes as it says. Throws
  // std::system_error.
  void accept(std::span<const bpf_insn> filter);
  void stop();

  // The first frame of those that the kernel has handed over; null when there is none. Its bytes
  // stay until pop().
  const tpacket3_hdr* front() {
    return left_ != 0 || take_block() ? reinterpret_cast<const tpacket3_hdr*>(frame_) : nullptr;
  }
  void pop() {
    const auto step = reinterpret_cast<const tpacket3_hdr*>(frame_)->tp_next_offset;
    // The bytes were written on another processor, and lie one after the other.
    prefetch_to_read(reinterpret_cast<std::uintptr_t>(frame_) + kPrefetchAhead, step);
    frame_ += step;
    if (--left_ == 0) give_block_back();
  }

  struct Counts {
    std::uint64_t accepted = 0;  // with the dropped
    std::uint64_t dropped = 0;
  };
  // Since the start.
  Counts counts();

  // False once the interface is gone: another one of its name needs another ring. Takes the
  // socket's error along, or it would wake up who waits for frames again and again.
  bool attached() const;

  int descriptor() const { return socket_.get(); }

 private:
  static constexpr std::uintptr_t kPrefetchAhead = 4096;

  struct Unmap {
    std::size_t bytes;
    void operator()(std::uint8_t* memory) const;
  };

  void set_up(const PacketRingOptions& options);
  std::uint8_t* block() const { return memory_.get() + next_ * block_bytes_; }
  bool take_block();
  void give_block_back();

  std::size_t block_bytes_;
  std::size_t blocks_;
  unsigned interface_;
  FileDescriptor socket_;
  std::unique_ptr<std::uint8_t, Unmap> memory_;
  std::size_t next_ = 0;           // the block that is read, or comes next
  std::uint8_t* frame_ = nullptr;  // header of the next frame in it
  std::uint32_t left_ = 0;         // frames in it
  Counts counts_;
};

}  // namespace tapbond
