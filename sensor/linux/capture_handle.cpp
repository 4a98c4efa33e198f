#include "sensor/linux/capture_handle.h"

#include "sensor/linux/packet_socket.h"

namespace tapbond {

void accept_nothing(pcap_t* handle) { accept_nothing(pcap_fileno(handle)); }

void accept_only(pcap_t* handle, std::span<const bpf_insn> filter) {
  accept_only(pcap_fileno(handle), filter);
}

void ignore_outgoing(pcap_t* handle) { ignore_outgoing(pcap_fileno(handle)); }

bool read_counters(pcap_t* handle, std::uint64_t, pcap_stat& counters) {
  return pcap_stats(handle, &counters) == 0;
}

}  // namespace tapbond
