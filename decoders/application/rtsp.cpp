// The Real Time Streaming Protocol (RFC 2326).
#include "decoders/application/application.h"
#include "decoders/application/text_protocol.h"

namespace tapbond::text {
namespace {

constexpr std::string_view kCommands[] = {"DESCRIBE", "ANNOUNCE",      "GET_PARAMETER", "OPTIONS",
                                          "PAUSE",    "PLAY",          "RECORD",        "REDIRECT",
                                          "SETUP",    "SET_PARAMETER", "TEARDOWN"};

}  // namespace

void rtsp(Line& line, Bytes data) {
  put_text_protocol(line, data, {"rtsp", ": RTSP", kCommands, true});
}

}  // namespace tapbond::text
