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
    {0x81, true, clnp},  {0x82, true, esis},  {0x83, true, isis},
    {0x8e, false, ipv6}, {0xcc, false, ipv4},
};

// ISO 8473 annex C.
std::uint16_t osi_checksum(Bytes data, std::uint32_t offset, std::uint32_t length) {
  std::uint32_t sum = 0;
  std::uint32_t sums = 0;
  for (std::uint32_t i = 0; i < length; ++i) {
    if (i != offset && i != offset + 1) sum += data.u8(i);
    sums += sum;
  }
  sum %= 255;
  sums %= 255;
  const std::uint32_t product = (length - offset) * sum;
  int high = static_cast<int>(product - sum - sums);
  int low = static_cast<int>(sums - product - 1);
  if (low >= 0) ++low;
  if (high < 0) --high;
  high %= 255;
  low %= 255;
  if (high == 0) high = 255;
  if (low == 0) low = 255;
  return static_cast<std::uint16_t>(static_cast<unsigned>(high) << 8 |
                                    (static_cast<unsigned>(low) & 0xff));
}

}  // namespace

constinit const Names kOsiProtocols = kIdentifiers;

void put_nsap(Line& line, std::string_view title, Bytes data, std::uint32_t count) {
  constexpr std::uint32_t kLongest = 20;
  const std::uint8_t* address = data.raw(0, count);
  if (address == nullptr) return;
  line.put(title);
  if (count < 1 || count > kLongest) return line.put("isonsap_string: illegal length");
  for (std::uint32_t i = 0; i < count; ++i) {
    line.print("{:02x}{}", address[i], i % 2 == 0 && i + 1 < count ? "." : "");
  }
}

void put_osi_checksum(Line& line, Bytes data, std::uint16_t stored, std::uint32_t offset,
                      std::uint32_t length) {
  if (stored == 0 || !data.has(offset, 2) || offset > length || !data.has(0, length)) {
    return line.put(" (unverified)");
  }
  const std::uint16_t right = osi_checksum(data, offset, length);
  if (stored == right) return line.put(" (correct)");
  line.print(" (incorrect should be 0x{:04x})", right);
}

void put_short_osi_header(Line& line, Bytes data, std::uint32_t size) {
  line.print(" length indicator {} < min PDU size:", size);
  for (const char c : data.seen(0, data.captured())) {
    line.print("{:02X}", static_cast<unsigned char>(c));
  }
}

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
