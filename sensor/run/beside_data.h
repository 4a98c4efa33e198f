// What the inputs hold beside packets, on its way to the sinks: what of it goes on, once, and
// within a bound of its own.
//
// Owned and called by the thread that reads the legs; blocks may be let go of by any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "bond/frame.h"
#include "sensor/files/beside.h"
#include "sensor/files/interface.h"

namespace tapbond {

class BesideData {
 public:
  // Bytes of blocks and sections that are on their way, or are kept for the next file of a series.
  static constexpr std::size_t kMost = std::size_t{64} << 20;

  explicit BesideData(std::size_t legs) : hosts_(legs) {}

  // A section of the leg begins.
  void tell(std::uint16_t leg, const Section& section);

  // The section that the outputs are to begin before what comes next, if they are: the first one,
  // or another where something was told that the one before does not say, or where that says what
  // is true no longer. Hardware and system are named as long as all legs have told the same. An
  // output names all interfaces anew in it, of which there are so many.
  std::optional<Section> due(std::size_t interfaces);

  // The block as the outputs are to have it. Nothing where they have it already, or are not to.
  std::optional<BesideBlock> take(BesideBlock block);

  // What goes out with these is counted.
  void count(const Frame& frame);
  void count(const Interface& interface);

  // So much of it that it is better not to read on until it is written.
  bool plenty() const { return *used_ > kMost / 4; }

  const BesideCounts& carried() const { return carried_; }
  const BesideCounts& left_out() const { return left_out_; }

 private:
  struct Host {
    std::string hardware;
    std::string os;
    bool operator==(const Host&) const = default;
    bool any() const { return !hardware.empty() || !os.empty(); }
  };
  using Bytes = std::shared_ptr<const std::vector<std::uint8_t>>;

  Host host_of_all() const;
  bool has_room(std::size_t bytes, BesideKind kind);
  bool keep_text(const std::string& text, BesideKind kind);

  std::shared_ptr<std::atomic<std::size_t>> used_ = std::make_shared<std::atomic<std::size_t>>(0);
  std::vector<std::optional<Host>> hosts_;  // by leg, as told
  bool hosts_differ_ = false;
  Section fresh_;  // what no section says yet
  std::unordered_set<std::string> told_;
  bool begun_ = false;
  Host claimed_;                                                 // by the section that is written
  std::size_t interfaces_written_ = 0;                           // by all sections but the first
  std::unordered_map<std::size_t, std::vector<Bytes>> lasting_;  // by hash
  BesideCounts carried_;
  BesideCounts left_out_;
  bool warned_ = false;
};

}  // namespace tapbond
