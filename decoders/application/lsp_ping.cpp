// Pings along a label switched path (RFC 8029): the header.
#include "decoders/application/application.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 32;

constexpr Name kMessages[] = {{1, "MPLS Echo Request"}, {2, "MPLS Echo Reply"}};

}  // namespace

void lsp_ping(Line& line, Bytes data) {
  line.protocol = "lspping";
  if (data.length() < kHeader) {
    line.put("\n\t\t packet is too short");
    return;
  }
  if (!data.has(0, kHeader)) {
    line.truncated();
    return;
  }
  const unsigned version = data.u16(0);
  if (version != 1) {
    line.print("LSP-PING version {} packet not supported", version);
    return;
  }
  const std::uint8_t type = data.u8(4);
  line.print("LSP-PINGv{}, ", version);
  put_name(line, kMessages, type, "unknown ({})");
  line.print(", seq {}, length: {}", data.u32(12), data.length());
}

}  // namespace tapbond::text
