#include "decoders/application/dhcp_options.h"

#include <tins/dhcp.h>

#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

using Tins::DHCP;

enum Option : std::uint8_t {
  kUserClass = 77,
  kClientName = 81,
  kAgentInformation = 82,
  kClasslessRoute = 121,
  kClasslessRouteOld = 249,
};

// The first letter says how the value is printed: i addresses, p pairs of them, l and L numbers of
// 32 bits (L signed), s of 16, b of 8, B yes or no, a text, x hex, $ in a way of its own, ? by
// size.
constexpr Name kOptions[] = {
    {0, " PAD"},
    {1, "iSubnet-Mask"},
    {2, "LTime-Zone"},
    {3, "iDefault-Gateway"},
    {4, "iTime-Server"},
    {5, "iIEN-Name-Server"},
    {6, "iDomain-Name-Server"},
    {7, "iLOG"},
    {8, "iCS"},
    {9, "iLPR-Server"},
    {10, "iIM"},
    {11, "iRL"},
    {12, "aHostname"},
    {13, "sBS"},
    {255, " END"},
    {14, "aDP"},
    {15, "aDomain-Name"},
    {16, "iSS"},
    {17, "aRP"},
    {18, "aEP"},
    {19, "BIPF"},
    {20, "BSRT"},
    {21, "pPF"},
    {22, "sRSZ"},
    {23, "bTTL"},
    {24, "lMTU-Timeout"},
    {25, "sMTU-Table"},
    {26, "sMTU"},
    {27, "BLSN"},
    {28, "iBR"},
    {29, "BMD"},
    {30, "BMS"},
    {31, "BRouter-Discovery"},
    {32, "iRSA"},
    {33, "pStatic-Route"},
    {34, "BUT"},
    {35, "lAT"},
    {36, "BIE"},
    {37, "bTT"},
    {38, "lKI"},
    {39, "BKG"},
    {40, "aYD"},
    {41, "iYS"},
    {42, "iNTP"},
    {43, "bVendor-Option"},
    {44, "iNetbios-Name-Server"},
    {45, "iWDD"},
    {46, "$Netbios-Node"},
    {47, "aNetbios-Scope"},
    {48, "iXFS"},
    {49, "iXDM"},
    {64, "sN+D"},
    {65, "iN+S"},
    {68, "iMH"},
    {69, "iSMTP"},
    {70, "iPOP3"},
    {71, "iNNTP"},
    {72, "iWWW"},
    {73, "iFG"},
    {74, "iIRC"},
    {75, "iSTS"},
    {76, "iSTDA"},
    {50, "iRequested-IP"},
    {51, "lLease-Time"},
    {52, "$OO"},
    {66, "aTFTP"},
    {67, "aBF"},
    {53, " DHCP-Message"},
    {54, "iServer-ID"},
    {55, "bParameter-Request"},
    {56, "aMSG"},
    {57, "sMSZ"},
    {58, "lRN"},
    {59, "lRB"},
    {60, "aVendor-Class"},
    {61, "$Client-ID"},
    {98, "aUAP"},
    {116, "BNOAUTO"},
    {78, "bSLP-DA"},
    {79, "bSLP-SCOPE"},
    {117, "sNSSEARCH"},
    {77, "$User-Class"},
    {118, "iSUBNET"},
    {121, "$Classless-Static-Route"},
    {249, "$Classless-Static-Route-Microsoft"},
    {150, "iTFTP-Server-Address"},
    {80, "aSLP-NA"},
    {81, "$FQDN"},
    {82, "$Agent-Information"},
    {83, "bARMT"},
    {88, "aTZSTR"},
    {89, "bFQDNS"},
    {90, "bAUTH"},
    {91, "LLast-Transaction-Time"},
    {92, "iAssociated-IP"},
    {93, "sARCH"},
    {94, "bNDI"},
    {97, "bGUID"},
    {95, "aLDAP"},
    {100, "aPOSIX-TZ"},
    {101, "aTZ-Name"},
    {112, "iNI"},
    {113, "aNITAG"},
    {114, "aURL"},
    {161, "aMUD-URL"},
};
constexpr Name kMessages[] = {
    {1, "Discover"},         {2, "Offer"},         {3, "Request"},
    {4, "Decline"},          {5, "ACK"},           {6, "NACK"},
    {7, "Release"},          {8, "Inform"},        {10, "LeaseQuery"},
    {11, "LeaseUnassigned"}, {12, "LeaseUnknown"}, {13, "LeaseActive"},
};
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
    {1, "ether"}, {6, "ieee802"}, {7, "arcnet"}, {15, "frelay"}, {23, "strip"}, {24, "ieee1394"},
};
constexpr Name kNameFlags[] = {{1, "S"}, {2, "O"}, {4, "E"}, {8, "N"}};

std::string_view option_name(std::uint8_t code) {
  const auto name = name_of(kOptions, code);
  return name.empty() ? "?Unknown" : name;
}

void put_quoted(Line& line, Bytes value, std::uint32_t at, std::uint32_t size) {
  line.put('"');
  if (!put_text(line, value, at, size)) {
    line.put('"');
    line.cut_here();
    return;
  }
  line.put('"');
}

