#include "sensor/files/packet_options.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "sensor/files/byte_order.h"
#include "sensor/files/option_fields.h"
#include "sensor/files/pcapng_format.h"
#include "sensor/files/pcapng_options.h"
#include "sensor/files/stamp_option.h"

namespace tapbond {
namespace {

using Bytes = std::span<const std::uint8_t>;

// Of both packet blocks: type, length, 12 bytes, captured, length.
constexpr std::size_t kHeader = pcapng::kEnhancedPacketBytes - pcapng::kTrailerBytes;

BesideKind kind_of(std::uint16_t code) {
  switch (code) {
    case pcapng::kComment:
      return BesideKind::kPacketComment;
    case pcapng::kPacketFlags:
      return BesideKind::kPacketFlags;
    case pcapng::kPacketHash:
      return BesideKind::kPacketHash;
    case pcapng::kPacketDropCount:
      return BesideKind::kPacketDropCount;
    case pcapng::kPacketId:
      return BesideKind::kPacketId;
    case pcapng::kPacketQueue:
      return BesideKind::kPacketQueue;
    case pcapng::kPacketVerdict:
      return BesideKind::kPacketVerdict;
    default:
      return is_custom_option(code) ? BesideKind::kCustomOption : BesideKind::kOtherOption;
  }
}

OptionFields fields_of(std::uint16_t code, Bytes value) {
  switch (code) {
    case pcapng::kComment:
    case pcapng::kPacketHash:
      return {};
    case pcapng::kPacketFlags:
    case pcapng::kPacketQueue:
      return {.size = 4};
    case pcapng::kPacketDropCount:
    case pcapng::kPacketId:
      return {.size = 8};
    case pcapng::kPacketProcessAndThread:
      return {.size = 4, .count = 2};
    case pcapng::kPacketVerdict:
      if (value.empty() ||
          (value[0] != pcapng::kVerdictOfTc && value[0] != pcapng::kVerdictOfXdp)) {
        return {};
      }
      return {.size = 8, .at = 1};
    default:
      return fields_of_custom_option(code);
  }
}

struct PacketBlock {
  explicit PacketBlock(const Frame& frame) : begin(frame.bytes - kHeader) {
    const auto type_here = load<std::uint32_t>(begin, false);
    swapped = type_here != pcapng::kEnhancedPacketBlock && type_here != pcapng::kPacketBlock;
    type = load<std::uint32_t>(begin, swapped);
    const auto length = load<std::uint32_t>(begin + 4, swapped);
    const std::size_t content = pcapng::padded(load<std::uint32_t>(begin + 20, swapped));
    if (length < pcapng::kEnhancedPacketBytes + content) return;
    options = {frame.bytes + content, length - pcapng::kEnhancedPacketBytes - content};
  }

  const std::uint8_t* begin;
  bool swapped;
  std::uint32_t type;
  Bytes options{};
};

// Calls carry(code, value, fields) for each option that is carried on, leave(code) for the others.
template <class Carry, class Leave>
void each_option(const Frame& frame, Carry carry, Leave leave) {
  const PacketBlock block(frame);
  if (block.type == pcapng::kPacketBlock) {
    const auto drops = load<std::uint16_t>(block.begin + 10, block.swapped);
    if (drops != pcapng::kDropsUnknown) {
      std::array<std::uint8_t, sizeof(std::uint64_t)> count;
      store(count.data(), std::uint64_t{drops});
      carry(pcapng::kPacketDropCount, Bytes(count), OptionFields{.swapped = false});
    }
  }
  for_each_option(block.options, block.swapped, [&](std::uint16_t code, Bytes value) {
    OptionFields fields = fields_of(code, value);
    fields.swapped = block.swapped;
    if (fields.can_be_carried(value.size())) {
      carry(code, value, fields);
    } else {
      leave(code);
    }
  });
}

constexpr std::size_t option_bytes(std::size_t value) {
  return 4 + pcapng::padded(static_cast<std::uint32_t>(value));
}

}  // namespace

std::size_t packet_options_bytes(const Frame& frame) {
  std::size_t bytes = 0;
  each_option(
      frame,
      [&bytes](std::uint16_t, Bytes value, const OptionFields&) {
        bytes += option_bytes(value.size());
      },
      [](std::uint16_t) {});
  return bytes == 0 ? 0 : bytes + option_bytes(0);
}

void store_packet_options(const Frame& frame, std::span<std::uint8_t> room) {
  // What is not written to ends the list. A file that somebody changes meanwhile may hold more than
  // there was a moment ago.
  std::memset(room.data(), 0, room.size());
  each_option(
      frame,
      [&room](std::uint16_t code, Bytes value, const OptionFields& fields) {
        const std::size_t bytes = option_bytes(value.size());
        if (room.size() < bytes + option_bytes(0)) return;
        std::uint8_t* to = store(room.data(), code);
        to = store(to, static_cast<std::uint16_t>(value.size()));
        std::copy(value.begin(), value.end(), to);
        fields.convert({to, value.size()});
        room = room.subspan(bytes);
      },
      [](std::uint16_t) {});
}

bool has_stamp_option(const Frame& frame) {
  bool found = false;
  each_option(
      frame,
      [&found](std::uint16_t code, Bytes value, const OptionFields& fields) {
        found = found || stamp_option::is_one(code, value, fields.swapped);
      },
      [](std::uint16_t) {});
  return found;
}

std::size_t block_with_options_bytes(const Frame& frame, std::uint32_t captured, std::size_t more) {
  const std::size_t options = has_options(frame) ? PacketBlock(frame).options.size() : 0;
  return pcapng::kEnhancedPacketBytes + pcapng::padded(captured) + more + options;
}

PlacedBlock store_block_with_options(const Frame& frame, std::uint32_t captured, std::size_t more,
                                     std::uint8_t* to) {
  const auto bytes = static_cast<std::uint32_t>(block_with_options_bytes(frame, captured, more));
  std::uint8_t* const begin = to + kHeader;
  std::uint8_t* const options = begin + pcapng::padded(captured);
  bool swapped = false;
  if (has_options(frame)) {
    const PacketBlock block(frame);
    swapped = block.swapped;
    std::copy_n(block.begin, kHeader, to);
    std::copy(block.options.begin(), block.options.end(), options + more);
  } else {
    store(to, std::uint32_t{pcapng::kEnhancedPacketBlock});
  }
  store(to + 4, swapped ? __builtin_bswap32(bytes) : bytes);
  store(to + 20, swapped ? __builtin_bswap32(captured) : captured);
  return {.bytes = begin, .more = options, .swapped = swapped};
}

void count_packet_options(const Frame& frame, BesideCounts& carried, BesideCounts& left_out) {
  each_option(
      frame,
      [&carried](std::uint16_t code, Bytes, const OptionFields&) { carried.add(kind_of(code)); },
      [&left_out](std::uint16_t code) { left_out.add(kind_of(code)); });
}

}  // namespace tapbond
