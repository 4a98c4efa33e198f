// The Simple Mail Transfer Protocol (RFC 5321).
#include "decoders/application/application.h"
#include "decoders/application/text_protocol.h"

namespace tapbond::text {

void smtp(Line& line, Bytes data) { put_text_protocol(line, data, {"smtp", ": SMTP", {}, false}); }

}  // namespace tapbond::text
