#include "decoders/core/hexdump.h"
#include "decoders/link/link_types.h"

namespace tapbond::text {

void unknown_link(Line& line, Bytes frame, int) {
  line.protocol = "unsupported";
  put_unknown_payload(line, frame);
}

}  // namespace tapbond::text
