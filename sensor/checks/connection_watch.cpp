#include "sensor/checks/connection_watch.h"

#include "sensor/checks/ethernet_frame.h"
#include "sensor/files/linktype.h"

namespace tapbond {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kEnoughFrames = 50;
constexpr std::uint64_t kEnoughConversations = 3;
constexpr std::uint32_t kSeveralSeconds = 3;

}  // namespace

void ConnectionWatch::begin() {
  shared_.emplace(legs_);
  sides_ = {};
  seconds_ = 0;
  all_of_them_ = true;
}

void ConnectionWatch::look(std::span<const Frame> frames, std::span<const Interface> interfaces) {
  if (frames.empty()) return;
  // Mostly all of them are of a second of which enough has been seen.
  if (of_second_ == kEachSecond && !is_new(frames.front().stamp / kSecond) &&
      !is_new(frames.back().stamp / kSecond)) {
    all_of_them_ = false;
    return;
  }
  for (const Frame& frame : frames) {
    if (interfaces[frame.interface].linktype != kLinktypeEthernet) continue;
    if (const std::int64_t second = frame.stamp / kSecond; is_new(second)) begin_second(second);
    if (of_second_ == kEachSecond) {
      all_of_them_ = false;
      continue;
    }
    ++of_second_;
    add(frame);
  }
}

// A late frame begins none; a clock that was set back does.
bool ConnectionWatch::is_new(std::int64_t second) const {
  return second > second_ || second < second_ - kSeconds;
}

void ConnectionWatch::begin_second(std::int64_t second) {
  if (of_second_ > 0 && ++seconds_ == kSeconds) conclude();
  second_ = second;
  of_second_ = 0;
}

void ConnectionWatch::add(const Frame& frame) {
  const std::span<const std::uint8_t> bytes{frame.bytes, frame.captured};
  const auto seen = read_ethernet_frame(bytes);
  // Every port of a switch gets what is for a group: that two legs have it proves no mirror.
  if (!seen || seen->to_group()) return;
  shared_->add(frame.leg, bytes, frame.length);
  if (seen->speech) sides_.add(*seen->speech, second_);
}

void ConnectionWatch::conclude() {
  facts_.shared = shared_->found();
  std::erase_if(facts_.shared,
                [](const SharedFrames& shared) { return shared.compared < kEnoughFrames; });
  facts_.sides = sides_.facts(all_of_them_ ? 1 : kSeveralSeconds);
  if (facts_.sides.conversations < kEnoughConversations) facts_.sides = {};
  begin();
}

}  // namespace tapbond
