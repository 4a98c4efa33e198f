// Are the legs of a run that goes on connected as they should be? Do two of them carry the same
// frames, and are conversations seen from both sides?
//
// A sample of the ordered stream is enough to tell, and costs next to nothing at any rate: the
// first frames of every second, so that what belongs together is in it. Where a second had more
// than that, conversations count that were seen in several seconds: of the others one side may just
// not be in the sample. What is found is of the last ten seconds that had frames.
//
// Memory is bounded whatever the frames say. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bond/frame.h"
#include "sensor/checks/conversation_sides.h"
#include "sensor/checks/facts.h"
#include "sensor/checks/shared_frames.h"
#include "sensor/files/interface.h"

namespace tapbond {

struct ConnectionFacts {
  std::vector<SharedFrames> shared;  // what is too little to tell is left out, here
  SidesFacts sides;                  // and here
};

class ConnectionWatch {
 public:
  static constexpr std::size_t kEachSecond = 1024;  // frames
  static constexpr int kSeconds = 10;

  explicit ConnectionWatch(std::size_t legs) : legs_(legs) { begin(); }

  // Frames as they leave the bond; those of all but Ethernet are passed over. `interfaces`: the
  // run's table.
  void look(std::span<const Frame> frames, std::span<const Interface> interfaces);

  const ConnectionFacts& facts() const { return facts_; }

 private:
  void begin();
  bool is_new(std::int64_t second) const;
  void begin_second(std::int64_t second);
  void conclude();
  void add(const Frame& frame);

  std::size_t legs_;
  ConnectionFacts facts_;
  // Of the seconds that are looked at:
  std::optional<SharedFramesFinder> shared_;
  ConversationSides sides_;
  int seconds_ = 0;
  bool all_of_them_ = true;  // no second had more frames than are looked at
  std::int64_t second_ = 0;
  std::size_t of_second_ = 0;  // frames
};

}  // namespace tapbond
