// What a whole capture has in it, summed up while it goes by: for the report (sensor/report).
//
// Memory is bounded whatever comes: some 80 MiB where all tables are full. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bond/frame.h"
#include "sensor/files/interface.h"
#include "sensor/sessions/logs.h"
#include "sensor/sessions/sessions.h"
#include "sensor/traffic/conversations_seen.h"
#include "sensor/traffic/protocols.h"
#include "sensor/traffic/round_trips.h"
#include "sensor/traffic/time_bins.h"

namespace tapbond {

class Traffic {
 public:
  // Interfaces that are told apart, in the order in which they came; the last place stands for all
  // others.
  static constexpr std::size_t kLanes = 32;

  // `verify_checksums`: packets with wrong ones are in no conversation.
  explicit Traffic(bool verify_checksums);
  Traffic(const Traffic&) = delete;
  Traffic& operator=(const Traffic&) = delete;

  // Before its first frame, in the order of the run's table.
  void add_interface(const Interface& interface);

  // A frame in the order of the bond.
  void look(const Frame& frame);

  // No more will come: the conversations that go on are counted.
  void finish() { sessions_.finish(); }

  std::uint64_t frames() const { return frames_; }
  std::uint64_t bytes() const { return bytes_; }  // on the wire
  std::int64_t first() const { return first_; }   // stamps
  std::int64_t last() const { return last_; }

  struct Lane {
    std::string name;   // of the interface
    std::string label;  // likewise
    std::uint16_t leg = 0;
  };
  const std::vector<Lane>& lanes() const { return lanes_; }
  bool has_others() const { return linktypes_.size() > kLanes; }
  const TimeBins& bins() const { return bins_; }
  const Protocols& protocols() const { return protocols_; }
  const RoundTrips& round_trips() const { return round_trips_; }
  const ConversationsSeen& conversations() const { return conversations_; }
  const sessions::WeirdLog::Counts& malformed() const { return sessions_.weird(); }

 private:
  std::uint64_t frames_ = 0;
  std::uint64_t bytes_ = 0;
  std::int64_t first_ = 0;
  std::int64_t last_ = 0;
  std::vector<int> linktypes_;  // by row of the interface table
  std::vector<Lane> lanes_;
  TimeBins bins_;
  Protocols protocols_;
  RoundTrips round_trips_;
  ConversationsSeen conversations_;
  sessions::Logs logs_{sessions::LogOptions{}};  // kept nowhere
  sessions::Sessions sessions_;
};

}  // namespace tapbond
