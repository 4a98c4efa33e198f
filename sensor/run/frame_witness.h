// Tells the bond what frames prove about their order: its witness, on the evidence that
// decoders/causes finds.
#pragma once

#include <span>
#include <vector>

#include "bond/bond.h"
#include "decoders/causes/cause_finder.h"
#include "sensor/files/interface.h"

namespace tapbond {

class FrameWitness : public Witness {
 public:
  // `interfaces` by row; the table outlives this, and may grow.
  explicit FrameWitness(const std::vector<Interface>& interfaces) : interfaces_(interfaces) {}

  void look(std::span<const Frame> frames, Ticket first, std::vector<CausePair>& pairs) override;

  // As of decoders/causes/cause_finder.h.
  void look_far(std::int64_t most) { finder_.look_far(most); }
  void take_far(std::vector<CausePair>& pairs);

 private:
  const std::vector<Interface>& interfaces_;
  causes::CauseFinder finder_;
  std::vector<causes::CauseAndEffect> found_;  // of one look()
};

}  // namespace tapbond
