// The Time Synchronization Protocol of BSD's timed.
#include "decoders/application/application.h"
#include "decoders/core/escape.h"
#include "decoders/core/reader.h"

namespace tapbond::text {
namespace {

constexpr std::string_view kTypes[] = {
    "ANY",     "ADJTIME",  "ACK",        "MASTERREQ", "MASTERACK", "SETTIME", "MASTERUP",
    "SLAVEUP", "ELECTION", "ACCEPT",     "REFUSE",    "CONFLICT",  "RESOLVE", "QUIT",
    "DATE",    "DATEREQ",  "DATEACK",    "TRACEON",   "TRACEOFF",  "MSITE",   "MSITEREQ",
    "TEST",    "SETDATE",  "SETDATEREQ", "LOOP",
};
constexpr std::uint8_t kAdjust = 1;
constexpr std::uint8_t kSetTime = 5;
constexpr std::uint8_t kSetDate = 22;
constexpr std::uint8_t kSetDateRequest = 23;
constexpr std::uint8_t kLoop = 24;
constexpr std::uint32_t kName = 64;

// False where the time cannot be one: nothing is told behind it.
bool put_time(Line& line, Bytes data) {
  const auto seconds = static_cast<std::int32_t>(data.u32(0));
  const auto micros = static_cast<std::int32_t>(data.u32(4));
  if (micros < 0) return false;
  line.print(" time {}.{:06}", seconds, micros);
  return true;
}

}  // namespace

void timed(Line& line, Bytes data) {
  line.protocol = "timed";
  const std::uint8_t type = data.u8(0);
  if (type < std::size(kTypes)) {
    line.print("TSP_{}", kTypes[type]);
  } else {
    line.print("(tsp_type 0x{:x})", type);
  }
  line.print(" vers {}", data.u8(1));
  line.print(" seq {}", data.u16(2));
  if (type == kLoop) {
    line.print(" hopcnt {}", data.u8(4));
  } else if (type == kAdjust || type == kSetTime || type == kSetDate || type == kSetDateRequest) {
    if (!put_time(line, data.from(4))) return;
  }
  line.put(" name ");
  const std::uint32_t taken = put_string(line, data, 12, kName);
  const bool ended = data.seen(12, taken).find('\0') != std::string_view::npos;
  if (!ended && taken < kName) line.cut_here();
}

}  // namespace tapbond::text
