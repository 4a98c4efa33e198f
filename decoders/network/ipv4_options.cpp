#include "decoders/network/ipv4_options.h"

#include "decoders/core/address.h"
#include "decoders/core/ipv4_option.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr Name kOptions[] = {
    {kEndOfOptions, "EOL"},  {kNoOperation, "NOP"}, {kTimestamp, "timestamp"},
    {kSecurity, "security"}, {kRecordRoute, "RR"},  {kStrictRoute, "SSRR"},
    {kLooseRoute, "LSRR"},   {kRouterAlert, "RA"},  {kTraceroute, "traceroute"},
};

bool put_route(Line& line, Bytes option, std::uint32_t size) {
  if (size < 3) {
    line.print(" [bad length {}]", size);
    return true;
  }
  if (((size + 1) & 3) != 0) line.print(" [bad length {}]", size);
  const std::uint32_t next = option.u8(2) - 1u;
  if (next < 3 || ((next + 1) & 3) != 0 || next > size + 1) {
    line.print(" [bad ptr {}]", option.u8(2));
  }
  for (std::uint32_t at = 3; at < size; at += 4) {
    if (!option.has(at, 4)) return false;
    line.put(' ');
    put_ipv4(line, option, at);
    if (next > at) line.put(',');
  }
  return true;
}

bool put_timestamps(Line& line, Bytes option, std::uint32_t size) {
  if (size < 4) {
    line.print("[bad length {}]", size);
    return true;
  }
  line.put(" TS{");
  const std::uint32_t kind = option.u8(3) & 15u;
  const std::uint32_t hop = kind != 0 ? 8 : 4;
  if (((size - 4) & (hop - 1)) != 0) line.print("[bad length {}]", size);
  const std::uint32_t next = option.u8(2) - 1u;
  if (next < 4 || ((next - 4) & (hop - 1)) != 0 || next > size + 1) {
    line.print("[bad ptr {}]", option.u8(2));
  }
  std::uint32_t at = 0;
  if (kind == 0 || kind == 1 || kind == 3) {
    line.put(kind == 0 ? "TSONLY" : kind == 1 ? "TS+ADDR" : "PRESPEC");
    for (at = 4; at < size; at += hop) {
      if (!option.has(at, hop)) return false;
      line.put(next == at ? " ^ " : " ");
      line.print("{}@", option.u32(at + hop - 4));
      if (hop == 8) put_ipv4(line, option, at);
    }
  } else {
    line.print("[bad ts type {}]", kind);
  }
  if (next == at) line.put(" ^ ");
  if (const unsigned missed = option.u8(3) >> 4; missed != 0) {
    line.print(" [{} hops not recorded]}} ", missed);
  } else {
    line.put('}');
  }
  return true;
}

bool put_option(Line& line, Bytes option, std::uint8_t code, std::uint32_t size) {
  switch (code) {
    case kTimestamp:
      return put_timestamps(line, option, size);
    case kRecordRoute:
    case kLooseRoute:
    case kStrictRoute:
      return put_route(line, option, size);
    case kRouterAlert:
      if (size < 4) {
        line.print(" [bad length {}]", size);
      } else if (option.u16(2) != 0) {
        line.print(" value {}", option.u16(2));
      }
      return true;
    default:
      return true;
  }
}

}  // namespace

bool ipv4_options(Line& line, Bytes data, std::uint32_t size) {
  for (std::uint32_t at = 0; at < size;) {
    if (at > 0) line.put(',');
    const Bytes option = data.from(at);
    const std::uint8_t code = option.u8(0);
    if (line.cut()) return true;
    put_name(line, kOptions, code, "unknown {}");
    std::uint32_t length = 1;
    if (code != kNoOperation && code != kEndOfOptions) {
      length = option.u8(1);
      if (line.cut()) return true;
      if (length < 2) {
        line.print(" [bad length {}]", length);
        return true;
      }
    }
    if (length > size - at) {
      line.print(" [bad length {}]", length);
      return true;
    }
    if (!option.has(0, length)) return false;
    if (code == kEndOfOptions) return true;
    if (!put_option(line, option, code, length)) return false;
    at += length;
  }
  return true;
}

}  // namespace tapbond::text
