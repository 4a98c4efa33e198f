// GeoNetworking between vehicles (ETSI TS 102 636-4-1), with the heads of its transport (BTP, ETSI
// TS 102 636-5-1) and of the messages for drivers.
#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/link/ethernet.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 36;
constexpr std::uint32_t kMultiHopMore = 32;
constexpr std::uint32_t kTransport = 4;

constexpr unsigned kTransportA = 1;
constexpr unsigned kTransportB = 2;
constexpr Name kNextHeaders[] = {
    {0, "Any"}, {kTransportA, "BTP-A"}, {kTransportB, "BTP-B"}, {3, "IPv6"}};

// By type and subtype.
constexpr unsigned kSingleHop = 0x50;
constexpr unsigned kMultiHop = 0x51;
constexpr Name kTypes[] = {
    {0x30, "GeoAnycastCircle"},        {0x31, "GeoAnycastRect"},
    {0x32, "GeoAnycastElipse"},        {0x40, "GeoBroadcastCircle"},
    {0x41, "GeoBroadcastRect"},        {0x42, "GeoBroadcastElipse"},
    {kSingleHop, "TopoScopeBcast-SH"}, {kMultiHop, "TopoScopeBcast-MH"},
    {0x60, "LocService-Request"},      {0x61, "LocService-Reply"},
};
// Whatever the subtype.
constexpr Name kPlainTypes[] = {{0, "Any"}, {1, "Beacon"}, {2, "GeoUnicast"}};
constexpr Name kMessages[] = {{0, "CAM"}, {1, "DENM"}};

void put_type(Line& line, unsigned type) {
  if (const Name* plain = find_name(kPlainTypes, type >> 4)) {
    line.put(plain->text);
  } else {
    put_name(line, kTypes, type, "Unknown");
  }
}

// Whether it is known where the header of the type ends.
bool is_known(unsigned type) {
  return type >> 4 == 0 || type >> 4 == 1 || type == kSingleHop || type == kMultiHop;
}

// The rest after the transport, which is whole.
Bytes put_transport(Line& line, Bytes rest) {
  line.print("; BTP Dst:{}", rest.u16(0));
  line.print(" Src:{}", rest.u16(2));
  rest = rest.from(kTransport);
  if (rest.length() < 2) return rest;
  line.print("; ItsPduHeader v:{}", rest.u8(0));
  const unsigned message = rest.u8(1);
  line.print(" t:{}-", message);
  put_name(line, kMessages, message, "unknown ({})");
  return rest;
}

}  // namespace

void geonetworking(Line& line, Bytes data, const LinkAddresses* addresses) {
  line.protocol = "geonet";
  line.put("GeoNet ");
  if (addresses != nullptr) {
    line.put("src:");
    put_mac(line, addresses->data, addresses->source);
    line.put("; ");
  }
  if (data.length() < kHeader) {
    line.print(" (common header length {} < {})", data.length(), kHeader);
    return line.invalid();
  }
  if (data.raw(0, 8) == nullptr) return;
  const unsigned next = data.u8(0) & 15u;
  const unsigned type = data.u8(1);
  line.print("v:{} NH:{}-", data.u8(0) >> 4, next);
  put_name(line, kNextHeaders, next, "Unknown");
  line.print(" HT:{}-{}-", type >> 4, type & 15);
  put_type(line, type);
  line.print(" HopLim:{} Payload:{} ", data.u8(7), data.u16(4));
  if (data.raw(8, 8) == nullptr) return;
  line.put("GN_ADDR:");
  put_link_address(line, data, 8, 8);
  line.put(' ');
  line.print("lat:{} ", data.u32(20));
  line.print("lon:{}", data.u32(24));
  if (data.raw(28, 8) == nullptr) return;
  Bytes rest = data.from(kHeader);
  if (type == kMultiHop) {
    if (rest.length() < kMultiHopMore) {
      line.print(" (header size {} > {})", kMultiHopMore, rest.length());
      return line.invalid();
    }
    if (rest.raw(0, kMultiHopMore) == nullptr) return;
    rest = rest.from(kMultiHopMore);
  }
  if (is_known(type) && (next == kTransportA || next == kTransportB)) {
    if (rest.length() < kTransport) {
      line.print(" (BTP length {} < {})", rest.length(), kTransport);
      return line.invalid();
    }
    rest = put_transport(line, rest);
  }
  if (line.verbosity() == 0) return;
  put_hex_ascii_dump(line, rest.seen(0, rest.length()));
  rest.must_be_whole();
}

}  // namespace tapbond::text
