// The Hot Standby Router Protocol (RFC 2281).
#include "decoders/application/application.h"
#include "decoders/core/address.h"
#include "decoders/core/duration.h"
#include "decoders/core/escape.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr Name kOperations[] = {{0, "hello"}, {1, "coup"}, {2, "resign"}};
constexpr Name kStates[] = {
    {0, "initial"}, {1, "learn"}, {2, "listen"}, {4, "speak"}, {8, "standby"}, {16, "active"},
};

}  // namespace

void hsrp(Line& line, Bytes data) {
  line.protocol = "hsrp";
  const std::uint8_t version = data.u8(0);
  if (line.cut()) return;
  line.print("HSRPv{}", version);
  if (version != 0) return;
  line.put('-');
  const std::uint8_t operation = data.u8(1);
  put_name(line, kOperations, operation, "unknown ({})");
  line.print(" {}: ", data.length());
  const std::uint8_t state = data.u8(2);
  line.put("state=");
  put_name(line, kStates, state, "Unknown ({})");
  line.put(' ');
  line.print("group={} ", data.u8(6));
  if (const auto reserved = data.u8(7); reserved != 0) line.print("[reserved={}!] ", reserved);
  if (data.raw(16, 4) == nullptr) return;
  line.put("addr=");
  put_ipv4(line, data, 16);
  if (line.verbosity() == 0) return;
  line.put(" hellotime=");
  put_duration(line, data.u8(3));
  line.put(" holdtime=");
  put_duration(line, data.u8(4));
  line.print(" priority={} auth=\"", data.u8(5));
  put_string(line, data, 8, 8);
  line.put('"');
}

}  // namespace tapbond::text
