// A reader of PCAP over IP that knows the classic pcap alone, and is as strict as programs that are
// (what they refuse was taken from their sources).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tapbond::lab {

struct StrictReader {
  std::string name;
  std::vector<std::uint32_t> magics;  // in either byte order
  bool whole_packets = false;         // refuses one that was cut
  std::uint32_t most_bytes = 0;       // of a packet

  // Microseconds alone, Ethernet; a record has to fit its 65535-byte buffer.
  static StrictReader arkime();
  static StrictReader network_miner();
  // libpcap's.
  static StrictReader zeek();

  // How many packets it got from a stream that was kept in a file. Throws std::runtime_error where
  // the program would give up.
  std::uint64_t read(const std::string& file) const;
};

}  // namespace tapbond::lab
