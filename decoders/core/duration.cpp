#include "decoders/core/duration.h"

namespace tapbond::text {

void put_duration(Line& line, std::uint32_t seconds) {
  if (seconds == 0) {
    line.put("0s");
    return;
  }
  struct Unit {
    char letter;
    std::uint32_t seconds;
  };
  static constexpr Unit kUnits[] = {{'y', 31536000}, {'w', 604800}, {'d', 86400},
                                    {'h', 3600},     {'m', 60},     {'s', 1}};
  for (const Unit& unit : kUnits) {
    if (seconds < unit.seconds) continue;
    line.dec(seconds / unit.seconds);
    line.put(unit.letter);
    seconds %= unit.seconds;
  }
}

}  // namespace tapbond::text
