// The table of network layer protocol identifiers (ISO/IEC TR 9577).
#include "decoders/network/osi.h"

#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint8_t kNull = 0x00;

constexpr Name kIdentifiers[] = {
    {0x00, "NULL"},  {0x08, "Q.933"},  {0x09, "LMI"},      {0x80, "SNAP"}, {0x81, "CLNP"},
    {0x82, "ES-IS"}, {0x83, "IS-IS"},  {0x84, "CONS"},     {0x85, "IDRP"}, {0x8a, "X25 ES-IS"},
    {0x8e, "IPv6"},  {0xb1, "FRF.15"}, {0xc1, "ISIS_SPB"}, {0xcc, "IPv4"}, {0xcf, "PPP"},
};

struct Row {
  std::uint8_t identifier;
  bool keeps;  // its decoder reads the identifier itself
  void (*decode)(Line&, Bytes);
};
constexpr Row kRows[] = {
    {0x82, true, esis},
    {0x83, true, isis},
    {0x8e, false, ipv6},
    {0xcc, false, ipv4},
};

}  // namespace

void osi(Line& line, Bytes data) {
  line.protocol = "isoclns";
  const std::uint8_t identifier = data.u8(0);
  const bool titled = !line.options.link_header;
  if (line.cut()) return;
  if (!titled) {
    const Name* name = find_name(kIdentifiers, identifier);
    line.print("OSI NLPID {} (0x{:02x}): ", name != nullptr ? name->text : "Unknown", identifier);
  }
  for (const Row& row : kRows) {
    if (row.identifier == identifier) return row.decode(line, row.keeps ? data : data.from(1));
  }
  if (identifier == kNull) {
    line.print("{}length: {}", titled ? ", " : "", data.length());
    return;
  }
  if (titled) line.print("OSI NLPID 0x{:02x} unknown, ", identifier);
  line.print("length: {}", data.length());
  if (data.length() > 1) put_unknown_rest(line, data, "\n\t");
}

}  // namespace tapbond::text
