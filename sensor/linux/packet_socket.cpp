#include "sensor/linux/packet_socket.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstddef>
#include <system_error>
#include <vector>

namespace tapbond {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// libpcap's instructions are the kernel's, by another name.
static_assert(sizeof(bpf_insn) == sizeof(sock_filter) && offsetof(bpf_insn, jt) == 2 &&
              offsetof(sock_filter, jt) == 2 && offsetof(bpf_insn, k) == offsetof(sock_filter, k));

bool attach(int socket, std::span<const bpf_insn> filter) {
  const sock_fprog program{static_cast<unsigned short>(filter.size()),
                           reinterpret_cast<sock_filter*>(const_cast<bpf_insn*>(filter.data()))};
  return setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

}  // namespace

void accept_nothing(int socket) {
  const bpf_insn reject = BPF_STMT(BPF_RET | BPF_K, 0);
  accept_only(socket, {&reject, 1});
}

void accept_only(int socket, std::span<const bpf_insn> filter) {
  if (!attach(socket, filter)) fail("cannot attach a filter");
}

bool kernel_takes(std::span<const bpf_insn> filter) {
  constexpr std::size_t kMore = 16;
  std::vector<bpf_insn> longer(kMore, BPF_STMT(BPF_LD | BPF_IMM, 0));
  longer.insert(longer.end(), filter.begin(), filter.end());
  const auto any = FileDescriptor::owned(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  return any && attach(any.get(), longer);
}

void ignore_outgoing(int socket) {
  const int yes = 1;
  if (setsockopt(socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof yes) != 0) {
    fail("cannot leave out the frames that go out");
  }
}

FrameCounter::FrameCounter(const std::string& interface, bool incoming_only)
    : socket_(FileDescriptor::owned(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0))) {
  if (!socket_) fail("cannot open a packet socket");
  const int smallest = 1;
  setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &smallest, sizeof smallest);
  accept_nothing(socket_.get());
  if (incoming_only) ignore_outgoing(socket_.get());
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  // Interface 0 is every interface, as libpcap's "any" has it.
  if (interface != "any") {
    address.sll_ifindex = static_cast<int>(if_nametoindex(interface.c_str()));
    if (address.sll_ifindex == 0) fail("cannot count on an interface");
  }
  if (bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    fail("cannot bind a packet socket");
  }
}

void FrameCounter::start(std::span<const bpf_insn> filter) { accept_only(socket_.get(), filter); }

void FrameCounter::stop() { accept_nothing(socket_.get()); }

std::uint64_t FrameCounter::count() {
  tpacket_stats stats{};
  socklen_t size = sizeof stats;
  // Reading resets the kernel's numbers; tp_packets includes the dropped.
  if (getsockopt(socket_.get(), SOL_PACKET, PACKET_STATISTICS, &stats, &size) == 0) {
    count_ += stats.tp_packets;
  }
  return count_;
}

}  // namespace tapbond
