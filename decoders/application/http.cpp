// The Hypertext Transfer Protocol (RFC 9112) and its extensions.
#include "decoders/application/application.h"
#include "decoders/application/text_protocol.h"

namespace tapbond::text {
namespace {

constexpr std::string_view kCommands[] = {"GET",
                                          "PUT",
                                          "COPY",
                                          "HEAD",
                                          "LOCK",
                                          "MOVE",
                                          "POLL",
                                          "POST",
                                          "BCOPY",
                                          "BMOVE",
                                          "MKCOL",
                                          "TRACE",
                                          "LABEL",
                                          "MERGE",
                                          "DELETE",
                                          "SEARCH",
                                          "UNLOCK",
                                          "REPORT",
                                          "UPDATE",
                                          "NOTIFY",
                                          "BDELETE",
                                          "CONNECT",
                                          "OPTIONS",
                                          "CHECKIN",
                                          "PROPFIND",
                                          "CHECKOUT",
                                          "CCM_POST",
                                          "SUBSCRIBE",
                                          "PROPPATCH",
                                          "BPROPFIND",
                                          "BPROPPATCH",
                                          "UNCHECKOUT",
                                          "MKACTIVITY",
                                          "MKWORKSPACE",
                                          "UNSUBSCRIBE",
                                          "RPC_CONNECT",
                                          "VERSION-CONTROL",
                                          "BASELINE-CONTROL"};

}  // namespace

void http(Line& line, Bytes data) {
  put_text_protocol(line, data, {"http", ": HTTP", kCommands, true});
}

}  // namespace tapbond::text
