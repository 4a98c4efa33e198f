// A leg that listens to nothing: its state and counts are what a test sets.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "sensor/legs/leg.h"

namespace tapbond {

class FakeLeg final : public Leg {
 public:
  explicit FakeLeg(std::string leg_name, bool is_feed = false)
      : name_(std::move(leg_name)), remote_(is_feed) {}

  bool adapters_clock = false;
  bool is_away = false;
  bool stopped = false;
  bool is_settled = false;
  int watched = 0;  // times
  LegCounts leg_counts;

  const std::string& name() const override { return name_; }
  bool is_remote() const override { return remote_; }
  bool has_adapters_clock() const override { return adapters_clock; }
  void start() override {}
  void introduce() const override {}
  Drained drain(int, SlabWriter&, std::vector<Frame>&) override { return Drained::kEmpty; }
  void watch(std::int64_t) override { ++watched; }
  bool away() const override { return is_away; }
  void stop() override { stopped = true; }
  bool settled() override { return is_settled; }
  LegCounts counts(std::int64_t) override { return leg_counts; }
  LegCounts counts_of(std::uint32_t) const override { return leg_counts; }
  int descriptor() const override { return -1; }

 private:
  std::string name_;
  bool remote_;
};

// Legs, and a way to each of them as the test knows it.
class FakeLegs {
 public:
  FakeLeg& add(const std::string& name) { return add(name, false); }
  FakeLeg& add_feed(const std::string& name) { return add(name, true); }
  const Legs& all() const { return legs_; }

 private:
  FakeLeg& add(const std::string& name, bool is_feed) {
    auto leg = std::make_unique<FakeLeg>(name, is_feed);
    FakeLeg& added = *leg;
    legs_.push_back(std::move(leg));
    return added;
  }

  Legs legs_;
};

}  // namespace tapbond
