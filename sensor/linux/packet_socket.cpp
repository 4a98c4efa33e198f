#include "sensor/linux/packet_socket.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

namespace tapbond {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

void accept_nothing(int socket) {
  sock_filter reject = BPF_STMT(BPF_RET | BPF_K, 0);
  const sock_fprog program{1, &reject};
  if (setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0) {
    fail("cannot attach a filter");
  }
}

void accept_everything(int socket) {
  const int unused = 0;
  if (setsockopt(socket, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof unused) != 0 &&
      errno != ENOENT) {
    fail("cannot detach a filter");
  }
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

void FrameCounter::start() { accept_everything(socket_.get()); }

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