void put_requested(Line& line, Bytes value, std::uint32_t size) {
  for (std::uint32_t i = 0; i < size && !line.cut(); ++i) {
    line.put(i % 4 == 0 ? "\n\t      " : ", ");
    const std::uint8_t code = value.u8(i);
    line.put(option_name(code).substr(1));
    line.print(" ({})", code);
  }
}

// How many bytes of the value were printed.
std::uint32_t put_numbers(Line& line, Bytes value, std::uint32_t size, char format) {
  const std::uint32_t step = format == 'p' ? 8 : format == 's' ? 2 : 4;
  std::uint32_t at = 0;
  for (; size - at >= step && !line.cut(); at += step) {
    if (at > 0) line.put(',');
    switch (format) {
      case 'i':
        put_ipv4(line, value, at);
        break;
      case 'p':
        line.put('(');
        put_ipv4(line, value, at);
        line.put(':');
        put_ipv4(line, value, at + 4);
        line.put(')');
        break;
      case 'L':
        line.print("{}", static_cast<std::int32_t>(value.u32(at)));
        break;
      case 's':
        line.dec(value.u16(at));
        break;
      default:
        line.dec(value.u32(at));
    }
  }
  return at;
}

std::uint32_t put_switches(Line& line, Bytes value, std::uint32_t size) {
  for (std::uint32_t i = 0; i < size && !line.cut(); ++i) {
    if (i > 0) line.put('/');
    const std::uint8_t set = value.u8(i);
    if (set > 1) {
      line.print("{}?", set);
    } else {
      line.put(set == 1 ? 'Y' : 'N');
    }
  }
  return size;
}

std::uint32_t put_bytes(Line& line, Bytes value, std::uint32_t size) {
  for (std::uint32_t i = 0; i < size && !line.cut(); ++i) {
    if (i > 0) line.put('.');
    line.dec(value.u8(i));
  }
  return size;
}

void put_client_id(Line& line, Bytes value, std::uint32_t size) {
  const std::uint8_t type = value.u8(0);
  if (type == 0) {
    put_quoted(line, value, 1, size - 1);
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
  put_quoted(line, value, 3, size - 3);
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
    put_quoted(line, value, at, length);
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
    {kUserClass, 2, "[ERROR: length < 2 bytes]", put_user_classes},
    {kClientName, 3, "[ERROR: length < 3 bytes]", put_client_name},
    {kAgentInformation, 0, "", put_agent_information},
    {kClasslessRoute, 5, "[ERROR: length < 5 bytes]", put_classless_routes},
    {kClasslessRouteOld, 5, "[ERROR: length < 5 bytes]", put_classless_routes},
};

std::uint32_t put_special(Line& line, Bytes value, std::uint8_t code, std::uint32_t size) {
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

std::uint32_t put_value(Line& line, Bytes value, std::uint8_t code, std::uint32_t size) {
  char format = option_name(code)[0];
  if (format == '?') format = (size & 1) != 0 ? 'b' : (size & 2) != 0 ? 's' : 'l';
  switch (format) {
    case 'a':
      put_quoted(line, value, 0, size);
      return size;
    case 'i':
    case 'l':
    case 'L':
    case 'p':
    case 's':
      return put_numbers(line, value, size, format);
    case 'B':
      return put_switches(line, value, size);
    case '$':
      return put_special(line, value, code, size);
    default:
      return put_bytes(line, value, size);
  }
}

}  // namespace

void dhcp_options(Line& line, Bytes vendor) {
  line.print("\n\t  Vendor-rfc1048 Extensions\n\t    Magic Cookie 0x{:08x}", vendor.u32(0));
  for (std::uint32_t at = 4; vendor.has(at, 1) && !line.cut();) {
    const std::uint8_t code = vendor.u8(at++);
    const bool bare = code == DHCP::PAD || code == DHCP::END;
    if (bare && line.verbosity() < 3) {
      if (code == DHCP::END) return;
      continue;
    }
    const std::uint32_t size = bare ? 0 : vendor.u8(at++);
    line.put("\n\t    ");
    line.put(option_name(code).substr(1));
    line.print(" ({}), length {}{}", code, size, size > 0 ? ": " : "");
    if (code == DHCP::PAD) {
      std::uint32_t count = 1;
      while (vendor.has(at, 1) && vendor.u8(at) == DHCP::PAD) {
        ++at;
        ++count;
      }
      if (count > 1) line.print(", occurs {}", count);
    }
    if (!vendor.has(at, size)) {
      line.truncated();
      return;
    }
    const Bytes value = vendor.from(at);
    if (code == DHCP::DHCP_MESSAGE_TYPE && size == 1) {
      put_name(line, kMessages, value.u8(0), "Unknown ({})");
    } else if (code == DHCP::DHCP_PARAMETER_REQUEST_LIST) {
      put_requested(line, value, size);
    } else if (const auto shown = put_value(line, value, code, size); shown < size) {
      line.print("\n\t  trailing data length {}", size - shown);
    }
    at += size;
  }
}

}  // namespace tapbond::text
