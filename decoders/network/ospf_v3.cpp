// What OSPF version 3 (RFC 5340) says after its header's first bytes. Advertisements are for -vv.
#include "decoders/network/ospf_v3.h"

#include <algorithm>
#include <array>

#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/network/ospf_packet.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 16;
constexpr std::uint32_t kAdvertisement = 20;
constexpr std::uint32_t kAddress = 16;

// With the flooding scope (RFC 5340 A.4.2.1).
enum State : std::uint16_t {
  kRouter = 0x2001,
  kNetwork = 0x2002,
  kInterAreaPrefix = 0x2003,
  kExternal = 0x4005,
  kLink = 0x0008,
  kIntraAreaPrefix = 0x2009,
};

constexpr Name kOptions[] = {
    {0x0001, "V6"},          {0x0002, "External"}, {0x0004, "Deprecated"},
    {0x0008, "NSSA"},        {0x0010, "Router"},   {0x0020, "Demand Circuit"},
    {0x0100, "AFs Support"}, {0x0200, "LLS"},      {0x0400, "Authentication Trailer"},
};
constexpr Name kDescriptionFlags[] = {
    {0x04, "Init"}, {0x02, "More"}, {0x01, "Master"}, {0x10, "IPv6 MTU"}};
constexpr Name kFunctions[] = {
    {1, "Router"},
    {2, "Network"},
    {3, "Inter-Area Prefix"},
    {4, "Inter-Area Router"},
    {5, "External"},
    {6, "Deprecated"},
    {7, "NSSA"},
    {8, "Link"},
    {9, "Intra-Area Prefix"},
    {10, "Intra-Area TE"},
    {11, "Grace"},
};
constexpr std::string_view kScopes[] = {"Link Local", "Area Local", "Domain Wide", "Unknown"};
constexpr Name kRouterFlags[] = {{0x01, "ABR"},
                                 {0x02, "External"},
                                 {0x04, "Virtual-Link Endpoint"},
                                 {0x08, "Deprecated"},
                                 {0x10, "NSSA Translator"}};
constexpr Name kLinks[] = {
    {1, "Neighbor Router-ID"}, {2, "Neighbor Network-ID"}, {4, "Virtual Link: Neighbor Router-ID"}};
constexpr Name kPrefixOptions[] = {
    {0x01, "No Unicast"}, {0x02, "Local address"}, {0x04, "Deprecated"},
    {0x08, "Propagate"},  {0x10, "Down"},          {0x20, "N-bit"},
};
enum ExternalFlag : std::uint8_t { kForwarding = 0x02, kTag = 0x01 };
constexpr Name kAuthentications[] = {{1, "HMAC"}};
constexpr Name kExternalFlags[] = {{kForwarding, "Forwarding"}, {kTag, "Tag"}};

void put_options(Line& line, std::string_view indent, std::uint32_t options) {
  line.put(indent);
  line.put("Options [");
  put_bits(line, kOptions, options & 0xffffff, "none");
  line.put(']');
}

// A router, an interface or an area: 32 bits, in dotted notation.
void put_id(Line& line, std::string_view title, Bytes data, std::uint32_t at) {
  if (data.raw(at, 4) == nullptr) return;
  line.put(title);
  put_ipv4(line, data, at);
}

void put_identity(Line& line, std::uint16_t type, Bytes data, std::uint32_t at) {
  const unsigned function = type & 0x1fff;
  line.put("\n\t    ");
  put_name(line, kFunctions, function, "Unknown");
  line.print(" LSA ({}), {} Scope{}", function, kScopes[type >> 13 & 3],
             (type & 0x8000) != 0 ? ", transitive" : "");
  put_id(line, ", LSA-ID ", data, at);
}

void put_advertisement_header(Line& line, Bytes data) {
  if (data.raw(0, kAdvertisement) == nullptr) return;
  put_id(line, "\n\t  Advertising Router ", data, 8);
  // Of an advertisement that is shorter than its header tcpdump tells the length below zero.
  line.print(", seq 0x{:08x}, age {}s, length {}", data.u32(12), data.u16(0),
             std::uint64_t{data.u16(18)} - kAdvertisement);
  put_identity(line, data.u16(2), data, 4);
}

void put_advertisement_headers(Line& line, Bytes data) {
  for (; data.length() > 0 && !line.cut(); data = data.from(kAdvertisement)) {
    put_advertisement_header(line, data);
  }
}

