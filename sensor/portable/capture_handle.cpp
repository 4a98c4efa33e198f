#include "sensor/linux/capture_handle.h"

#include <fmt/format.h>

#include <stdexcept>

namespace tapbond {

void accept_nothing(pcap_t*) {}

void accept_only(pcap_t* handle, std::span<const bpf_insn> filter) {
  bpf_program program{static_cast<unsigned>(filter.size()), const_cast<bpf_insn*>(filter.data())};
  if (pcap_setfilter(handle, &program) != 0) {
    throw std::runtime_error(fmt::format("cannot attach a filter: {}", pcap_geterr(handle)));
  }
}

// Where it cannot be had, the loopback shows frames twice.
void ignore_outgoing(pcap_t* handle) { pcap_setdirection(handle, PCAP_D_IN); }

// What libpcap has in ps_recv is another thing on each system: before the filter or behind it, with
// what was dropped or without.
bool read_counters(pcap_t* handle, std::uint64_t delivered, pcap_stat& counters) {
  if (pcap_stats(handle, &counters) != 0) return false;
  counters.ps_recv = static_cast<unsigned>(delivered) + counters.ps_drop;
  return true;
}

}  // namespace tapbond
