#include "sensor/linux/packet_ring.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

#include "sensor/linux/packet_socket.h"

namespace tapbond {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

template <typename Value>
void set(int socket, int option, const Value& value, const char* what) {
  if (setsockopt(socket, SOL_PACKET, option, &value, sizeof value) != 0) fail(what);
}

tpacket_hdr_v1& header_of(std::uint8_t* block) {
  return reinterpret_cast<tpacket_block_desc*>(block)->hdr.bh1;
}

std::atomic_ref<std::uint32_t> status_of(std::uint8_t* block) {
  return std::atomic_ref<std::uint32_t>(header_of(block).block_status);
}

}  // namespace

PacketRing::PacketRing(const PacketRingOptions& options)
    : block_bytes_(options.block_bytes),
      blocks_(options.blocks),
      interface_(options.interface),
      socket_(FileDescriptor::owned(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0))),
      memory_(nullptr, Unmap{block_bytes_ * blocks_}) {
  if (!socket_) fail("cannot open a packet socket");
  accept_nothing(socket_.get());
  if (options.incoming_only) ignore_outgoing(socket_.get());
  set_up(options);
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(options.interface);
  if (bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    fail("cannot bind a packet socket");
  }
  if (options.promiscuous) {
    packet_mreq membership{};
    membership.mr_ifindex = address.sll_ifindex;
    membership.mr_type = PACKET_MR_PROMISC;
    set(socket_.get(), PACKET_ADD_MEMBERSHIP, membership, "cannot make an interface promiscuous");
  }
}

void PacketRing::set_up(const PacketRingOptions& options) {
  set(socket_.get(), PACKET_VERSION, static_cast<int>(TPACKET_V3), "cannot have a ring");
  tpacket_req3 request{};
  request.tp_block_size = static_cast<unsigned>(block_bytes_);
  request.tp_block_nr = static_cast<unsigned>(blocks_);
  // In this version frames have the size that they have, but the kernel wants the numbers to agree.
  request.tp_frame_size = request.tp_block_size;
  request.tp_frame_nr = request.tp_block_nr;
  request.tp_retire_blk_tov = static_cast<unsigned>(options.retire_ms);
  set(socket_.get(), PACKET_RX_RING, request, "cannot have a ring");
  void* memory =
      mmap(nullptr, block_bytes_ * blocks_, PROT_READ | PROT_WRITE, MAP_SHARED, socket_.get(), 0);
  if (memory == MAP_FAILED) fail("cannot map a ring");
  memory_.reset(static_cast<std::uint8_t*>(memory));
}

void PacketRing::Unmap::operator()(std::uint8_t* memory) const { munmap(memory, bytes); }

void PacketRing::accept(std::span<const bpf_insn> filter) { accept_only(socket_.get(), filter); }

void PacketRing::stop() { accept_nothing(socket_.get()); }

bool PacketRing::take_block() {
  while ((status_of(block()).load(std::memory_order_acquire) & TP_STATUS_USER) != 0) {
    const tpacket_hdr_v1& header = header_of(block());
    frame_ = block() + header.offset_to_first_pkt;
    left_ = header.num_pkts;
    if (left_ != 0) return true;
    give_block_back();
  }
  return false;
}

void PacketRing::give_block_back() {
  status_of(block()).store(TP_STATUS_KERNEL, std::memory_order_release);
  next_ = (next_ + 1) % blocks_;
}

PacketRing::Counts PacketRing::counts() {
  tpacket_stats_v3 stats{};
  socklen_t size = sizeof stats;
  // Reading resets the kernel's numbers.
  if (getsockopt(socket_.get(), SOL_PACKET, PACKET_STATISTICS, &stats, &size) == 0) {
    counts_.accepted += stats.tp_packets;
    counts_.dropped += stats.tp_drops;
  }
  return counts_;
}

bool PacketRing::attached() const {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  sockaddr_ll address{};
  size = sizeof address;
  return getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
         address.sll_ifindex == static_cast<int>(interface_);
}

}  // namespace tapbond
