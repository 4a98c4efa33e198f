#include "decoders/application/dns_name.h"

#include "decoders/core/escape.h"

namespace tapbond::text {
namespace {

constexpr std::uint8_t kKind = 0xc0;
constexpr std::uint8_t kPointer = 0xc0;
constexpr std::uint8_t kExtended = 0x40;
constexpr std::uint8_t kReserved = 0x80;
constexpr std::uint8_t kBitLabel = 1;  // RFC 2673
constexpr std::uint32_t kMostCharacters = 1025;

std::uint32_t bit_label_bits(Bytes message, std::uint32_t at) {
  const std::uint32_t bits = message.u8(at);
  return bits == 0 ? 256 : bits;
}

// Bytes after the label's first one; nothing where it is broken.
std::optional<std::uint32_t> label_size(Line& line, Bytes message, std::uint32_t at) {
  if (!message.has(at, 1)) return std::nullopt;
  const std::uint8_t head = message.u8(at);
  switch (head & kKind) {
    case kExtended:
      if ((head & ~kKind) != kBitLabel) {
        line.print("<ELT {}>", head & 0x3f);
        return std::nullopt;
      }
      if (!message.has(at + 1, 1)) return std::nullopt;
      return (bit_label_bits(message, at + 1) + 7) / 8 + 1;
    case kReserved:
      line.put("<BAD LABEL TYPE>");
      return std::nullopt;
    default:
      return head;
  }
}

bool put_bit_label(Line& line, Bytes message, std::uint32_t at) {
  if (!message.has(at, 1)) return false;
  const std::uint32_t bits = bit_label_bits(message, at);
  const std::uint32_t end = at + 1 + (bits + 3) / 4;
  line.put("\\[x");
  std::uint32_t left = bits;
  std::uint32_t byte = at + 1;
  for (; byte < end && left > 7; ++byte, left -= 8) line.print("{:02x}", message.u8(byte));
  if (left > 4) {
    line.print("{:02x}", message.u8(byte) & (0xffu << (8 - left)));
  } else if (left > 0) {
    line.print("{:x}", (message.u8(byte) >> 4u & 15u) & (15u << (4 - left)));
  }
  line.print("/{}]", bits);
  return true;
}

}  // namespace

std::optional<std::uint32_t> put_domain_name(Line& line, Bytes message, std::uint32_t at) {
  auto size = label_size(line, message, at);
  if (!size) return std::nullopt;
  std::uint32_t furthest = at;
  std::uint8_t head = message.u8(at++);
  bool compressed = false;
  std::optional<std::uint32_t> next;
  if ((head & kKind) != kPointer) next = at + *size;
  if (head == 0) {
    line.put('.');
    return next;
  }
  std::uint32_t characters = 0;
  while (head != 0 && at < message.captured()) {
    if ((head & kKind) == kPointer) {
      if (!compressed) {
        next = at + 1;
        compressed = true;
      }
      const std::uint32_t target = (head << 8u | message.u8(at)) & 0x3fff;
      if (target >= furthest) {
        line.put("<BAD PTR>");
        return std::nullopt;
      }
      furthest = target;
      at = target;
    } else {
      if ((head & kKind) == kExtended) {
        if (!put_bit_label(line, message, at)) return std::nullopt;
      } else if (characters < kMostCharacters) {
        const std::uint32_t shown = std::min(*size, kMostCharacters - characters);
        if (!put_text(line, message, at, shown)) return std::nullopt;
        characters += *size;
      } else {
        characters += *size;
      }
      at += *size;
      if (characters <= kMostCharacters) line.put('.');
      ++characters;
    }
    if (!message.has(at, 1)) return std::nullopt;
    head = message.u8(at);
    size = label_size(line, message, at);
    if (!size) return std::nullopt;
    ++at;
    if (!compressed) *next += *size + 1;
  }
  if (characters > kMostCharacters) line.put("<DOMAIN NAME TOO LONG>");
  return next;
}

std::optional<std::uint32_t> skip_domain_name(Bytes message, std::uint32_t at) {
  while (message.has(at, 1)) {
    const std::uint8_t head = message.u8(at++);
    if (head == 0) return at;
    switch (head & kKind) {
      case kPointer:
        return at + 1;
      case kExtended:
        if ((head & ~kKind) != kBitLabel || !message.has(at, 1)) return std::nullopt;
        at += 1 + (bit_label_bits(message, at) + 7) / 8;
        break;
      case kReserved:
        return std::nullopt;
      default:
        at += head;
    }
  }
  return std::nullopt;
}

}  // namespace tapbond::text
