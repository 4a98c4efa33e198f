// The Resource Reservation Protocol (RFC 2205, RFC 2961, RFC 3209): the common header.
#include "decoders/core/names.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 8;

constexpr Name kMessages[] = {
    {1, "Path"},     {2, "Resv"},     {3, "PathErr"}, {4, "ResvErr"},          {5, "PathTear"},
    {6, "ResvTear"}, {7, "ResvConf"}, {12, "Bundle"}, {13, "Acknowledgement"}, {14, "Hello (Old)"},
    {15, "Refresh"}, {20, "Hello"},
};

}  // namespace

void rsvp(Line& line, Bytes data, const IpContext&) {
  line.protocol = "rsvp";
  if (!data.has(0, kHeader)) {
    line.truncated();
    return;
  }
  const unsigned version = data.u8(0) >> 4;
  if (version != 1) {
    line.print("ERROR: RSVP version {} packet not supported", version);
    return;
  }
  const std::uint8_t type = data.u8(1);
  line.print("RSVPv{} ", version);
  put_name(line, kMessages, type, "unknown ({})");
  line.print(" Message, length: {}", data.length());
}

}  // namespace tapbond::text
