// WHOIS (RFC 3912).
#include "decoders/application/application.h"
#include "decoders/application/text_protocol.h"

namespace tapbond::text {

void whois(Line& line, Bytes data) {
  put_text_protocol(line, data, {"whois", ": WHOIS", {}, false});
}

}  // namespace tapbond::text
