// The interfaces of a pcapng file with their statistics, which the usual tools do not print.
// Blocks and options by draft-ietf-opsawg-pcapng, sections 4.1, 4.2 and 4.5; this machine's byte
// order only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tapbond::lab {

struct PcapngInterface {
  std::string name;
  std::string description;
  std::string filter;
  std::optional<int> tsresol;
  std::optional<std::uint64_t> received;   // isb_ifrecv
  std::optional<std::uint64_t> accepted;   // isb_filteraccept
  std::optional<std::uint64_t> ifdrop;     // isb_ifdrop
  std::optional<std::uint64_t> osdrop;     // isb_osdrop
  std::optional<std::uint64_t> delivered;  // isb_usrdeliv
  std::uint64_t packets = 0;               // enhanced packet blocks
};

// Throws std::runtime_error when the file does not end with a whole block.
std::vector<PcapngInterface> read_pcapng_interfaces(const std::string& path);

}  // namespace tapbond::lab
