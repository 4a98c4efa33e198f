// The protocol between a router and a cache of the Resource Public Key Infrastructure (RFC 6810).
#include "decoders/application/application.h"
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 8;

enum Type : std::uint8_t {
  kSerialNotify = 0,
  kSerialQuery = 1,
  kResetQuery = 2,
  kCacheResponse = 3,
  kIpv4Prefix = 4,
  kIpv6Prefix = 6,
  kEndOfData = 7,
  kCacheReset = 8,
  kErrorReport = 10,
};
constexpr Name kTypes[] = {
    {kSerialNotify, "Serial Notify"}, {kSerialQuery, "Serial Query"},
    {kResetQuery, "Reset Query"},     {kCacheResponse, "Cache Response"},
    {kIpv4Prefix, "IPV4 Prefix"},     {kIpv6Prefix, "IPV6 Prefix"},
    {kEndOfData, "End of Data"},      {kCacheReset, "Cache Reset"},
    {kErrorReport, "Error Report"},
};
constexpr Name kErrors[] = {
    {0, "Corrupt Data"},
    {1, "Internal Error"},
    {2, "No Data Available"},
    {3, "Invalid Request"},
    {4, "Unsupported Protocol Version"},
    {5, "Unsupported PDU Type"},
    {6, "Withdrawal of Unknown Record"},
    {7, "Duplicate Announcement Received"},
};

// An error report may hold the PDU that it is about; one within that is passed over.
struct Place {
  bool inner = false;
  std::string_view indent = "\n\t  ";
};

bool put_pdu(Line& line, Bytes data, const Place& place, std::uint32_t& size);

void put_prefix(Line& line, Bytes data, const Place& place, bool ipv6) {
  const std::uint32_t as = ipv6 ? 28 : 16;
  if (data.raw(0, as + 4) == nullptr) return;
  line.print("{}IPv{} Prefix ", place.indent, ipv6 ? 6 : 4);
  ipv6 ? put_ipv6(line, data, 12) : put_ipv4(line, data, 12);
  line.print("/{}-{}, origin-as {}, flags 0x{:02x}", data.u8(9), data.u8(10), data.u32(as),
             data.u8(8));
}

bool put_error(Line& line, Bytes data, const Place& place, std::uint32_t size) {
  if (size < kHeader + 4) return false;
  const std::uint32_t inner = data.u32(kHeader);
  const std::uint16_t code = data.u16(2);
  line.put(line.cut() ? "" : place.indent);
  put_name(line, "Error code: ", kErrors, code, "Unknown");
  line.print(" ({}), Encapsulated PDU length: {}", code, inner);
  std::uint64_t at = kHeader + 4;
  if (inner > 0) {
    if (size < at + inner) return false;
    const Bytes held = data.from(kHeader + 4).claiming(inner);
    if (place.inner) {
      data.raw(0, at + inner);
    } else {
      line.print("{}  -----encapsulated PDU-----", place.indent);
      std::uint32_t read = 0;
      put_pdu(line, held, {true, "\n\t    "}, read);
    }
    at += inner;
  }
  if (size < at + 4) return false;
  const std::uint32_t text = data.u32(at);
  at += 4;
  if (text == 0) return true;
  if (size < at + text) return false;
  line.print("{}Error text: ", place.indent);
  const std::uint32_t taken = put_string(line, data, at, text);
  const bool ended = data.seen(at, taken).find('\0') != std::string_view::npos;
  if (!ended && taken < text) line.cut_here();
  return true;
}

bool put_body(Line& line, Bytes data, const Place& place, std::uint8_t type, std::uint32_t size) {
  switch (type) {
    case kSerialNotify:
    case kSerialQuery:
    case kEndOfData:
      if (size != kHeader + 4) return false;
      line.print("{}Session ID: 0x{:04x}, Serial: {}", place.indent, data.u16(2),
                 data.u32(kHeader));
      return true;
    case kResetQuery:
    case kCacheReset:
      return size == kHeader;
    case kCacheResponse:
      if (size == kHeader) line.print("{}Session ID: 0x{:04x}", place.indent, data.u16(2));
      return size == kHeader;
    case kIpv4Prefix:
    case kIpv6Prefix:
      if (size != (type == kIpv6Prefix ? 32u : 20u)) return false;
      put_prefix(line, data, place, type == kIpv6Prefix);
      return true;
    case kErrorReport:
      return put_error(line, data, place, size);
    default:
      data.raw(0, size);
      if (line.verbosity() == 1) put_unknown_rest(line, data.first(size), "\n\t  ");
      return true;
  }
}

// Moves `size` over the PDU; false where all that follows is passed over.
bool put_pdu(Line& line, Bytes data, const Place& place, std::uint32_t& size) {
  const std::uint32_t all = data.length();
  size = all;
  const unsigned version = data.u8(0);
  if (version != 0) {
    line.print("\n\tRPKI-RTRv{} (unknown)", version);
    return false;
  }
  if (all < kHeader) {
    line.print("({} bytes is too few to decode)", all);
    line.invalid(data);
    return false;
  }
  const std::uint8_t type = data.u8(1);
  const std::uint32_t claimed = data.u32(4);
  line.put(line.cut() ? "" : "\n\t");
  put_name(line, "RPKI-RTRv0, ", kTypes, type, "Unknown");
  line.print(" PDU ({}), length: {}", type, claimed);
  if (claimed < kHeader || claimed > all || !put_body(line, data, place, type, claimed)) {
    line.invalid(data);
    return false;
  }
  if (line.verbosity() > 1) put_unknown_rest(line, data.first(claimed), "\n\t  ");
  size = claimed;
  return true;
}

}  // namespace

void rpki_rtr(Line& line, Bytes data) {
  line.protocol = "rpki_rtr";
  if (line.verbosity() == 0) return line.put(", RPKI-RTR");
  while (data.length() > 0 && !line.cut()) {
    std::uint32_t size = 0;
    if (!put_pdu(line, data, {}, size)) return;
    data = data.from(size);
  }
}

}  // namespace tapbond::text
