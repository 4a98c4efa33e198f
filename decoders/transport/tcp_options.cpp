#include <tins/tcp.h>

#include "decoders/transport/transport.h"

namespace tapbond::text {
namespace {

using Tins::TCP;

// Options that libtins has no name for (IANA).
enum Option : std::uint8_t {
  kEcho = 6,
  kEchoReply = 7,
  kConnectionCount = 11,
  kConnectionCountNew = 12,
  kConnectionCountEcho = 13,
  kSignature = 19,
  kSpace = 20,
  kUserTimeout = 28,
  kAuthentication = 29,
  kMultipath = 30,
  kFastOpen = 34,
};

constexpr std::uint16_t kFastOpenExperiment = 0xf989;  // RFC 6994 and RFC 7413

constexpr Name kNames[] = {
    {TCP::EOL, "eol"},
    {TCP::NOP, "nop"},
    {TCP::MSS, "mss"},
    {TCP::WSCALE, "wscale"},
    {TCP::SACK_OK, "sackOK"},
    {TCP::SACK, "sack"},
    {kEcho, "echo"},
    {kEchoReply, "echoreply"},
    {TCP::TSOPT, "TS"},
    {kConnectionCount, "cc"},
    {kConnectionCountNew, "ccnew"},
    {kConnectionCountEcho, ""},
    {kSignature, "md5"},
    {kSpace, "scps"},
    {kUserTimeout, "uto"},
    {kAuthentication, "tcp-ao"},
    {kMultipath, "mptcp"},
    {kFastOpen, "tfo"},
    {TCP::RFC_EXPERIMENT_2, "exp"},
};

void put_hex(Line& line, Bytes data, std::uint32_t from, std::uint32_t to) {
  for (std::uint32_t i = from; i < to && !line.cut(); ++i) line.print("{:02x}", data.u8(i));
}

void put_fast_open(Line& line, Bytes data, std::uint32_t size) {
  if (size == 0) {
    line.put(" cookiereq");
  } else if (size % 2 != 0 || size < 4 || size > 16) {
    line.invalid();
  } else {
    line.put(" cookie ");
    put_hex(line, data, 0, size);
  }
}

bool put_selective(Line& line, Bytes data, std::uint32_t size, std::uint32_t base) {
  if (size % 8 != 0) {
    line.put(" invalid sack");
    return true;
  }
  line.put(' ');
  line.dec(size / 8);
  line.put(' ');
  for (std::uint32_t at = 0; at < size; at += 8) {
    if (data.raw(at, 8) == nullptr) return true;
    line.put('{');
    line.dec(static_cast<std::uint32_t>(data.u32(at) - base));
    line.put(':');
    line.dec(static_cast<std::uint32_t>(data.u32(at + 4) - base));
    line.put('}');
  }
  return true;
}

// The data reaches to the end of the segment.
bool put_signature(Line& line, Bytes data) {
  if (data.raw(0, 16) == nullptr) return true;
  line.put(' ');
  const bool whole = data.has(0, data.length());
  line.put(whole ? "shared secret not supplied with -M, " : "snaplen too short, ");
  line.put("can't check - ");
  put_hex(line, data, 0, 16);
  return true;
}

void put_authentication(Line& line, Bytes data, std::uint32_t size) {
  if (size < 2) {
    line.invalid();
    return;
  }
  line.print(" keyid {} rnextkeyid {}", data.u8(0), data.u8(1));
  if (size > 2) {
    line.put(" mac 0x");
    put_hex(line, data, 2, size);
  }
}

bool put_experiment(Line& line, Bytes data, std::uint32_t size) {
  if (data.raw(0, size) == nullptr) return true;
  if (size < 2) return false;
  line.put('-');
  if (const auto kind = data.u16(0); kind == kFastOpenExperiment) {
    line.put("tfo");
    put_fast_open(line, data.from(2), size - 2);
  } else {
    line.print("{:04x}", kind);
  }
  return true;
}

void put_user_timeout(Line& line, std::uint32_t value) {
  line.print(" 0x{:x} {}", value, (value & 1) != 0 ? (value >> 1) * 60 : value >> 1);
}

// The bytes that an option's value must have; 0 where any size is right.
std::uint32_t fixed_size(std::uint8_t code) {
  switch (code) {
    case TCP::MSS:
    case kSpace:
    case kUserTimeout:
      return 2;
    case TCP::WSCALE:
      return 1;
    case kEcho:
    case kEchoReply:
    case kConnectionCount:
    case kConnectionCountNew:
    case kConnectionCountEcho:
      return 4;
    case TCP::TSOPT:
      return 8;
    case kSignature:
      return 16;
    default:
      return 0;
  }
}

bool has_no_size(std::uint8_t code) { return code == TCP::EOL || code == TCP::NOP; }

bool put_value(Line& line, Bytes option, std::uint8_t code, std::uint32_t size,
               const TcpOptionContext& context) {
  const Bytes value = option.from(2);
  switch (code) {
    case TCP::MSS:
      line.put(' ');
      line.dec(value.u16(0));
      return true;
    case TCP::WSCALE:
      line.put(' ');
      line.dec(value.u8(0));
      return true;
    case TCP::SACK:
      return put_selective(line, value, size, context.acknowledged_base);
    case kEcho:
    case kEchoReply:
    case kConnectionCount:
    case kConnectionCountNew:
    case kConnectionCountEcho:
      line.print(" {}", value.u32(0));
      return true;
    case TCP::TSOPT:
      line.put(" val ");
      line.dec(value.u32(0));
      line.put(" ecr ");
      line.dec(value.u32(4));
      return true;
    case kSignature:
      return put_signature(line, value);
    case kSpace:
      line.print(" cap {:02x} id {}", value.u8(0), value.u8(1));
      return true;
    case kUserTimeout:
      put_user_timeout(line, value.u16(0));
      return true;
    case kAuthentication:
      put_authentication(line, value, size);
      return true;
    case kMultipath:
      if (value.raw(0, size) == nullptr) return true;
      return mptcp_option(line, option, size + 2, context.flags);
    case kFastOpen:
      if (value.raw(0, size) == nullptr) return true;
      line.put(' ');
      put_fast_open(line, value, size);
      return true;
    case TCP::RFC_EXPERIMENT_2:
      return put_experiment(line, value, size);
    case TCP::EOL:
    case TCP::NOP:
    case TCP::SACK_OK:
      return true;
    default:
      if (size > 0) line.put(" 0x");
      put_hex(line, value, 0, size);
      return true;
  }
}

}  // namespace

bool tcp_options(Line& line, Bytes data, std::uint32_t size, const TcpOptionContext& context) {
  const auto stop = [&line](bool first, bool broken) {
    if (broken) {
      line.put("[bad opt]");
    } else {
      line.truncated();
    }
    if (!first) line.put(broken ? ']' : '>');
    return false;
  };
  for (std::uint32_t at = 0; at < size;) {
    const bool first = at == 0;
    if (!first) line.put(',');
    const Bytes option = data.from(at);
    const std::uint8_t code = option.u8(0);
    const std::uint32_t head = has_no_size(code) ? 1 : 2;
    const std::uint32_t length = head == 1 ? 1 : option.u8(1);
    if (line.cut()) return false;
    if (head == 2 && (length < 2 || length > size - at)) return stop(first, true);
    put_name(line, kNames, code, "unknown-{}");
    const std::uint32_t value = length - head;
    const std::uint32_t fixed = fixed_size(code);
    if (fixed > size - at - head) return stop(first, true);
    if (!option.has(head, fixed)) return stop(first, false);
    if (!put_value(line, option, code, value, context)) return stop(first, true);
    if (line.cut()) {
      line.forget_cut();
      return stop(first, false);
    }
    const std::uint32_t taken = fixed != 0 ? fixed : code == TCP::SACK_OK ? 0 : value;
    if (taken != value) line.print("[len {}]", length);
    if (code == TCP::EOL) return true;
    at += taken + head;
  }
  return true;
}

}  // namespace tapbond::text
