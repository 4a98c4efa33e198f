// The Session Initiation Protocol (RFC 3261).
#include "decoders/application/application.h"
#include "decoders/application/text_protocol.h"

namespace tapbond::text {
namespace {

constexpr std::string_view kCommands[] = {
    "ACK",   "BYE",   "CANCEL", "DO",       "INFO",   "INVITE",    "MESSAGE", "NOTIFY", "OPTIONS",
    "PRACK", "QAUTH", "REFER",  "REGISTER", "SPRACK", "SUBSCRIBE", "UPDATE",  "PUBLISH"};

}  // namespace

void sip(Line& line, Bytes data) { put_text_protocol(line, data, {"sip", "SIP", kCommands, true}); }

}  // namespace tapbond::text
