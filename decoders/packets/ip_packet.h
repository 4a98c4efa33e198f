// An IP packet's own header and those behind it, as far as they say where its payload is and whom
// it is from.
#pragma once

#include <cstdint>
#include <span>

#include "decoders/core/bytes.h"

namespace tapbond::packets {

using text::Bytes;

struct IpPacket {
  unsigned version = 0;  // 4 or 6
  // Four bytes or sixteen, in the frame.
  std::span<const std::uint8_t> source{};
  std::span<const std::uint8_t> destination{};
  // Whose it is where it is under way to or from somewhere else (RFC 6275, RFC 2460's routing
  // header); empty otherwise.
  std::span<const std::uint8_t> home{};
  std::span<const std::uint8_t> final_destination{};
  std::uint8_t protocol = 0;         // of `payload`, behind extension headers
  bool fragment = false;             // not whole: its payload's length says nothing
  bool more_fragments = false;       // and not the last
  std::uint32_t offset = 0;          // of a fragment's payload in the whole, bytes
  std::uint32_t identification = 0;  // of the packet among others; of IPv6, of its fragments
  std::uint32_t header = 0;          // bytes, with extension headers
  std::uint32_t length = 0;          // bytes in all, as the header tells; 0 where IPv4's tells none
  Bytes payload;                     // as long as IP says; empty in fragments but the first
};

// A packet at the start of `data`. False, and `packet` is not changed, where there is none, or
// where its payload cannot be reached.
bool read_ip(Bytes data, IpPacket& packet);

}  // namespace tapbond::packets