// A prefix with its options (RFC 5340 A.4.1), taken off `data`; says what its 16 bits hold that
// differ from advertisement to advertisement.
std::uint16_t take_prefix(Line& line, Bytes& data) {
  if (data.raw(0, 4) == nullptr) return 0;
  const std::uint32_t bits = data.u8(0);
  if (bits > kAddress * 8) {
    line.print(" bogus prefixlen /{}", bits);
    line.cut_here();
    return 0;
  }
  const std::uint32_t size = (bits + 31) / 32 * 4;
  if (4 + size > data.length() || data.raw(0, 4 + size) == nullptr) {
    line.cut_here();
    return 0;
  }
  std::array<std::uint8_t, kAddress> address{};
  std::copy_n(data.raw(4, size), size, address.begin());
  line.put("\n\t\t");
  put_ipv6(line, line.bytes(address.data(), kAddress, kAddress), 0);
  line.print("/{}", bits);
  if (const std::uint8_t options = data.u8(1); options != 0) {
    line.put(", Options [");
    put_bits(line, kPrefixOptions, options, "none");
    line.put(']');
  }
  const std::uint16_t extra = data.u16(2);
  line.print(", metric {}", extra);
  data = data.from(4 + size);
  return extra;
}

void put_prefixes(Line& line, Bytes data, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count && !line.cut(); ++i) take_prefix(line, data);
}

void put_router(Line& line, Bytes body) {
  put_options(line, "\n\t      ", body.u32(0));
  line.put(", RLA-Flags [");
  put_bits(line, kRouterFlags, body.u8(0), "none");
  line.put(']');
  for (Bytes link = body.from(4); link.length() > 0 && !line.cut(); link = link.from(16)) {
    if (link.raw(0, 16) == nullptr) return;
    const std::uint8_t type = link.u8(0);
    const Name* name = find_name(kLinks, type);
    if (name == nullptr) {
      line.print("\n\t      Unknown Router Links Type 0x{:02x}", type);
      return;
    }
    line.print("\n\t      {}", name->text);
    put_id(line, " ", link, 12);
    put_id(line, "\n\t      Neighbor Interface-ID ", link, 8);
    put_id(line, ", Interface ", link, 4);
    line.print(", metric {}", link.u16(2));
  }
}

void put_network(Line& line, Bytes body) {
  put_options(line, "\n\t      ", body.u32(0));
  line.put("\n\t      Connected Routers:");
  for (std::uint32_t at = 4; at < body.length() && !line.cut(); at += 4) {
    if (body.raw(at, 4) == nullptr) return;
    put_id(line, "\n\t\t", body, at);
  }
}

void put_inter_area_prefix(Line& line, Bytes body) {
  line.print(", metric {}", body.u24(1));
  Bytes rest = body.from(4);
  while (rest.length() > 0 && !line.cut()) take_prefix(line, rest);
}

void put_external(Line& line, Bytes body) {
  if (body.raw(0, 4) == nullptr) return;
  const std::uint8_t flags = body.u8(0);
  line.put("\n\t     Flags [");
  put_bits(line, kExternalFlags, flags, "none");
  line.print("] metric {}", body.u24(1));
  Bytes rest = body.from(4);
  // The type of another advertisement; tcpdump looks at the first byte of it alone.
  const std::uint16_t referenced = take_prefix(line, rest);
  if ((flags & kForwarding) != 0 && rest.length() >= kAddress) {
    if (rest.raw(0, kAddress) == nullptr) return;
    line.put(" forward ");
    put_ipv6(line, rest, 0);
    rest = rest.from(kAddress);
  }
  if ((flags & kTag) != 0 && rest.length() >= 4) {
    put_id(line, " tag ", rest, 0);
    rest = rest.from(4);
  }
  if (referenced >> 8 != 0 && rest.length() >= 4) put_id(line, " RefLSID: ", rest, 0);
}

void put_link(Line& line, Bytes body) {
  put_options(line, "\n\t      ", body.u32(0));
  if (body.raw(4, kAddress + 4) == nullptr) return;
  line.print("\n\t      Priority {}, Link-local address ", body.u8(0));
  put_ipv6(line, body, 4);
  const std::uint32_t count = body.u32(20);
  line.print(", Prefixes {}:", count);
  put_prefixes(line, body.from(24), count);
}

void put_intra_area_prefix(Line& line, Bytes body) {
  if (body.raw(0, 12) == nullptr) return;
  put_identity(line, body.u16(2), body, 4);
  const std::uint32_t count = body.u16(0);
  line.print("\n\t      Prefixes {}:", count);
  put_prefixes(line, body.from(12), count);
}

void put_advertisement(Line& line, Bytes data) {
  const Bytes body = data.from(kAdvertisement);
  switch (data.u16(2)) {
    case kRouter:
      return put_router(line, body);
    case kNetwork:
      return put_network(line, body);
    case kInterAreaPrefix:
      return put_inter_area_prefix(line, body);
    case kExternal:
      return put_external(line, body);
    case kLink:
      return put_link(line, body);
    case kIntraAreaPrefix:
      return put_intra_area_prefix(line, body);
    default:
      put_unknown_rest(line, body, "\n\t      ");
  }
}

