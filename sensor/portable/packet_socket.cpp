#include "sensor/linux/packet_socket.h"

namespace tapbond {

// libpcap runs what the kernel does not take.
bool kernel_takes(std::span<const bpf_insn>) { return true; }

// What a filter stops is not counted: is_open() stays false.
FrameCounter::FrameCounter(const std::string&, bool) {}

void FrameCounter::start(std::span<const bpf_insn>) {}

void FrameCounter::stop() {}

std::uint64_t FrameCounter::count() { return count_; }

}  // namespace tapbond
