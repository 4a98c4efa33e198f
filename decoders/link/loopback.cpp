// The configuration testing protocol of Ethernet version 2: frames that ask to be sent back.
#include "decoders/core/address.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {
namespace {

enum Function : std::uint16_t { kReply = 1, kForward = 2 };

constexpr std::uint32_t kForwardData = 8;  // a function and an address

// False where the message is shorter than its function needs.
bool put_message(Line& line, Bytes data) {
  if (data.length() < 2) return false;
  const std::uint16_t function = data.le16(0);
  data = data.from(2);
  switch (function) {
    case kReply:
      line.put(", Reply");
      if (data.length() < 2) return false;
      line.print(", receipt number {}", data.le16(0));
      data = data.from(2);
      break;
    case kForward:
      line.put(", Forward Data");
      if (data.length() < 6) return false;
      if (data.raw(0, 6) == nullptr) return true;
      line.put(", forwarding address ");
      put_mac(line, data, 0);
      data = data.from(6);
      break;
    default:
      line.print(",  invalid ({})", function);
      data.must_be_whole();
      return true;
  }
  line.print(", data ({} octets)", data.length());
  data.must_be_whole();
  return true;
}

}  // namespace

void loopback(Line& line, Bytes data) {
  line.protocol = "loopback";
  line.put("Loopback");
  if (data.length() < 2) {
    line.invalid(data);
    return;
  }
  const std::uint16_t skip = data.le16(0);
  line.print(", skipCount {}", skip);
  if (skip % kForwardData != 0) line.put(" (bogus)");
  const Bytes message = data.from(2);
  if (skip > message.length() || !put_message(line, message.from(skip))) line.invalid(data);
}

}  // namespace tapbond::text
