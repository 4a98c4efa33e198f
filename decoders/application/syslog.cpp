// Syslog over UDP (RFC 3164, RFC 5424).
#include "decoders/application/application.h"
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kMostDigits = 3;

constexpr Name kFacilities[] = {
    {0, "kernel"},    {1, "user"},    {2, "mail"},    {3, "daemon"},    {4, "auth"},
    {5, "syslog"},    {6, "lpr"},     {7, "news"},    {8, "uucp"},      {9, "cron"},
    {10, "authpriv"}, {11, "ftp"},    {12, "ntp"},    {13, "security"}, {14, "console"},
    {15, "cron"},     {16, "local0"}, {17, "local1"}, {18, "local2"},   {19, "local3"},
    {20, "local4"},   {21, "local5"}, {22, "local6"}, {23, "local7"},
};
constexpr Name kSeverities[] = {
    {0, "emergency"}, {1, "alert"},  {2, "critical"}, {3, "error"},
    {4, "warning"},   {5, "notice"}, {6, "info"},     {7, "debug"},
};

}  // namespace

void syslog(Line& line, Bytes data) {
  line.protocol = "syslog";
  std::uint32_t at = 0;
  std::uint32_t priority = 0;
  if (data.u8(at) == '<') {
    ++at;
    while (at <= kMostDigits && data.u8(at) >= '0' && data.u8(at) <= '9') {
      priority = priority * 10 + (data.u8(at++) - '0');
    }
  }
  if (at == 0 || data.u8(at) != '>') {
    if (!line.cut()) line.invalid();
    return;
  }
  ++at;
  const std::uint32_t facility = (priority & 0x3f8) >> 3;
  const std::uint32_t severity = priority & 7;
  if (line.verbosity() == 0) {
    line.put("SYSLOG ");
    put_name(line, kFacilities, facility, "unknown ({})");
    line.put('.');
    put_name(line, kSeverities, severity, "unknown ({})");
    line.print(", length: {}", data.length());
    return;
  }
  line.print("SYSLOG, length: {}\n\tFacility ", data.length());
  put_name(line, kFacilities, facility, "unknown ({})");
  line.print(" ({}), Severity ", facility);
  put_name(line, kSeverities, severity, "unknown ({})");
  line.print(" ({})\n\tMsg: ", severity);
  for (; at < data.length() && !line.cut(); ++at) put_visible(line, data.u8(at));
  if (line.verbosity() > 1) put_unknown_field(line, data, 0, data.length(), "\n\t");
}

}  // namespace tapbond::text
