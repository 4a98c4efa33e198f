// Duplicates in the ordered stream: which frames are, and how many there were.
//
// Where they are kept, all that is wanted is a number. A part of the frames is looked at then, the
// first kFirst, and kRun in a row out of every kEvery; and of each packet its length and its first
// kFront bytes, in which TCP and UDP have a checksum of the rest. To read all of frames of 60,000
// bytes took a fifth of the processor time of their capture, just when it was short.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "bond/frame.h"
#include "sensor/duplicates/copy_finder.h"
#include "sensor/duplicates/duplicate_counts.h"
#include "sensor/duplicates/duplicate_options.h"
#include "sensor/files/interface.h"

namespace tapbond {

class Duplicates {
 public:
  static constexpr std::uint64_t kFirst = 16384;
  static constexpr std::uint64_t kRun = 1024;
  static constexpr std::uint64_t kEvery = 32768;
  static constexpr std::uint32_t kFront = 512;

  // `interfaces` by row; the table outlives this, and may grow.
  Duplicates(const DuplicateOptions& options, std::size_t legs,
             const std::vector<Interface>& interfaces)
      : options_(options),
        interfaces_(interfaces),
        finder_(legs, options.within_ns,
                options.are == DuplicatesAre::kKept ? kFront : PacketHash::kMost) {}

  DuplicatesAre are() const { return options_.are; }
  std::size_t memory() const { return CopyFinder::memory(options_.within_ns); }  // bytes

  // The next frames of the stream. The positions of those that are copies, rising; they hold until
  // the next call.
  std::span<const std::size_t> look(std::span<const Frame> frames);

  DuplicateCounts counts() const;

 private:
  // Pairs of legs that are told apart; what is found on others is in the sum alone.
  static constexpr std::size_t kMostPairs = 4096;

  // Frames from here on that are all looked at, or none of them.
  struct Stretch {
    std::uint64_t frames;
    bool looked_at;
  };
  Stretch next_stretch() const;
  void look_at(std::span<const Frame> frames, std::size_t position);
  void count(std::uint16_t leg, const Copy& copy);

  DuplicateOptions options_;
  const std::vector<Interface>& interfaces_;
  CopyFinder finder_;
  std::uint64_t came_ = 0;  // frames
  std::uint64_t looked_at_ = 0;
  std::uint64_t found_ = 0;
  std::vector<std::size_t> positions_;
  std::map<std::pair<std::uint16_t, std::uint16_t>, DuplicatePair> pairs_;
};

}  // namespace tapbond
