#include "decoders/application/dhcp_structures.h"

#include <tins/constants.h>
#include <tins/dhcp.h>

#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

using Hardware = Tins::Constants::ARP;
using Tins::DHCP;

// Options that libtins has no name for (RFC 3442).
enum Option : std::uint8_t { kClasslessRoute = 121, kClasslessRouteOld = 249 };

constexpr Name kAgentOptions[] = {
    {1, "Circuit-ID"},
    {2, "Remote-ID"},
    {6, "Subscriber-ID"},
};
constexpr Name kNodes[] = {
    {1, "b-node"},
    {2, "p-node"},
    {4, "m-node"},
    {8, "h-node"},
};
constexpr Name kOverloads[] = {
    {1, "file"},
    {2, "sname"},
    {3, "file+sname"},
};
constexpr Name kHardware[] = {
    {Hardware::ETHER, "ether"}, {Hardware::IEEE802, "ieee802"}, {Hardware::ARCNET, "arcnet"},
    {Hardware::DLCI, "frelay"}, {Hardware::METRICOM, "strip"},  {Hardware::IEEE1394, "ieee1394"},
};
constexpr Name kNameFlags[] = {{1, "S"}, {2, "O"}, {4, "E"}, {8, "N"}};

void put_client_id(Line& line, Bytes value, std::uint32_t size) {
  const std::uint8_t type = value.u8(0);
  if (type == 0) {
    put_dhcp_text(line, value, 1, size - 1);
    return;
  }
  put_name(line, kHardware, type, "hardware-type {},");
  line.put(' ');
  for (std::uint32_t i = 1; i < size; ++i) line.print("{}{:02x}", i > 1 ? ":" : "", value.u8(i));
}

void put_client_name(Line& line, Bytes value, std::uint32_t size) {
  if (const auto flags = value.u8(0); flags != 0) {
    line.put('[');
    put_bits(line, kNameFlags, flags, "", "");
    line.put("] ");
  }
  if (value.u8(1) != 0 || value.u8(2) != 0) line.print("{}/{} ", value.u8(1), value.u8(2));
  put_dhcp_text(line, value, 3, size - 3);
}

void put_agent_information(Line& line, Bytes value, std::uint32_t size) {
  for (std::uint32_t at = 0; size - at >= 2 && !line.cut();) {
    const std::uint8_t code = value.u8(at);
    const std::uint32_t length = value.u8(at + 1);
    at += 2;
    line.put("\n\t      ");
    put_name(line, kAgentOptions, code, "Unknown");
    line.print(" SubOption {}, length {}: ", code, length);
    if (length > size - at) {
      line.put("length goes past end of option");
      return;
    }
    if (name_of(kAgentOptions, code).empty()) {
      put_unknown_field(line, value, at, length, "\n\t\t");
    } else {
      put_text(line, value, at, length);
    }
    at += length;
  }
}

// RFC 3442: a prefix cut to its significant bytes, and a router.
void put_classless_routes(Line& line, Bytes value, std::uint32_t size) {
  for (std::uint32_t at = 0; at < size && !line.cut();) {
    if (at > 0) line.put(',');
    const std::uint32_t width = value.u8(at++);
    if (width > 32) {
      line.print("[ERROR: Mask width ({}) > 32]", width);
      return;
    }
    const std::uint32_t significant = (width + 7) / 8;
    if (size - at < significant + 4) {
      line.print("[ERROR: Remaining length ({}) < {} bytes]", size - at, significant + 4);
      return;
    }
    line.put('(');
    if (width == 0) {
      line.put("default");
    } else {
      for (std::uint32_t i = 0; i < 4; ++i) {
        if (i > 0) line.put('.');
        line.dec(i < significant ? value.u8(at + i) : 0);
      }
      line.print("/{}", width);
    }
    line.put(':');
    put_ipv4(line, value, at + significant);
    line.put(')');
    at += significant + 4;
  }
}

void put_user_classes(Line& line, Bytes value, std::uint32_t size) {
  std::uint32_t number = 1;
  for (std::uint32_t at = 0; at < size && !line.cut(); ++number) {
    const std::uint32_t length = value.u8(at++);
    line.print("\n\t      instance#{}: ", number);
    if (length == 0) {
      line.put("[ERROR: invalid option]");
      return;
    }
    if (size - at < length) {
      line.put("[ERROR: invalid option]");
      return;
    }
    put_dhcp_text(line, value, at, length);
    line.print(", length {}", length);
    at += length;
  }
}

struct Special {
  std::uint8_t code;
  std::uint32_t least;  // bytes
  std::string_view too_short;
  void (*put)(Line&, Bytes, std::uint32_t);
};

void put_node(Line& line, Bytes value, std::uint32_t) {
  put_name(line, kNodes, value.u8(0), "#{}");
}
void put_overload(Line& line, Bytes value, std::uint32_t) {
  put_name(line, kOverloads, value.u8(0), "#{}");
}

constexpr Special kSpecials[] = {
    {DHCP::NETBIOS_NODE_TYPE, 1, "[ERROR: length < 1 bytes]", put_node},
    {DHCP::DHCP_OPTION_OVERLOAD, 1, "[ERROR: length < 1 bytes]", put_overload},
    {DHCP::DHCP_CLIENT_IDENTIFIER, 1, "[ERROR: length < 1 bytes]", put_client_id},
    {DHCP::USER_CLASS, 2, "[ERROR: length < 2 bytes]", put_user_classes},
    {DHCP::FQDN, 3, "[ERROR: length < 3 bytes]", put_client_name},
    {DHCP::DHCP_AGENT_OPTIONS, 0, "", put_agent_information},
    {kClasslessRoute, 5, "[ERROR: length < 5 bytes]", put_classless_routes},
    {kClasslessRouteOld, 5, "[ERROR: length < 5 bytes]", put_classless_routes},
};

}  // namespace

void put_dhcp_text(Line& line, Bytes value, std::uint32_t at, std::uint32_t size) {
  line.put('"');
  if (!put_text(line, value, at, size)) {
    line.put('"');
    line.cut_here();
    return;
  }
  line.put('"');
}

std::uint32_t put_dhcp_structure(Line& line, Bytes value, std::uint8_t code, std::uint32_t size) {
  for (const Special& special : kSpecials) {
    if (special.code != code) continue;
    if (size < special.least) {
      line.put(special.too_short);
    } else {
      special.put(line, value, size);
      if (code == DHCP::NETBIOS_NODE_TYPE || code == DHCP::DHCP_OPTION_OVERLOAD) return 1;
    }
    return size;
  }
  line.print("[unknown special tag {}, size {}]", code, size);
  return size;
}

}  // namespace tapbond::text
