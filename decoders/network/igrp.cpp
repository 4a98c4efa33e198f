// Cisco's Interior Gateway Routing Protocol.
#include "decoders/core/reader.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 12;
constexpr std::uint32_t kRoute = 14;
constexpr Name kOperations[] = {{1, "update"}, {2, "request"}};

enum class Route { kInterior, kSystem, kExterior };

// Three bytes of an address: an interior route leaves out the first one, the others the last.
void put_route(Line& line, Reader& from, Route kind) {
  const unsigned first = from.u8();
  const unsigned second = from.u8();
  const unsigned third = from.u8();
  if (kind == Route::kInterior) {
    line.print(" *.{}.{}.{}", first, second, third);
  } else {
    line.print(" {}{}.{}.{}.0", kind == Route::kExterior ? "X" : "", first, second, third);
  }
  if (from.rest().raw(0, kRoute - 3) == nullptr) return;
  const std::uint32_t delay = from.u24();
  const std::uint32_t bandwidth = from.u24();
  const std::uint32_t unit = from.u16();
  const unsigned reliability = from.u8();
  const unsigned load = from.u8();
  const unsigned hops = from.u8();
  // In tens of microseconds, and as what divides ten gigabits a second.
  line.print(" d={} b={}", delay * 10, bandwidth == 0 ? 0 : 10000000 / bandwidth);
  line.print(" r={} l={} M={} mtu={} in {} hops", reliability, load, bandwidth + delay, unit, hops);
}

}  // namespace

void igrp(Line& line, Bytes data, const IpContext&) {
  line.protocol = "igrp";
  line.put("igrp:");
  if (data.raw(0, kHeader - 2) == nullptr) return;
  const unsigned interior = data.u16(4);
  const unsigned system = data.u16(6);
  const unsigned exterior = data.u16(8);
  line.put(' ');
  put_name(line, kOperations, data.u8(0) & 15u, "op-#{}");
  line.print(" V{} edit={} AS={} ({}/{}/{})", data.u8(0) >> 4, data.u8(1), data.u16(2), interior,
             system, exterior);
  if (line.verbosity() > 0) line.print(" checksum=0x{:04x}", data.u16(10));
  if (data.length() < kHeader) return line.cut_here();
  Reader from(data.from(kHeader));
  unsigned left[] = {interior, system, exterior};
  while (from.length() >= kRoute && !line.cut()) {
    if (left[0] > 0) {
      put_route(line, from, Route::kInterior);
      --left[0];
    } else if (left[1] > 0) {
      put_route(line, from, Route::kSystem);
      --left[1];
    } else if (left[2] > 0) {
      put_route(line, from, Route::kExterior);
      --left[2];
    } else {
      if (from.rest().raw(0, 1) == nullptr) return;
      line.print(" [extra bytes {}]", from.length());
      return line.invalid();
    }
  }
  if (left[0] + left[1] + left[2] > 0 || from.length() > 0) line.invalid();
}

}  // namespace tapbond::text
