#include "sensor/run/options.h"

#include <unistd.h>

#include <algorithm>
#include <iterator>

namespace tapbond {

std::vector<std::string> interface_legs(const Options& options) {
  std::vector<std::string> legs;
  std::remove_copy_if(options.interfaces.begin(), options.interfaces.end(),
                      std::back_inserter(legs), is_feed);
  return legs;
}

bool takes_out_of_frames(const Options& options) {
  return options.split_vlan || options.unwrap.any();
}

const std::string& leg_filter(const Options& options) {
  return takes_out_of_frames(options) ? options.filter_outer : options.filter;
}

namespace {

bool listens_to_feeds(const Options& options) {
  return std::any_of(options.interfaces.begin(), options.interfaces.end(), is_feed);
}

bool moves_causes(const Options& options) {
  return looks_for_causes(options) && options.interfaces.size() + options.files.size() > 1;
}

}  // namespace

bool looks_for_causes(const Options& options) { return options.order == OrderBy::kCause; }

std::int64_t live_hold(const Options& options) {
  return options.hold_ns.value_or(listens_to_feeds(options) ? Options::kFeedHold
                                                            : Options::kLiveHold);
}

std::int64_t retire_timer(std::int64_t hold) {
  return std::clamp(hold / 4, Options::kLeastRetireTimer, Options::kMostRetireTimer);
}

// The kernel may keep a frame for two timers (bond/bond.h); what is left is halved with the
// disorder within a leg. A feed needs more than that: its network's delay.
std::int64_t live_reach(const Options& options) {
  if (!moves_causes(options)) return 0;
  const std::int64_t hold = live_hold(options);
  if (listens_to_feeds(options)) return hold / 4;
  return std::max(hold / 4, hold / 2 - retire_timer(hold));
}

// What machines stamp late is late by milliseconds, however far out of order a file is.
std::int64_t file_reach(const Options& options) {
  return moves_causes(options) ? options.hold_ns.value_or(Options::kFileHold) / 10 : 0;
}

std::size_t buffer_bytes(const Options& options) {
  if (options.buffer_mib) return *options.buffer_mib << 20;
  if (options.interfaces.empty()) return Options::kLeastBuffer;  // files wait by themselves
  return live_buffer_bytes(static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) *
                           static_cast<std::size_t>(sysconf(_SC_PAGESIZE)));
}

// What bridges the moments in which the disk is slower than the legs. Of what is not needed only
// the addresses are taken.
std::size_t live_buffer_bytes(std::size_t memory) {
  const std::size_t share =
      std::clamp(memory / Options::kBufferShare, Options::kLeastBuffer, Options::kMostBuffer);
  return std::min(share, memory / Options::kMostBufferShare);
}

int ring_bytes(const Options& options) {
  constexpr int kLeast = 4 << 20;
  // More would absorb longer stalls, but the kernel walks through all of a ring however little is
  // in it: a ring that does not fit the cache makes every frame slower, lost or not.
  constexpr int kMost = 16 << 20;
  if (options.ring_kib) return *options.ring_kib * 1024;
  const int legs = std::max(static_cast<int>(interface_legs(options).size()), 1);
  return std::clamp(Options::kDefaultRings / legs, kLeast, kMost);
}

}  // namespace tapbond
