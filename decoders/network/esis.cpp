// ES-IS (ISO 9542): what kind of PDU it is.
#include "decoders/core/names.h"
#include "decoders/network/osi.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kLeast = 11;
constexpr Name kTypes[] = {{2, "ESH"}, {4, "ISH"}, {6, "redirect"}};

void put_fault(Line& line, Bytes data, std::uint32_t header) {
  line.print(" length indicator {} < min PDU size:", header);
  for (const char c : data.seen(0, data.length())) {
    line.print("{:02X}", static_cast<unsigned char>(c));
  }
}

}  // namespace

void esis(Line& line, Bytes data) {
  line.protocol = "esis";
  const bool titled = !line.options.link_header;
  if (titled) line.put("ES-IS");
  if (data.length() <= 2) {
    line.put(line.quick() ? "bad pkt!" : "no header at all!");
    return;
  }
  const std::uint32_t header = data.u8(1);
  const unsigned version = data.u8(2);
  if (header > data.length()) {
    line.print(" length indicator({}) > PDU size ({})!", header, data.length());
  } else if (header < kLeast) {
    put_fault(line, data, header);
  } else if (version != 1) {
    line.print(" version {} packet not supported", version);
  } else {
    const std::uint8_t type = data.u8(4) & 0x1f;
    if (titled) line.put(", ");
    put_name(line, kTypes, type, "unknown type ({})");
    line.print(", length {}", data.length());
  }
}

}  // namespace tapbond::text
