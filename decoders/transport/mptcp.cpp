#include <tins/tcp.h>

#include "decoders/core/address.h"
#include "decoders/transport/transport.h"

namespace tapbond::text {
namespace {

using Tins::TCP;

bool put_capable(Line& line, Bytes option, std::uint32_t size, std::uint8_t flags) {
  const bool opening = (size == 12 || size == 4) && (flags & TCP::SYN) != 0;
  const bool third = (size == 20 || size == 22) && (flags & (TCP::SYN | TCP::ACK)) == TCP::ACK;
  if (!opening && !third) return false;
  const unsigned version = option.u8(2) & 15;
  if (version > 1) {
    line.print(" Unknown Version ({})", version);
    return true;
  }
  line.print(" v{}", version);
  if ((option.u8(3) & 0x80) != 0) line.put(" csum");
  if (size == 12 || size >= 20) {
    line.print(" {{0x{:x}", option.u64(4));
    if (size >= 20) line.print(",0x{:x}", option.u64(12));
    line.put('}');
  }
  return true;
}

bool put_join(Line& line, Bytes option, std::uint32_t size, std::uint8_t flags) {
  const bool fits = (size == 12 && (flags & TCP::SYN) != 0) ||
                    (size == 16 && (flags & (TCP::SYN | TCP::ACK)) == (TCP::SYN | TCP::ACK)) ||
                    (size == 24 && (flags & TCP::ACK) != 0);
  if (!fits) return false;
  if (size != 24) {
    if ((option.u8(2) & 1) != 0) line.put(" backup");
    line.print(" id {}", option.u8(3));
  }
  if (size == 12) {
    line.print(" token 0x{:x} nonce 0x{:x}", option.u32(4), option.u32(8));
  } else if (size == 16) {
    line.print(" hmac 0x{:x} nonce 0x{:x}", option.u64(4), option.u32(12));
  } else {
    line.put(" hmac 0x");
    for (std::uint32_t i = 4; i < 24; ++i) line.print("{:02x}", option.u8(i));
  }
  return true;
}

// Prints a number of 8 or 4 bytes and steps over it; false where the option ends before.
bool put_number(Line& line, Bytes option, std::uint32_t& at, std::uint32_t size, bool wide) {
  const std::uint32_t bytes = wide ? 8 : 4;
  if (size - at < bytes) return false;
  line.print("{}", wide ? option.u64(at) : option.u32(at));
  at += bytes;
  return true;
}

bool put_data_sequence(Line& line, Bytes option, std::uint32_t size, std::uint8_t tcp_flags) {
  if (size < 4 || (tcp_flags & TCP::SYN) != 0) return false;
  const std::uint8_t flags = option.u8(3);
  std::uint32_t at = 4;
  if ((flags & 0x10) != 0) line.put(" fin");
  if ((flags & 0x01) != 0) {
    line.put(" ack ");
    if (!put_number(line, option, at, size, (flags & 0x02) != 0)) return false;
  }
  if ((flags & 0x04) != 0) {
    line.put(" seq ");
    if (!put_number(line, option, at, size, (flags & 0x08) != 0)) return false;
    if (size - at < 4) return false;
    line.print(" subseq {}", option.u32(at));
    at += 4;
    if (size - at < 2) return false;
    line.print(" len {}", option.u16(at));
    at += 2;
    if (size - at >= 2) {
      line.print(" csum 0x{:x}", option.u16(at));
      at += 2;
    }
  }
  return at == size;
}

bool put_add_address(Line& line, Bytes option, std::uint32_t size) {
  const bool four = size == 8 || size == 10 || size == 16 || size == 18;
  const bool six = size == 20 || size == 22 || size == 28 || size == 30;
  if (!four && !six) return false;
  switch (option.u8(2) & 15) {
    case 0:
      line.put(" v1");
      break;
    case 1:
      line.put(" v1-echo");
      break;
    case 4:
      line.put(" v0-ip4");
      break;
    case 6:
      line.put(" v0-ip6");
      break;
    default:
      line.put(" [bad version/echo]");
      break;
  }
  line.print(" id {} ", option.u8(3));
  std::uint32_t at = 4;
  if (four) {
    put_ipv4(line, option, at);
    at += 4;
  } else {
    put_ipv6(line, option, at);
    at += 16;
  }
  if (size % 4 != 0) {
    line.print(":{}", option.u16(at));
    at += 2;
  }
  if (size - at >= 8) line.print(" hmac 0x{:x}", option.u64(at));
  return true;
}

}  // namespace

bool mptcp_option(Line& line, Bytes option, std::uint32_t size, std::uint8_t flags) {
  line.protocol = "mptcp";
  if (size < 3) return false;
  static constexpr std::string_view kSubtypes[] = {
      "capable", "join", "dss", "add-addr", "rem-addr", "prio", "fail", "fast-close", "unknown"};
  const unsigned subtype = std::min(option.u8(2) >> 4, 8);
  line.print(" {} {}", size, kSubtypes[subtype]);
  switch (subtype) {
    case 0:
      return put_capable(line, option, size, flags);
    case 1:
      return put_join(line, option, size, flags);
    case 2:
      return put_data_sequence(line, option, size, flags);
    case 3:
      return put_add_address(line, option, size);
    case 4:
      if (size < 4) return false;
      line.put(" id");
      for (std::uint32_t i = 3; i < size; ++i) line.print(" {}", option.u8(i));
      return true;
    case 5:
      if (size != 3 && size != 4) return false;
      line.put((option.u8(2) & 1) != 0 ? " backup" : " non-backup");
      if (size == 4) line.print(" id {}", option.u8(3));
      return true;
    case 6:
      if (size != 12) return false;
      line.print(" seq {}", option.u64(4));
      return true;
    case 7:
      if (size != 12) return false;
      line.print(" key 0x{:x}", option.u64(4));
      return true;
    default:
      return true;
  }
}

}  // namespace tapbond::text
