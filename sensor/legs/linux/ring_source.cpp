#include "sensor/legs/ring_source.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <sys/epoll.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <future>
#include <limits>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "sensor/files/linktype.h"
#include "sensor/linux/link.h"
#include "sensor/linux/packet_ring.h"

namespace tapbond::ring_source {
namespace {

constexpr std::size_t kVlanTagBytes = 4;
constexpr std::size_t kVlanTagOffset = 2 * ETH_ALEN;

// Small blocks outlast a stall of so many timers, where they are not at their smallest.
constexpr std::size_t kBlocks = 1024;
// As libpcap has it: what is larger is cut.
constexpr std::size_t kLargeBlock = std::size_t{256} << 10;
constexpr std::size_t kLeastLargeBlocks = 4;
constexpr std::size_t kMostLargeBlocks = 64;

std::size_t large_blocks(int ring_bytes) {
  return std::clamp(static_cast<std::size_t>(ring_bytes) / kLargeShare / kLargeBlock,
                    kLeastLargeBlocks, kMostLargeBlocks);
}

PacketRingOptions small_ring(const FrameSourceOptions& options, std::size_t block) {
  return {.interface = link_of(options.name).index,
          .promiscuous = options.promiscuous,
          .incoming_only = options.incoming_only,
          .block_bytes = block,
          .blocks = std::max<std::size_t>(static_cast<std::size_t>(options.ring_bytes) / block, 2),
          .retire_ms = options.retire_ms};
}

PacketRingOptions large_ring(const FrameSourceOptions& options) {
  PacketRingOptions ring = small_ring(options, kLargeBlock);
  ring.promiscuous = false;  // the other one is
  ring.blocks = large_blocks(options.ring_bytes);
  return ring;
}

// What libpcap makes of the largest snapshot length, too.
std::uint32_t usual(int snaplen) {
  return snaplen > 0 ? static_cast<std::uint32_t>(snaplen)
                     : std::numeric_limits<std::int32_t>::max();
}

// `filter` behind a look at the size of the frame, in bytes: those up to `size`, or those above.
std::vector<bpf_insn> for_sizes(bool above, std::size_t size, std::span<const bpf_insn> filter) {
  constexpr std::uint8_t kGoOn = 1;
  constexpr std::uint8_t kLeaveOut = 0;
  std::vector<bpf_insn> program{
      BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
      BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, static_cast<std::uint32_t>(size),
               above ? kGoOn : kLeaveOut, above ? kLeaveOut : kGoOn),
      BPF_STMT(BPF_RET | BPF_K, 0)};
  program.insert(program.end(), filter.begin(), filter.end());
  return program;
}

FileDescriptor readable_when_one_is(const PacketRing& small,
                                    const std::unique_ptr<PacketRing>& large) {
  auto either = FileDescriptor::owned(epoll_create1(EPOLL_CLOEXEC));
  const auto watch = [&either](const PacketRing& ring) {
    epoll_event event{.events = EPOLLIN, .data = {}};
    return epoll_ctl(either.get(), EPOLL_CTL_ADD, ring.descriptor(), &event) == 0;
  };
  if (!either || !watch(small) || (large && !watch(*large))) {
    throw std::system_error(errno, std::generic_category(), "cannot wait for frames");
  }
  return either;
}

std::size_t small_block(int ring_bytes) {
  return std::clamp(std::bit_floor(static_cast<std::size_t>(ring_bytes) / kBlocks),
                    kLeastSmallBlock, kMostSmallBlock);
}

std::size_t largest_small_frame(const FrameSourceOptions& options) {
  return PacketRing::largest_frame(small_block(options.ring_bytes));
}

// None where every frame is cut to fit the small blocks.
using LargeRing = std::unique_ptr<PacketRing>;

// The kernel finds and clears memory for a ring while its socket is set up, which is most of what
// it takes to begin a capture: two rings are made at a time.
std::future<LargeRing> begin_large_ring(const FrameSourceOptions& options) {
  return std::async(std::launch::async, [options]() -> LargeRing {
    if (usual(options.snaplen) <= largest_small_frame(options)) return nullptr;
    return std::make_unique<PacketRing>(large_ring(options));
  });
}

class RingSource final : public FrameSource {
 public:
  explicit RingSource(const FrameSourceOptions& options)
      : RingSource(options, begin_large_ring(options)) {}

  int linktype() const override;
  std::uint32_t snaplen() const override { return snaplen_; }
  void start(std::span<const bpf_insn> filter) override;
  void stop() override;
  void read(std::size_t budget, const Frame& pattern, SlabWriter& slabs,
            std::vector<Frame>& out) override;
  Counts counts() override;
  std::string problem() override;
  int descriptor() const override { return either_.get(); }

 private:
  RingSource(const FrameSourceOptions& options, std::future<LargeRing> large);

