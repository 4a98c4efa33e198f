// RIP for IPv6 (RFC 2080).
#include <algorithm>

#include "decoders/application/application.h"
#include "decoders/core/address.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;
constexpr std::uint32_t kEntry = 20;
constexpr std::uint8_t kNextHop = 0xff;

void put_entry(Line& line, Bytes data, std::uint32_t at, bool with_metric) {
  const std::uint8_t metric = data.u8(at + 19);
  put_ipv6(line, data, at);
  if (metric == kNextHop) {
    line.put(" next hop");
    return;
  }
  line.print("/{}", data.u8(at + 18));
  if (const auto tag = data.u16(at + 16); tag != 0) line.print(" [{}]", tag);
  if (with_metric) line.print(" ({})", metric);
}

// Only a response has metrics to show.
void put_entries(Line& line, Bytes data, std::string_view title, bool with_metrics) {
  const std::uint32_t count = (data.length() - kHeader) / kEntry;
  if (kHeader + count * kEntry != data.length()) {
    line.print(" ripng-{} {}[{}]:", title, count, data.length());
  } else {
    line.print(" ripng-{} {}:", title, count);
  }
  std::uint32_t at = kHeader;
  for (std::uint32_t i = 0; i < count; ++i, at += kEntry) {
    if (!data.has(at, kEntry)) {
      line.cut_here();
      return;
    }
    line.put(line.verbosity() > 1 ? "\n\t" : " ");
    put_entry(line, data, at, with_metrics);
  }
}

}  // namespace

void ripng(Line& line, Bytes data) {
  line.protocol = "ripng";
  const std::uint8_t command = data.u8(0);
  const std::uint8_t version = data.u8(1);
  if (line.cut()) return;
  if (version != 1) {
    line.print(" [vers {}]", version);
    line.invalid();
    return;
  }
  if (data.length() < kHeader) {
    line.put(" [length too short]");
    return;
  }
  if (command == 1) {
    const std::uint32_t count = (data.length() - kHeader) / kEntry;
    if (count == 1 && data.u8(kHeader + 19) == 16 &&
        std::ranges::all_of(data.seen(kHeader, 16), [](char c) { return c == 0; })) {
      line.put(" ripng-req dump");
      return;
    }
    put_entries(line, data, "req", false);
  } else if (command == 2) {
    put_entries(line, data, "resp", true);
  } else {
    line.print(" ripng-{} ?? {}", command, data.length());
    line.invalid();
  }
}

}  // namespace tapbond::text
