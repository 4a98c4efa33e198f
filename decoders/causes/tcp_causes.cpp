#include "decoders/causes/tcp_causes.h"

#include <tins/tcp.h>

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

#include "decoders/causes/octets.h"

namespace tapbond::causes {
namespace {

using Tins::TCP;

constexpr std::uint32_t kHeader = 20;
constexpr std::uint32_t kNobody = ~std::uint32_t{0};

std::uint32_t header_size(const std::uint8_t* segment) { return 4u * (segment[12] >> 4); }

struct TimeStamps {  // RFC 7323
  std::uint32_t value;
  std::uint32_t echo;
};

std::optional<TimeStamps> time_stamps(Bytes options) {
  constexpr std::uint8_t kSize = 10;
  constexpr std::uint32_t kAsMostAreWritten = 0x0101'080a;
  constexpr std::uint32_t kPadded = 12;
  if (options.has(0, kPadded)) {
    const std::uint8_t* const first = options.raw(0, kPadded);
    if (big32(first) == kAsMostAreWritten) {
      return TimeStamps{.value = big32(first + 4), .echo = big32(first + 8)};
    }
  }
  for (std::uint32_t at = 0; options.has(at, 2);) {
    const std::uint8_t kind = options.u8(at);
    if (kind == TCP::EOL) break;
    if (kind == TCP::NOP) {
      ++at;
      continue;
    }
    const std::uint8_t size = options.u8(at + 1);
    if (size < 2) break;
    if (kind == TCP::TSOPT && size == kSize && options.has(at, kSize)) {
      return TimeStamps{.value = options.u32(at + 2), .echo = options.u32(at + 6)};
    }
    at += size;
  }
  return std::nullopt;
}

// For each segment, so a quick mix will do. Of IPv4 the addresses are half a word each.
std::uint64_t hash_of(const TcpCauses::Key& key) {
  constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;
  std::uint64_t mixed = key.ports * kOdd;
  for (std::size_t word = 0; word < 2; ++word) {
    mixed ^= mixed >> 32;
    mixed = (mixed + key.sides[0][word] + std::rotl(key.sides[1][word], 32)) * kOdd;
  }
  return mixed ^ mixed >> 29;
}

// What tells a conversation from others in its bucket, mostly; 0 is nobody's.
std::uint32_t mark_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash) | 1; }

template <typename Lines>
void ask_for(const Lines& lines) {
  constexpr std::size_t kLine = 64;
  const auto* const at = reinterpret_cast<const char*>(&lines);
  for (std::size_t offset = 0; offset < sizeof lines; offset += kLine) {
    __builtin_prefetch(at + offset);
  }
}

}  // namespace

TcpCauses::TcpCauses(std::size_t most)
    : most_(std::max<std::size_t>(most, 1)),
      buckets_(std::bit_ceil(2 * most_ / Bucket::kPlaces + 1)) {}

bool TcpCauses::read(const Packet& packet, Segment& segment) {
  const Bytes& bytes = packet.payload;
  if (packet.fragment || !bytes.has(0, kHeader)) return false;
  const std::uint8_t* const at = bytes.raw(0, kHeader);
  const std::uint32_t header = header_size(at);
  if (header < kHeader || bytes.length() < header) return false;

  Key& key = segment.key;
  key = {};
  std::uint64_t ports[2] = {big16(at), big16(at + 2)};
  for (std::size_t side = 0; side < 2; ++side) {
    const std::uint8_t* address = (side == 0 ? packet.source : packet.destination).data();
    if (packet.kind == Packet::Kind::kIpv4) {
      key.sides[side][0] = as_it_lies<std::uint32_t>(address);
    } else {
      key.sides[side][0] = as_it_lies<std::uint64_t>(address);
      key.sides[side][1] = as_it_lies<std::uint64_t>(address + 8);
    }
  }
  const bool swap = key.sides[0][0] != key.sides[1][0]   ? key.sides[1][0] < key.sides[0][0]
                    : key.sides[0][1] != key.sides[1][1] ? key.sides[1][1] < key.sides[0][1]
                                                         : ports[1] < ports[0];
  if (swap) {
    std::swap(key.sides[0], key.sides[1]);
    std::swap(ports[0], ports[1]);
  }
  key.ports = static_cast<std::uint64_t>(packet.kind) << 32 | ports[0] << 16 | ports[1];
  segment.bytes = bytes;
  segment.sender = swap ? 1 : 0;
  segment.hash = hash_of(key);
  segment.conversation = kNobody;
  return true;
}

void TcpCauses::ask_where(const Segment& segment) const { ask_for(bucket_of(segment.hash)); }

void TcpCauses::ask_what(Segment& segment) const {
  const Bucket& bucket = bucket_of(segment.hash);
  const std::uint32_t mark = mark_of(segment.hash);
  for (std::size_t place = 0; place < Bucket::kPlaces; ++place) {
    if (bucket.hashes[place] != mark) continue;
    segment.conversation = bucket.conversations[place];
    ask_for(conversations_[segment.conversation]);
  }
}

