// What captures hold beside packets and interfaces, and how much of it there was of each kind.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tapbond {

enum class BesideKind : std::uint8_t {
  kPacketComment,
  kPacketFlags,
  kPacketHash,
  kPacketDropCount,
  kPacketId,
  kPacketQueue,
  kPacketVerdict,
  kCustomOption,  // of a packet
  kOtherOption,   // of a packet
  kSectionHost,   // hardware and operating system
  kSectionComment,
  kSectionOption,
  kInterfaceComment,
  kInterfaceOption,
  kSecrets,
  kNames,
  kCustomBlock,
  kJournal,
  kOtherBlock,
};

// What a section says of itself. Of a file that has no sections (pcap): nothing.
struct Section {
  std::vector<std::string> comments;
  std::string hardware;  // of the machine that captured
  std::string os;
  std::string options;  // any others, as BlockBuilder::option() makes them
};

// A whole block of pcapng in this machine's byte order, which nothing but a pcapng file holds.
struct BesideBlock {
  BesideKind kind = BesideKind::kOtherBlock;
  // None where it cannot be carried on (or, of an option, is no block): it is to be counted.
  std::shared_ptr<const std::vector<std::uint8_t>> bytes{};

  // What packets further on need, in the next file too.
  bool lasting() const { return kind == BesideKind::kSecrets || kind == BesideKind::kNames; }
};

// Who is told of it as reading comes to it, ahead of the frames behind it; either may be nobody.
struct Beside {
  std::function<void(const Section&)> section;
  std::function<void(BesideBlock)> block;
};

class BesideCounts {
 public:
  static constexpr std::size_t kKinds = static_cast<std::size_t>(BesideKind::kOtherBlock) + 1;

  void add(BesideKind kind, std::uint64_t how_many = 1) {
    counts_[static_cast<std::size_t>(kind)] += how_many;
  }
  void add(const BesideCounts& other);
  std::uint64_t of(BesideKind kind) const { return counts_[static_cast<std::size_t>(kind)]; }

  void forget(BesideKind kind) { counts_[static_cast<std::size_t>(kind)] = 0; }

  // "2 packet comments, 1 block of secrets"; empty where there was nothing.
  std::string text() const;

 private:
  std::array<std::uint64_t, kKinds> counts_{};
};

}  // namespace tapbond
