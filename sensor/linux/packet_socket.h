// What libpcap does not offer and the accounting needs, done on the packet socket itself
// (packet(7)).
#pragma once

#include <pcap/bpf.h>

#include <cstdint>
#include <span>
#include <string>

#include "sensor/posix/file_descriptor.h"

namespace tapbond {

// Attaches a filter to the socket that lets nothing pass, or this one. Frames that a filter stops
// are neither delivered nor counted, so between the two calls the socket's counters stand still.
// Throws std::system_error.
void accept_nothing(int socket);
void accept_only(int socket, std::span<const bpf_insn> filter);

// Whether the kernel takes a filter, and some instructions more: its length has a limit, and the
// memory of a socket (net.core.optmem_max).
bool kernel_takes(std::span<const bpf_insn> filter);

// Has the kernel keep frames that go out to itself. The loopback shows every frame twice, going out
// and coming in; libpcap passes over the first, but the kernel's counters do not. Linux 4.20 and
// later. Throws std::system_error.
void ignore_outgoing(int socket);

// Counts the frames that an interface hands to packet sockets, without keeping them: a filter in
// the kernel leaves no trace of what it stops, and this is how "filtered" is known exactly. Its
// receive buffer is as small as the kernel allows and is never read, so all but the first few
// frames are counted and let go before they are copied.
class FrameCounter {
 public:
  FrameCounter() = default;
  // Counts nothing until start(). Throws std::system_error.
  FrameCounter(const std::string& interface, bool incoming_only);
  bool is_open() const { return static_cast<bool>(socket_); }
  // Counts what that filter lets pass.
  void start(std::span<const bpf_insn> filter);
  void stop();

  // Frames since start().
  std::uint64_t count();

 private:
  FileDescriptor socket_;
  std::uint64_t count_ = 0;
};

}  // namespace tapbond