void TcpCauses::look(const Segment& segment, FrameNumber frame,
                     std::vector<CauseAndEffect>& found) {
  const std::uint8_t* const at = segment.bytes.raw(0, kHeader);
  const std::uint32_t header = header_size(at);
  const std::uint8_t flags = at[13];
  const std::size_t sender = segment.sender;
  Conversation& talk = conversation(segment);
  const std::size_t before = found.size();

  const std::uint32_t begin = big32(at + 4);
  const std::uint32_t data = (segment.bytes.length() - header) + ((flags & TCP::SYN) != 0 ? 1 : 0) +
                             ((flags & TCP::FIN) != 0 ? 1 : 0);
  const std::uint32_t end = begin + data;
  // The number of a reset may be anything (RFC 9293, 3.10.7.1).
  if ((flags & TCP::RST) == 0) {
    if ((flags & TCP::SYN) != 0) {
      talk.bytes[sender].began(begin, end, frame, marks_, found);
    } else if (data != 0) {
      talk.bytes[sender].sent(begin, end, frame, marks_, found);
    } else {
      talk.bytes[sender].reached(end, marks_);
    }
  }
  if ((flags & TCP::ACK) != 0)
    talk.bytes[1 - sender].acknowledged(big32(at + 8), frame, marks_, found);
  if ((flags & TCP::RST) == 0) {
    if (const auto stamps = time_stamps(segment.bytes.first(header).from(kHeader))) {
      if ((flags & TCP::SYN) != 0) {
        talk.clocks[sender].began(stamps->value - 1, stamps->value, frame, marks_, found);
      } else if (data == 0) {
        talk.clocks[sender].sent(stamps->value - 1, stamps->value, frame, marks_, found);
      } else {
        talk.clocks[sender].reached(stamps->value, marks_);
      }
      if ((flags & TCP::ACK) != 0) {
        talk.clocks[1 - sender].acknowledged(stamps->echo, frame, marks_, found);
      }
    }
  }
  // A handshake proves the same twice.
  if (found.size() - before > 1) {
    const auto first = found.begin() + static_cast<std::ptrdiff_t>(before);
    for (auto pair = first + 1; pair != found.end();) {
      pair = std::find(first, pair, *pair) == pair ? pair + 1 : found.erase(pair);
    }
  }
  if (marks_.used() > most_ * kFramesEach) [[unlikely]]
    forget_some();
}

TcpCauses::Conversation& TcpCauses::conversation(const Segment& segment) {
  const Key& key = segment.key;
  if (segment.conversation < conversations_.size() &&
      conversations_[segment.conversation].key == key) {
    heard_again_[segment.conversation] = 1;
    return conversations_[segment.conversation];
  }
  const std::uint32_t mark = mark_of(segment.hash);
  Bucket& bucket = bucket_of(segment.hash);
  for (std::size_t place = 0; place < Bucket::kPlaces; ++place) {
    if (bucket.hashes[place] != mark) continue;
    const std::uint32_t number = bucket.conversations[place];
    if (conversations_[number].key != key) continue;
    heard_again_[number] = 1;
    return conversations_[number];
  }
  if (std::find(bucket.hashes.begin(), bucket.hashes.end(), 0) == bucket.hashes.end()) {
    const auto quiet = std::find_if(bucket.conversations.begin(), bucket.conversations.end(),
                                    [this](std::uint32_t each) { return heard_again_[each] == 0; });
    forget(quiet == bucket.conversations.end() ? bucket.conversations.front() : *quiet);
  }
  const std::uint32_t number = place_for_new();
  const auto place = static_cast<std::size_t>(
      std::find(bucket.hashes.begin(), bucket.hashes.end(), 0) - bucket.hashes.begin());
  bucket.hashes[place] = mark;
  bucket.conversations[place] = number;
  conversations_[number].key = key;
  return conversations_[number];
}

std::uint32_t TcpCauses::place_for_new() {
  if (free_.empty() && conversations_.size() < most_) {
    conversations_.emplace_back();
    heard_again_.push_back(0);
    return static_cast<std::uint32_t>(conversations_.size() - 1);
  }
  if (free_.empty()) {
    while (std::exchange(heard_again_[hand_], std::uint8_t{0}) != 0) {
      hand_ = (hand_ + 1) % static_cast<std::uint32_t>(conversations_.size());
    }
    forget(hand_);
    hand_ = (hand_ + 1) % static_cast<std::uint32_t>(conversations_.size());
  }
  const std::uint32_t number = free_.back();
  free_.pop_back();
  return number;
}

void TcpCauses::forget(std::uint32_t number) {
  Conversation& talk = conversations_[number];
  Bucket& bucket = bucket_of(hash_of(talk.key));
  for (std::size_t place = 0; place < Bucket::kPlaces; ++place) {
    if (bucket.hashes[place] != 0 && bucket.conversations[place] == number) {
      bucket.hashes[place] = 0;
    }
  }
  for (NumberedStream& stream : talk.bytes) stream.forget(marks_);
  for (NumberedStream& stream : talk.clocks) stream.forget(marks_);
  talk = {};
  heard_again_[number] = 0;
  free_.push_back(number);
}

// As many frames as may be are remembered: what all conversations remember is given up, a quarter
// of them at a time.
void TcpCauses::forget_some() {
  const std::size_t enough = most_ * kFramesEach * 3 / 4;
  while (marks_.used() > enough) {
    Conversation& talk = conversations_[hand_];
    for (NumberedStream& stream : talk.bytes) stream.forget(marks_);
    for (NumberedStream& stream : talk.clocks) stream.forget(marks_);
    hand_ = (hand_ + 1) % static_cast<std::uint32_t>(conversations_.size());
  }
}

}  // namespace tapbond::causes
