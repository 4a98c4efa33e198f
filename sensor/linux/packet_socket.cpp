#include "sensor/linux/packet_socket.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

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

FrameCounter::FrameCounter(const std::string& interface)
    : socket_(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)) {
  if (socket_ < 0) fail("cannot open a packet socket");
  const int smallest = 1;
  setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &smallest, sizeof smallest);
  accept_nothing(socket_);
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  // Interface 0 is every interface, as libpcap's "any" has it.
  address.sll_ifindex = static_cast<int>(if_nametoindex(interface.c_str()));
  if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const int error = errno;
    close(std::exchange(socket_, -1));
    errno = error;
    fail("cannot bind a packet socket");
  }
}

FrameCounter::FrameCounter(FrameCounter&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), count_(other.count_) {}

FrameCounter& FrameCounter::operator=(FrameCounter&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(count_, other.count_);
  return *this;
}

FrameCounter::~FrameCounter() {
  if (socket_ >= 0) close(socket_);
}

void FrameCounter::start() { accept_everything(socket_); }

void FrameCounter::stop() { accept_nothing(socket_); }

std::uint64_t FrameCounter::count() {
  tpacket_stats stats{};
  socklen_t size = sizeof stats;
  // Reading resets the kernel's numbers; tp_packets includes the dropped.
  if (getsockopt(socket_, SOL_PACKET, PACKET_STATISTICS, &stats, &size) == 0) {
    count_ += stats.tp_packets;
  }
  return count_;
}

}  // namespace tapbond
