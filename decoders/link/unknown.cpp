#include "decoders/core/hexdump.h"
#include "decoders/link/link_types.h"

namespace tapbond::text {

// All that tcpdump shows of a link type that it has no text for, whatever other dump is asked for.
void unknown_link(Line& line, Bytes frame, int) {
  line.put("UNSUPPORTED");
  put_hex_ascii_dump(line, frame.seen(0, frame.captured()));
}

}  // namespace tapbond::text