  void add(const tpacket3_hdr& header, const Frame& pattern, SlabWriter& slabs,
           std::vector<Frame>& out) const;

  std::string name_;
  std::uint32_t snaplen_;
  std::size_t largest_small_;  // frame, in bytes
  PacketRing small_;
  LargeRing large_;
  FileDescriptor either_;  // readable when one of them is
};

RingSource::RingSource(const FrameSourceOptions& options, std::future<LargeRing> large)
    : name_(options.name),
      snaplen_(usual(options.snaplen)),
      largest_small_(largest_small_frame(options)),
      small_(small_ring(options, small_block(options.ring_bytes))),
      large_(large.get()),
      either_(readable_when_one_is(small_, large_)) {}

int RingSource::linktype() const { return linktype_of_dlt(DLT_EN10MB); }

void RingSource::start(std::span<const bpf_insn> filter) {
  if (!large_) {
    small_.accept(filter);
    return;
  }
  small_.accept(for_sizes(false, largest_small_, filter));
  large_->accept(for_sizes(true, largest_small_, filter));
}

void RingSource::stop() {
  small_.stop();
  if (large_) large_->stop();
}

void RingSource::read(std::size_t budget, const Frame& pattern, SlabWriter& slabs,
                      std::vector<Frame>& out) {
  const std::size_t end = out.size() + budget;
  const auto stamp = [](const tpacket3_hdr& header) {
    return std::pair(header.tp_sec, header.tp_nsec);
  };
  while (out.size() < end) {
    const tpacket3_hdr* large = large_ ? large_->front() : nullptr;
    for (const tpacket3_hdr* small; (small = small_.front()) != nullptr &&
                                    (large == nullptr || stamp(*small) <= stamp(*large));
         small_.pop()) {
      if (out.size() == end || !slabs.ready()) return;
      add(*small, pattern, slabs, out);
    }
    if (large == nullptr || out.size() == end || !slabs.ready()) return;
    add(*large, pattern, slabs, out);
    large_->pop();
  }
}

void RingSource::add(const tpacket3_hdr& header, const Frame& pattern, SlabWriter& slabs,
                     std::vector<Frame>& out) const {
  Frame& frame = out.emplace_back(pattern);
  frame.stamp = std::int64_t{header.tp_sec} * 1'000'000'000 + header.tp_nsec;
  frame.length = header.tp_len;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(&header) + header.tp_mac;
  const bool tagged =
      (header.tp_status & TP_STATUS_VLAN_VALID) != 0 && header.tp_snaplen >= kVlanTagOffset;
  if (!tagged) {
    slabs.add(frame, bytes, header.tp_snaplen);
    return;
  }
  // The kernel, or the adapter, took the tag out of the frame.
  const std::uint32_t size = std::min<std::uint32_t>(header.tp_snaplen + kVlanTagBytes, snaplen_);
  frame.length += kVlanTagBytes;
  const std::uint16_t tag[] = {
      htons((header.tp_status & TP_STATUS_VLAN_TPID_VALID) != 0 ? header.hv1.tp_vlan_tpid
                                                                : std::uint16_t{ETH_P_8021Q}),
      htons(static_cast<std::uint16_t>(header.hv1.tp_vlan_tci))};
  std::uint8_t* to = slabs.place(frame, header.tp_snaplen + kVlanTagBytes);
  std::memcpy(to, bytes, kVlanTagOffset);
  std::memcpy(to + kVlanTagOffset, tag, kVlanTagBytes);
  std::memcpy(to + kVlanTagOffset + kVlanTagBytes, bytes + kVlanTagOffset,
              header.tp_snaplen - kVlanTagOffset);
  frame.captured = size;
}

FrameSource::Counts RingSource::counts() {
  PacketRing::Counts counts = small_.counts();
  if (large_) {
    const PacketRing::Counts of_large = large_->counts();
    counts.accepted += of_large.accepted;
    counts.dropped += of_large.dropped;
  }
  return {.accepted = counts.accepted, .dropped_by_kernel = counts.dropped};
}

std::string RingSource::problem() {
  const bool attached = small_.attached() && (!large_ || large_->attached());
  return attached ? "" : "the interface is gone";
}

}  // namespace

bool serves(const FrameSourceOptions& options) {
  const bool hosts_stamps = !options.tstamp_type_chosen || options.tstamp_type == PCAP_TSTAMP_HOST;
  const bool ethernet = !options.dlt || options.dlt == DLT_EN10MB;
  return hosts_stamps && ethernet && options.name != "any" && link_of(options.name).up &&
         carries_ethernet(options.name);
}

std::size_t memory(int ring_bytes) {
  return static_cast<std::size_t>(ring_bytes) + large_blocks(ring_bytes) * kLargeBlock;
}

std::unique_ptr<FrameSource> open(const FrameSourceOptions& options) {
  return std::make_unique<RingSource>(options);
}

}  // namespace tapbond::ring_source
