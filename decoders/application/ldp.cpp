// The Label Distribution Protocol (RFC 5036): the header of each PDU.
#include "decoders/application/application.h"
#include "decoders/core/address.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 10;
constexpr std::uint32_t kMessageHeader = 8;  // a PDU without a message is none
constexpr std::uint32_t kLength = 4;         // of the version and the length, which it leaves out

// What is left after the PDU; nothing where there is none to be read.
Bytes put_pdu(Line& line, Bytes data) {
  if (data.length() < kHeader) {
    line.print(" (length {} < {})", data.length(), kHeader);
    line.invalid();
    return {};
  }
  if (data.raw(0, kHeader) == nullptr) return {};
  const unsigned version = data.u16(0);
  const std::uint32_t size = data.u16(2);
  if (version != 1) {
    line.print("{}LDP version {} packet not supported", line.verbosity() > 0 ? "\n\t" : "",
               version);
    return {};
  }
  line.print("{}LDP, ", line.verbosity() > 0 ? "\n\t" : "");
  if (size < kHeader - kLength) {
    line.print("pdu-length: {} (too short, < {})", size, kHeader - kLength);
    return {};
  }
  line.put("Label-Space-ID: ");
  put_ipv4(line, data, 4);
  line.print(":{}, pdu-length: {}", data.u16(8), size);
  return data.from(size + kLength);
}

}  // namespace

void ldp(Line& line, Bytes data) {
  line.protocol = "ldp";
  while (data.length() > kHeader + kMessageHeader && !line.cut()) data = put_pdu(line, data);
  line.settle_cut();
}

}  // namespace tapbond::text
