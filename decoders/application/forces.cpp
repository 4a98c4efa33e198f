// Forwarding and Control Element Separation (RFC 5810): the common header.
#include "decoders/application/application.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 24;

constexpr Name kTypes[] = {
    {1, "Association Setup"},
    {2, "Association TearDown"},
    {3, "Config"},
    {4, "Query"},
    {5, "Event Notification"},
    {6, "Packet Redirect"},
    {15, "HeartBeat"},
    {17, "Association Response"},
    {19, "Config Response"},
    {20, "Query Response"},
};

}  // namespace

void forces(Line& line, Bytes data) {
  line.protocol = "forces";
  if (data.raw(0, kHeader) == nullptr) return;
  const std::uint8_t type = data.u8(1);
  const Name* name = find_name(kTypes, type);
  if (name == nullptr) {
    line.print("Invalid ForCES message type {}\n", type);
  } else {
    line.print("\n\tForCES {} ", name->text);
  }
}

}  // namespace tapbond::text
