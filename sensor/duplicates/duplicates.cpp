#include "sensor/duplicates/duplicates.h"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>

#include "bond/prefetch.h"

namespace tapbond {
namespace {

// Of each frame, while those before it are looked at; what is behind, the processor sees coming.
constexpr std::size_t kAskedFor = 1600;

void ask_for(std::span<const Frame> frames) {
  for (const Frame& frame : frames) {
    const auto front = std::min<std::size_t>(frame.captured, kAskedFor);
    prefetch_to_read(reinterpret_cast<std::uintptr_t>(frame.bytes), front);
  }
}

}  // namespace

std::span<const std::size_t> Duplicates::look(std::span<const Frame> frames) {
  positions_.clear();
  for (std::size_t at = 0; at < frames.size();) {
    const Stretch stretch = next_stretch();
    const std::size_t size = std::min<std::uint64_t>(stretch.frames, frames.size() - at);
    if (stretch.looked_at) look_at(frames.subspan(at, size), at);
    came_ += size;
    at += size;
  }
  return positions_;
}

Duplicates::Stretch Duplicates::next_stretch() const {
  if (are() != DuplicatesAre::kKept) return {std::numeric_limits<std::uint64_t>::max(), true};
  if (came_ < kFirst) return {kFirst - came_, true};
  const std::uint64_t place = came_ % kEvery;
  return place < kRun ? Stretch{kRun - place, true} : Stretch{kEvery - place, false};
}

void Duplicates::look_at(std::span<const Frame> frames, std::size_t position) {
  std::array<int, CopyFinder::kPortion> linktypes;
  std::array<std::optional<Copy>, CopyFinder::kPortion> copies;
  looked_at_ += frames.size();
  const auto first_of = [](std::span<const Frame> rest) {
    return rest.first(std::min(rest.size(), CopyFinder::kPortion));
  };
  ask_for(first_of(frames));
  while (!frames.empty()) {
    const auto portion = first_of(frames);
    frames = frames.subspan(portion.size());
    ask_for(first_of(frames));
    for (std::size_t i = 0; i < portion.size(); ++i) {
      linktypes[i] = interfaces_[portion[i].interface].linktype;
    }
    finder_.look(portion, linktypes, copies);
    for (std::size_t i = 0; i < portion.size(); ++i) {
      if (!copies[i]) continue;
      positions_.push_back(position + i);
      count(portion[i].leg, *copies[i]);
    }
    position += portion.size();
  }
}

void Duplicates::count(std::uint16_t leg, const Copy& copy) {
  ++found_;
  const std::pair key{leg, copy.leg};
  auto pair = pairs_.find(key);
  if (pair == pairs_.end()) {
    if (pairs_.size() == kMostPairs) return;
    pair = pairs_.emplace(key, DuplicatePair{.leg = leg, .of = copy.leg, .least_ns = copy.apart_ns})
               .first;
  }
  DuplicatePair& counted = pair->second;
  ++counted.packets;
  if (copy.routed) ++counted.routed;
  counted.least_ns = std::min(counted.least_ns, copy.apart_ns);
  counted.most_ns = std::max(counted.most_ns, copy.apart_ns);
}

DuplicateCounts Duplicates::counts() const {
  DuplicateCounts counts{.are = are(), .looked_at = looked_at_, .found = found_};
  for (const auto& [legs, pair] : pairs_) counts.pairs.push_back(pair);
  std::ranges::stable_sort(counts.pairs, std::greater(), &DuplicatePair::packets);
  return counts;
}

}  // namespace tapbond
