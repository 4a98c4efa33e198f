// The header of a TCP segment (RFC 9293).
#pragma once

#include <cstdint>
#include <span>

#include "decoders/core/bytes.h"
#include "sensor/sessions/tcp_conversation.h"

namespace tapbond::sessions {

struct TcpHeader {
  static constexpr std::uint32_t kLeast = 20;

  struct Flags {
    bool fin, syn, rst, ack, urg;
  };

  // Of a segment of which at least so much was captured.
  static Flags flags(const text::Bytes& segment) {
    const unsigned bits = segment.u8(13);
    return {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 16) != 0, (bits & 32) != 0};
  }

  // All but the stamp. False where the header says that it is longer than what there is.
  static bool read(const text::Bytes& data, Segment& segment) {
    const std::uint32_t header = 4u * (data.u8(12) >> 4);
    if (header < kLeast || header > data.length() || !data.has(0, header)) return false;
    const Flags set = flags(data);
    segment.sequence = data.u32(4);
    segment.acknowledged = data.u32(8);
    segment.window = data.u16(14);
    segment.window_scale = set.syn ? window_scale(data.first(header).from(kLeast)) : -1;
    segment.length = data.length() - header;
    const std::string_view payload = data.seen(header, segment.length);
    segment.payload = {reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size()};
    segment.syn = set.syn;
    segment.ack = set.ack;
    segment.fin = set.fin;
    segment.rst = set.rst;
    segment.urg = set.urg;
    return true;
  }

  // The whole segment, where all of it was captured.
  static std::span<const std::uint8_t> bytes(const text::Bytes& data) {
    return {data.raw(0, data.length()), data.length()};
  }

 private:
  static int window_scale(text::Bytes options) {
    constexpr std::uint8_t kEnd = 0;
    constexpr std::uint8_t kNothing = 1;
    constexpr std::uint8_t kWindowScale = 3;
    while (options.has(0, 2) && options.u8(0) != kEnd) {
      if (options.u8(0) == kNothing) {
        options = options.from(1);
        continue;
      }
      const std::uint32_t size = options.u8(1);
      if (size == 0 || !options.has(0, size)) break;
      if (options.u8(0) == kWindowScale && size >= 3) return options.u8(2);
      options = options.from(size);
    }
    return -1;
  }
};

}  // namespace tapbond::sessions
