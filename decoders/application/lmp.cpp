// The Link Management Protocol (RFC 4204): the common header.
#include "decoders/application/application.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 8;

constexpr Name kMessages[] = {
    {1, "Config"},
    {2, "Config ACK"},
    {3, "Config NACK"},
    {4, "Hello"},
    {5, "Begin Verify"},
    {6, "Begin Verify ACK"},
    {7, "Begin Verify NACK"},
    {8, "End Verify"},
    {9, "End Verify ACK"},
    {10, "Test"},
    {11, "Test Status Success"},
    {12, "Test Status Failure"},
    {13, "Test Status ACK"},
    {14, "Link Summary"},
    {15, "Link Summary ACK"},
    {16, "Link Summary NACK"},
    {17, "Channel Status"},
    {18, "Channel Status ACK"},
    {19, "Channel Status Request"},
    {20, "Channel Status Response"},
    {50, "Service Config"},
    {51, "Service Config ACK"},
    {52, "Service Config NACK"},
};

}  // namespace

void lmp(Line& line, Bytes data) {
  line.protocol = "lmp";
  if (data.raw(0, kHeader) == nullptr) return;
  const unsigned version = data.u8(0) >> 4;
  if (version != 1) {
    line.print("LMP version {} packet not supported", version);
    return;
  }
  const std::uint8_t type = data.u8(3);
  line.print("LMPv{} ", version);
  put_name(line, kMessages, type, "unknown ({})");
  line.print(" Message, length: {}", data.length());
}

}  // namespace tapbond::text