void put_hello(Line& line, Bytes body) {
  put_options(line, "\n\t", body.u32(4));
  line.print("\n\t  Hello Timer {}s, Dead Timer {}s", body.u16(8), body.u16(10));
  put_id(line, ", Interface-ID ", body, 0);
  line.print(", Priority {}", body.u8(4));
  if (body.u32(12) != 0) put_id(line, "\n\t  Designated Router ", body, 12);
  if (body.u32(16) != 0) put_id(line, ", Backup Designated Router ", body, 16);
  if (line.verbosity() < 2) return;
  line.put("\n\t  Neighbor List:");
  for (std::uint32_t at = 20; at < body.length() && !line.cut(); at += 4) {
    if (body.raw(at, 4) == nullptr) return;
    put_id(line, "\n\t    ", body, at);
  }
}

void put_description(Line& line, Bytes body) {
  put_options(line, "\n\t", body.u32(0));
  const std::uint8_t flags = body.u8(7);
  line.put(", DD Flags [");
  put_bits(line, kDescriptionFlags, flags, "none");
  line.put(']');
  line.print(", MTU {}, DD-Sequence 0x{:08x}", body.u16(4), body.u32(8));
  if (line.verbosity() > 1) put_advertisement_headers(line, body.from(12));
}

void put_request(Line& line, Bytes body) {
  if (line.verbosity() < 2) return;
  for (; body.length() > 0 && !line.cut(); body = body.from(12)) {
    if (body.raw(0, 12) == nullptr) return;
    put_id(line, "\n\t  Advertising Router ", body, 8);
    put_identity(line, body.u16(2), body, 4);
  }
}

void put_update(Line& line, Bytes body) {
  if (line.verbosity() < 2) return;
  const std::uint32_t count = body.u32(0);
  body = body.from(4);
  for (std::uint32_t i = 0; i < count && body.length() > 0 && !line.cut(); ++i) {
    put_advertisement_header(line, body);
    const std::uint32_t size = body.u16(18);
    if (size < kAdvertisement || size > body.length()) return line.cut_here();
    put_advertisement(line, body.first(size));
    body = body.from(size);
  }
}

// RFC 7166: what may follow the packet, and is no part of its length.
void put_trailer(Line& line, Bytes trailer) {
  static constexpr std::uint32_t kFixed = 16;
  if (trailer.length() < kFixed) return line.cut_here();
  const std::uint16_t type = trailer.u16(0);
  line.put("\n\tAuthentication Type ");
  put_name(line, kAuthentications, type, "unknown (0x{:04x})");
  const std::uint32_t size = trailer.u16(2);
  line.print(", Length {}", size);
  if (size < kFixed || size > trailer.length()) return line.cut_here();
  line.print(", SAID {}", trailer.u16(6));
  line.print(", CSN 0x{:08x}", trailer.u32(8));
  line.print(":{:08x}", trailer.u32(12));
  trailer.first(size).must_be_whole();
  if (line.verbosity() > 1) {
    put_unknown_field(line, trailer, kFixed, size - kFixed, "\n\tAuthentication Data ");
  }
}

void put_body(Line& line, Bytes body, std::uint8_t type) {
  switch (type) {
    case kOspfHello:
      return put_hello(line, body);
    case kOspfDescription:
      return put_description(line, body);
    case kOspfRequest:
      return put_request(line, body);
    case kOspfUpdate:
      return put_update(line, body);
    default:
      if (line.verbosity() > 1) put_advertisement_headers(line, body);
  }
}

}  // namespace

void ospf_v3(Line& line, Bytes data) {
  line.protocol = "ospf3";
  const std::uint32_t claimed = data.u16(2);
  if (claimed > data.length()) return line.print(" [len {}]", claimed);
  put_id(line, "\n\tRouter-ID ", data, 4);
  if (data.u32(8) == 0) {
    line.put(", Backbone Area");
  } else {
    put_id(line, ", Area ", data, 8);
  }
  if (const std::uint8_t instance = data.u8(14); instance != 0) {
    line.print(", Instance {}", instance);
  }
  if (!line.cut()) {
    // As much as the header claims, even where that leaves out a part of the fixed fields.
    const Bytes packet = data.claiming(claimed);
    put_body(line, packet.from(kHeader), data.u8(1));
    if (claimed < data.length()) put_trailer(line, data.from(claimed));
  }
  line.settle_cut();
}

}  // namespace tapbond::text
