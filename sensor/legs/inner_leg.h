// A live leg whose frames carry others: what another leg brings, with what is inside it taken out
// (inner_frames.h). All that is not about frames is that leg's.
//
// Of its counts, what came out of frames is counted to the interface that it is of, and the rest to
// those that the frames came in on, so that the interfaces' counts make up the leg's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sensor/legs/inner_frames.h"
#include "sensor/legs/leg.h"

namespace tapbond {

class InnerLeg final : public Leg {
 public:
  // `open` opens the other leg, which announces its interfaces by what it is given.
  InnerLeg(InnerFramesOptions options, Announce announce,
           const std::function<std::unique_ptr<Leg>(Announce)>& open);

  const std::string& name() const override { return outer_->name(); }
  bool is_remote() const override { return outer_->is_remote(); }
  bool has_adapters_clock() const override { return outer_->has_adapters_clock(); }
  bool finds_interfaces() const override { return true; }
  std::string loss_remark() const override { return outer_->loss_remark(); }
  // Nothing where mirrors come in tunnels: those are sent to an address of the leg.
  Exposure exposure() const override { return tunnelled_ ? Exposure() : outer_->exposure(); }
  void start() override { outer_->start(); }
  void introduce() const override { outer_->introduce(); }
  Drained drain(int budget, SlabWriter& slabs, std::vector<Frame>& out) override;
  void watch(std::int64_t now) override;
  bool away() const override { return outer_->away(); }
  void stop() override { outer_->stop(); }
  // Gives back what is held, once nothing more is to come.
  bool settled() override;
  LegCounts counts(std::int64_t now) override;
  LegCounts counts_of(std::uint32_t row) const override;
  int descriptor() const override { return outer_->descriptor(); }

 private:
  bool tunnelled_;
  InnerFrames inner_;
  std::unique_ptr<Leg> outer_;
};

}  // namespace tapbond
