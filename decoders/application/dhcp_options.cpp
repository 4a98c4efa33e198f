#include "decoders/application/dhcp_options.h"

#include <tins/dhcp.h>

#include "decoders/application/dhcp_structures.h"
#include "decoders/core/address.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

using Tins::DHCP;

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
std::string_view option_name(std::uint8_t code) {
  const auto name = name_of(kOptions, code);
  return name.empty() ? "?Unknown" : name;
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

std::uint32_t put_value(Line& line, Bytes value, std::uint8_t code, std::uint32_t size) {
  char format = option_name(code)[0];
  if (format == '?') format = (size & 1) != 0 ? 'b' : (size & 2) != 0 ? 's' : 'l';
  switch (format) {
    case 'a':
      put_dhcp_text(line, value, 0, size);
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
      return put_dhcp_structure(line, value, code, size);
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
