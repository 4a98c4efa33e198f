#include "decoders/causes/tcp_causes.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "decoders/causes/key.h"

namespace tapbond::causes {
namespace {

constexpr std::uint32_t kHeader = 20;
enum Flag : std::uint8_t { kFin = 1, kSyn = 2, kReset = 4, kAck = 16 };

struct TimeStamps {  // RFC 7323
  std::uint32_t value;
  std::uint32_t echo;
};

std::optional<TimeStamps> time_stamps(Bytes options) {
  constexpr std::uint8_t kEnd = 0;
  constexpr std::uint8_t kPadding = 1;
  constexpr std::uint8_t kTimeStamps = 8;
  constexpr std::uint8_t kSize = 10;
  for (std::uint32_t at = 0; options.has(at, 2);) {
    const std::uint8_t kind = options.u8(at);
    if (kind == kEnd) break;
    if (kind == kPadding) {
      ++at;
      continue;
    }
    const std::uint8_t size = options.u8(at + 1);
    if (size < 2) break;
    if (kind == kTimeStamps && size == kSize && options.has(at, kSize)) {
      return TimeStamps{.value = options.u32(at + 2), .echo = options.u32(at + 6)};
    }
    at += size;
  }
  return std::nullopt;
}

}  // namespace

std::size_t TcpCauses::Hash::operator()(const Key& key) const {
  KeyMaker maker;
  for (const Address& address : key.addresses) maker.add(address);
  for (const std::uint16_t port : key.ports) maker.add(port);
  return maker.key();
}

void TcpCauses::look(const Packet& packet, FrameNumber frame, std::vector<CauseAndEffect>& found) {
  const Bytes& segment = packet.payload;
  if (packet.fragment || !segment.has(0, kHeader)) return;
  const std::uint32_t header = 4u * (segment.u8(12) >> 4);
  if (header < kHeader || segment.length() < header) return;
  const std::uint8_t flags = segment.u8(13);

  Key key{{}, {segment.u16(0), segment.u16(2)}};
  std::copy(packet.source.begin(), packet.source.end(), key.addresses[0].begin());
  std::copy(packet.destination.begin(), packet.destination.end(), key.addresses[1].begin());
  const std::size_t sender =
      std::tie(key.addresses[0], key.ports[0]) <= std::tie(key.addresses[1], key.ports[1]) ? 0 : 1;
  if (sender == 1) {
    std::swap(key.addresses[0], key.addresses[1]);
    std::swap(key.ports[0], key.ports[1]);
  }
  Conversation& talk = conversation(key);
  const std::size_t before = talk.size();

  const std::uint32_t begin = segment.u32(4);
  const std::uint32_t end = begin + (segment.length() - header) + ((flags & kSyn) != 0 ? 1 : 0) +
                            ((flags & kFin) != 0 ? 1 : 0);
  // The number of a reset may be anything (RFC 9293, 3.10.7.1).
  if ((flags & kReset) == 0) {
    if ((flags & kSyn) != 0) {
      talk.bytes[sender].began(begin, end, frame, found);
    } else if (end != begin) {
      talk.bytes[sender].sent(begin, end, frame, found);
    } else {
      talk.bytes[sender].reached(end);
    }
  }
  if ((flags & kAck) != 0) talk.bytes[1 - sender].acknowledged(segment.u32(8), frame, found);
  if ((flags & kReset) == 0) {
    if (const auto stamps = time_stamps(segment.first(header).from(kHeader))) {
      if ((flags & kSyn) != 0) {
        talk.clocks[sender].began(stamps->value - 1, stamps->value, frame, found);
      } else {
        talk.clocks[sender].sent(stamps->value - 1, stamps->value, frame, found);
      }
      if ((flags & kAck) != 0) talk.clocks[1 - sender].acknowledged(stamps->echo, frame, found);
    }
  }

  frames_ += talk.size() - before;
  while (frames_ > most_ * kFramesEach) forget_last();
}

TcpCauses::Conversation& TcpCauses::conversation(const Key& key) {
  const auto known = by_key_.find(key);
  if (known != by_key_.end()) {
    conversations_.splice(conversations_.begin(), conversations_, known->second);
    return conversations_.front();
  }
  if (conversations_.size() == most_) forget_last();
  conversations_.emplace_front();
  conversations_.front().key = key;
  by_key_.emplace(key, conversations_.begin());
  return conversations_.front();
}

void TcpCauses::forget_last() {
  frames_ -= conversations_.back().size();
  by_key_.erase(conversations_.back().key);
  conversations_.pop_back();
}

}  // namespace tapbond::causes
