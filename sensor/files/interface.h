// What is known of an interface that frames came from, and what was counted on it.
//
// A live leg is one interface; a pcapng file read as a leg may hold several. The run's interface
// table only grows: a frame's `interface` is its row, and a row is announced to every sink before
// the first frame that names it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tapbond {

// Rows of the table: as many as a frame can name.
inline constexpr std::size_t kMostInterfaces = 65535;

struct Interface {
  std::string name;
  std::string description;              // the leg's label, or if_description of a pcapng input
  std::vector<std::string> comments{};  // of a pcapng input
  std::string filter;                   // the filter expression in force, empty for none
  std::string hardware;                 // the driver, where known
  std::string os;
  // What else a pcapng input says of it (addresses, speed, time zone and so on), as
  // BlockBuilder::option() makes it.
  std::string options{};
  int linktype = 1;           // LINKTYPE_ value, as in a file's header (www.tcpdump.org/linktypes)
  std::uint32_t snaplen = 0;  // bytes, 0 for no limit
  std::uint16_t leg = 0;
  bool barred = false;  // the filter cannot match its frames: none is sent on
};

// Frames; `received` = `accepted` + filtered + `dropped_by_interface`, and
// `accepted` = `delivered` + `dropped_by_os` + what `-c` left unread. Of an input that tells
// numbers of its own (sensor/legs/earlier_counts.h) they hold as far as those do.
struct InterfaceCounts {
  std::optional<std::uint64_t> received;
  std::optional<std::uint64_t> accepted;  // passed the filter
  std::optional<std::uint64_t> dropped_by_interface;
  std::optional<std::uint64_t> dropped_by_os;
  std::uint64_t delivered = 0;  // written to the sink
  std::int64_t first_ns = 0;    // when listening began and ended, ns since 1970 UTC; 0: not known
  std::int64_t last_ns = 0;
  std::string comment{};  // for people
};

}  // namespace tapbond
