// What is done to libpcap's handles beyond libpcap, so that every frame is accounted for
// (packet_socket.h says how). Where that cannot be done, a handle accepts frames for as long as it
// is open: what comes in between its opening and the first reading, and in the last milliseconds of
// a run, is part of neither.
#pragma once

#include <pcap/pcap.h>

#include <cstdint>
#include <span>

namespace tapbond {

// From here on nothing is accepted, or what the filter lets pass (kernel_filter.h). Not with
// pcap_setfilter() where it can be helped: that runs the filter on what is in the ring once more,
// without what the kernel knows beside a frame. Throw std::runtime_error.
void accept_nothing(pcap_t* handle);
void accept_only(pcap_t* handle, std::span<const bpf_insn> filter);

// Frames that go out are not accepted. Throws std::system_error.
void ignore_outgoing(pcap_t* handle);

// The handle's counters, with what it accepted in ps_recv. False where they cannot be read.
// `delivered`: frames so far, by this handle.
bool read_counters(pcap_t* handle, std::uint64_t delivered, pcap_stat& counters);

}  // namespace tapbond
