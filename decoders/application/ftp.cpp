// The File Transfer Protocol (RFC 959).
#include "decoders/application/application.h"
#include "decoders/application/text_protocol.h"

namespace tapbond::text {

void ftp(Line& line, Bytes data) { put_text_protocol(line, data, {"ftp", ": FTP", {}, false}); }

}  // namespace tapbond::text
