// SOME/IP, the middleware of cars (AUTOSAR R19-11).
#include "decoders/application/application.h"
#include "decoders/core/names.h"
#include "decoders/core/reader.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 16;

constexpr Name kTypes[] = {
    {0x00, "REQUEST"},
    {0x01, "REQUEST_NO_RETURN"},
    {0x02, "NOTIFICATION"},
    {0x20, "TP_REQUEST"},
    {0x21, "TP_REQUEST_NO_RETURN"},
    {0x22, "TP_NOTIFICATION"},
    {0x80, "RESPONSE"},
    {0x81, "ERROR"},
    {0xa0, "TP_RESPONSE"},
    {0xa1, "TP_ERROR"},
};
constexpr Name kResults[] = {
    {0x00, "E_OK"},
    {0x01, "E_NOT_OK"},
    {0x02, "E_UNKNOWN_SERVICE"},
    {0x03, "E_UNKNOWN_METHOD"},
    {0x04, "E_NOT_READY"},
    {0x05, "E_NOT_REACHABLE"},
    {0x06, "E_TIMEOUT"},
    {0x07, "E_WRONG_PROTOCOL_VERSION"},
    {0x08, "E_WRONG_INTERFACE_VERSION"},
    {0x09, "E_MALFORMED_MESSAGE"},
    {0x0a, "E_WRONG_MESSAGE_TYPE"},
    {0x0b, "E_E2E_REPEATED"},
    {0x0c, "E_E2E_WRONG_SEQUENCE"},
    {0x0d, "E_E2E"},
    {0x0e, "E_E2E_NOT_AVAILABLE"},
    {0x0f, "E_E2E_NO_NEW_DATA"},
};

}  // namespace

void someip(Line& line, Bytes data) {
  line.protocol = "someip";
  line.put("SOMEIP");
  if (data.length() < kHeader) return line.invalid();
  Reader from(data);
  const std::uint32_t message = from.u32();
  line.print(", service {}, {} {}", message >> 16, (message & 0x8000) != 0 ? "event" : "method",
             message & 0x7fff);
  line.print(", len {}", from.u32());
  const std::uint32_t request = from.u32();
  line.print(", client {}, session {}", request >> 16, request & 0xffff);
  line.print(", pver {}", from.u8());
  line.print(", iver {}", from.u8());
  put_name(line, ", msgtype ", kTypes, from.u8(), "Unknown");
  put_name(line, ", retcode ", kResults, from.u8(), "Unknown");
  line.put('\n');
}

}  // namespace tapbond::text
