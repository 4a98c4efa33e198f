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
    {DHCP::PAD, " PAD"},
    {DHCP::SUBNET_MASK, "iSubnet-Mask"},
    {DHCP::TIME_OFFSET, "LTime-Zone"},
    {DHCP::ROUTERS, "iDefault-Gateway"},
    {DHCP::TIME_SERVERS, "iTime-Server"},
    {DHCP::NAME_SERVERS, "iIEN-Name-Server"},
    {DHCP::DOMAIN_NAME_SERVERS, "iDomain-Name-Server"},
    {DHCP::LOG_SERVERS, "iLOG"},
    {DHCP::COOKIE_SERVERS, "iCS"},
    {DHCP::LPR_SERVERS, "iLPR-Server"},
    {DHCP::IMPRESS_SERVERS, "iIM"},
    {DHCP::RESOURCE_LOCATION_SERVERS, "iRL"},
    {DHCP::HOST_NAME, "aHostname"},
    {DHCP::BOOT_SIZE, "sBS"},
    {DHCP::MERIT_DUMP, "aDP"},
    {DHCP::DOMAIN_NAME, "aDomain-Name"},
    {DHCP::SWAP_SERVER, "iSS"},
    {DHCP::ROOT_PATH, "aRP"},
    {DHCP::EXTENSIONS_PATH, "aEP"},
    {DHCP::IP_FORWARDING, "BIPF"},
    {DHCP::NON_LOCAL_SOURCE_ROUTING, "BSRT"},
    {DHCP::POLICY_FILTER, "pPF"},
    {DHCP::MAX_DGRAM_REASSEMBLY, "sRSZ"},
    {DHCP::DEFAULT_IP_TTL, "bTTL"},
    {DHCP::PATH_MTU_AGING_TIMEOUT, "lMTU-Timeout"},
    {DHCP::PATH_MTU_PLATEAU_TABLE, "sMTU-Table"},
    {DHCP::INTERFACE_MTU, "sMTU"},
    {DHCP::ALL_SUBNETS_LOCAL, "BLSN"},
    {DHCP::BROADCAST_ADDRESS, "iBR"},
    {DHCP::PERFORM_MASK_DISCOVERY, "BMD"},
    {DHCP::MASK_SUPPLIER, "BMS"},
    {DHCP::ROUTER_DISCOVERY, "BRouter-Discovery"},
    {DHCP::ROUTER_SOLICITATION_ADDRESS, "iRSA"},
    {DHCP::STATIC_ROUTES, "pStatic-Route"},
    {DHCP::TRAILER_ENCAPSULATION, "BUT"},
    {DHCP::ARP_CACHE_TIMEOUT, "lAT"},
    {DHCP::IEEE802_3_ENCAPSULATION, "BIE"},
    {DHCP::DEFAULT_TCP_TTL, "bTT"},
    {DHCP::TCP_KEEPALIVE_INTERVAL, "lKI"},
    {DHCP::TCP_KEEPALIVE_GARBAGE, "BKG"},
    {DHCP::NIS_DOMAIN, "aYD"},
    {DHCP::NIS_SERVERS, "iYS"},
    {DHCP::NTP_SERVERS, "iNTP"},
    {DHCP::VENDOR_ENCAPSULATED_OPTIONS, "bVendor-Option"},
    {DHCP::NETBIOS_NAME_SERVERS, "iNetbios-Name-Server"},
    {DHCP::NETBIOS_DD_SERVER, "iWDD"},
    {DHCP::NETBIOS_NODE_TYPE, "$Netbios-Node"},
    {DHCP::NETBIOS_SCOPE, "aNetbios-Scope"},
    {DHCP::FONT_SERVERS, "iXFS"},
    {DHCP::X_DISPLAY_MANAGER, "iXDM"},
    {DHCP::DHCP_REQUESTED_ADDRESS, "iRequested-IP"},
    {DHCP::DHCP_LEASE_TIME, "lLease-Time"},
    {DHCP::DHCP_OPTION_OVERLOAD, "$OO"},
    {DHCP::DHCP_MESSAGE_TYPE, " DHCP-Message"},
    {DHCP::DHCP_SERVER_IDENTIFIER, "iServer-ID"},
    {DHCP::DHCP_PARAMETER_REQUEST_LIST, "bParameter-Request"},
    {DHCP::DHCP_MESSAGE, "aMSG"},
    {DHCP::DHCP_MAX_MESSAGE_SIZE, "sMSZ"},
    {DHCP::DHCP_RENEWAL_TIME, "lRN"},
    {DHCP::DHCP_REBINDING_TIME, "lRB"},
    {DHCP::VENDOR_CLASS_IDENTIFIER, "aVendor-Class"},
    {DHCP::DHCP_CLIENT_IDENTIFIER, "$Client-ID"},
    {64, "sN+D"},
    {65, "iN+S"},
    {66, "aTFTP"},
    {67, "aBF"},
    {68, "iMH"},
    {69, "iSMTP"},
    {70, "iPOP3"},
    {71, "iNNTP"},
    {72, "iWWW"},
    {73, "iFG"},
    {74, "iIRC"},
    {75, "iSTS"},
    {76, "iSTDA"},
    {DHCP::USER_CLASS, "$User-Class"},
    {78, "bSLP-DA"},
    {79, "bSLP-SCOPE"},
    {80, "aSLP-NA"},
    {DHCP::FQDN, "$FQDN"},
    {DHCP::DHCP_AGENT_OPTIONS, "$Agent-Information"},
    {83, "bARMT"},
    {88, "aTZSTR"},
    {89, "bFQDNS"},
    {90, "bAUTH"},
    {91, "LLast-Transaction-Time"},
    {92, "iAssociated-IP"},
    {93, "sARCH"},
    {94, "bNDI"},
    {95, "aLDAP"},
    {97, "bGUID"},
    {98, "aUAP"},
    {100, "aPOSIX-TZ"},
    {101, "aTZ-Name"},
    {112, "iNI"},
    {113, "aNITAG"},
    {114, "aURL"},
    {116, "BNOAUTO"},
    {117, "sNSSEARCH"},
    {DHCP::SUBNET_SELECTION, "iSUBNET"},
    {121, "$Classless-Static-Route"},
    {150, "iTFTP-Server-Address"},
    {161, "aMUD-URL"},
    {249, "$Classless-Static-Route-Microsoft"},
    {DHCP::END, " END"},
};
constexpr Name kMessages[] = {
    {DHCP::DISCOVER, "Discover"}, {DHCP::OFFER, "Offer"},   {DHCP::REQUEST, "Request"},
    {DHCP::DECLINE, "Decline"},   {DHCP::ACK, "ACK"},       {DHCP::NAK, "NACK"},
    {DHCP::RELEASE, "Release"},   {DHCP::INFORM, "Inform"}, {10, "LeaseQuery"},
    {11, "LeaseUnassigned"},      {12, "LeaseUnknown"},     {13, "LeaseActive"},
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
