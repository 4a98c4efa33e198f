#include "decoders/link/ppp_options.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/link/ethernet.h"

namespace tapbond::text {
namespace {

using Decoder = void (*)(Line&, Bytes);

struct Option {
  std::uint8_t type;
  std::string_view name;
  Decoder decode = nullptr;  // null: the value is dumped
  std::uint32_t least = 0;   // size, with type and length
  bool exact = true;
};
using Options = std::span<const Option>;

void nothing(Line&, Bytes) {}

void number(Line& line, Bytes option) { line.print(": {}", option.u16(2)); }
void mask(Line& line, Bytes option) { line.print(": 0x{:08x}", option.u32(2)); }
void discriminator(Line& line, Bytes option) { line.print(": 0x{:04x}", option.u16(2)); }
void favored_peer(Line& line, Bytes option) { line.print(": Magic-Num 0x{:08x}", option.u32(2)); }

void vendor(Line& line, Bytes option) {
  const std::uint32_t organisation = option.u24(2);
  line.put(": Vendor: ");
  put_name(line, kOrganisations, organisation, "Unknown");
  line.print(" ({})", organisation);
}

void authentication(Line& line, Bytes option) {
  static constexpr std::uint16_t kChallenge = 0xc223;
  static constexpr Name kProtocols[] = {{0xc023, "PAP"},
                                        {kChallenge, "CHAP"},
                                        {0xc227, "EAP"},
                                        {0xc027, "SPAP"},
                                        {0xc123, "Old-SPAP"}};
  static constexpr Name kAlgorithms[] = {{5, "MD5"}, {0x80, "MS-CHAPv1"}, {0x81, "MS-CHAPv2"}};
  const std::uint16_t protocol = option.u16(2);
  const Name* name = find_name(kProtocols, protocol);
  if (name == nullptr) {
    line.put(": Unknown Auth Proto (0x04x)");
    put_unknown_field(line, option, 0, option.length(), "\n\t");
    return;
  }
  line.print(": {}", name->text);
  if (protocol != kChallenge) return;
  const std::uint8_t algorithm = option.u8(4);
  line.put(", ");
  put_name(line, kAlgorithms, algorithm, "Unknown Auth Alg {}");
}

void quality(Line& line, Bytes option) {
  line.put(option.u16(2) == 0xc025 ? ": LQR" : ": unknown");
}

void callback(Line& line, Bytes option) {
  static constexpr Name kOperations[] = {{0, "UserAuth"}, {1, "DialString"}, {2, "LocalID"},
                                         {3, "E.164"},    {4, "X.500"},      {6, "CBCP"}};
  const std::uint8_t operation = option.u8(2);
  line.put(": : Callback Operation ");
  put_name(line, kOperations, operation, "Unknown");
  line.print(" ({})", operation);
}

void end_discriminator(Line& line, Bytes option) {
  enum : std::uint8_t { kIpv4 = 2, kMac = 3 };
  static constexpr Name kClasses[] = {{0, "Null"},   {1, "Local"},           {kIpv4, "IPv4"},
                                      {kMac, "MAC"}, {4, "Magic-Num-Block"}, {5, "PSNDN"}};
  const std::uint8_t kind = option.u8(2);
  const std::uint32_t right = kind == kIpv4 ? 7 : kind == kMac ? 9 : option.length();
  if (option.length() != right) {
    line.print(" (length bogus, should be = {})", right);
    return;
  }
  line.put(": ");
  put_name(line, kClasses, kind, "Unknown class {}");
  if (kind == kIpv4) {
    line.put(' ');
    put_ipv4(line, option, 3);
  } else if (kind == kMac) {
    line.put(' ');
    put_mac(line, option, 3);
  }
}

void address(Line& line, Bytes option) {
  line.put(": ");
  put_ipv4(line, option, 2);
}

void addresses(Line& line, Bytes option) {
  line.put(": src ");
  put_ipv4(line, option, 2);
  line.put(", dst ");
  put_ipv4(line, option, 6);
}

void header_compression(Line& line, Bytes option) {
  static constexpr std::uint16_t kVanJacobson = 0x002d;
  const std::uint16_t protocol = option.u16(2);
  if (protocol == kVanJacobson) {
    line.print(": VJ-Comp (0x{:02x}):", protocol);
  } else {
    line.print(": Unknown (0x{:02x}):", protocol);
  }
}

void interface_identifier(Line& line, Bytes option) {
  line.print(": {:04x}:{:04x}:{:04x}:{:04x}", option.u16(2), option.u16(4), option.u16(6),
             option.u16(8));
}

void bsd_compression(Line& line, Bytes option) {
  const std::uint8_t value = option.u8(2);
  line.print(": Version: {}, Dictionary Bits: {}", value >> 5, value & 31);
}

// LCP (RFC 1661, RFC 1570, RFC 1990 and others)
constexpr Option kLinkOptions[] = {
    {0, "Vend-Ext", vendor, 6, false},
    {1, "MRU", number, 4},
    {2, "ACCM", mask, 6},
    {3, "Auth-Prot", authentication, 4, false},
    {4, "Qual-Prot", quality, 4, false},
    {5, "Magic-Num", mask, 6},
    {6, "deprecated(6)"},
    {7, "PFC", nothing},
    {8, "ACFC", nothing},
    {9, "FCS-Alt"},
    {10, "SDP"},
    {11, "Num-Mode"},
    {12, "deprecated(12)"},
    {13, "Call-Back", callback, 3, false},
    {14, "deprecated(14)"},
    {15, "deprecated(15)"},
    {16, "deprecated(16)"},
    {17, "MRRU", number, 4},
    {18, "12-Bit seq #"},
    {19, "End-Disc", end_discriminator, 3, false},
    {20, "Proprietary"},
    {21, "DCE-Id"},
    {22, "MP+"},
    {23, "Link-Disc", discriminator, 4},
    {24, "LCP-Auth-Opt"},
    {25, "COBS"},
    {26, "Prefix-elision"},
    {27, "Multilink-header-Form"},
    {28, "I18N"},
    {29, "SDL-over-SONET/SDH"},
    {30, "PPP-Muxing"},
};
// IPCP (RFC 1332, RFC 1877, RFC 2290)
constexpr Option kIpOptions[] = {
    {1, "IP-Addrs", addresses, 10}, {2, "IP-Comp", header_compression, 4, false},
    {3, "IP-Addr", address, 6},     {4, "Home-Addr", address, 6},
    {129, "Pri-DNS", address, 6},   {130, "Pri-NBNS", address, 6},
    {131, "Sec-DNS", address, 6},   {132, "Sec-NBNS", address, 6},
};
// IPV6CP (RFC 5072)
constexpr Option kIpv6Options[] = {{1, "Interface-ID", interface_identifier, 10}};
// CCP (RFC 1962)
constexpr Option kCompressionOptions[] = {
    {0, "OUI"},      {1, "Pred-1"},
    {2, "Pred-2"},   {3, "Puddle"},
    {16, "HP-PPC"},  {17, "Stac-LZS"},
    {18, "MPPC"},    {19, "Gand-FZA"},
    {20, "V.42bis"}, {21, "BSD-Comp", bsd_compression, 3, false},
    {23, "LZS-DCP"}, {255, "Reserved"},
};
// BACP (RFC 2125)
constexpr Option kBandwidthOptions[] = {{1, "Favored-Peer", favored_peer, 6}};

struct Protocol {
  std::uint16_t number;
  Options options;
  std::string_view unknown;
};
constexpr Protocol kProtocols[] = {
    {0xc021, kLinkOptions, ""},
    {0x8021, kIpOptions, "unknown"},
    {0x8057, kIpv6Options, "unknown"},
    {0x80fd, kCompressionOptions, "Unknown"},
    {0xc02b, kBandwidthOptions, "Unknown"},
};

const Protocol* find(std::uint16_t protocol) {
  const auto at = std::find_if(std::begin(kProtocols), std::end(kProtocols),
                               [protocol](const Protocol& row) { return row.number == protocol; });
  return at == std::end(kProtocols) ? nullptr : at;
}

}  // namespace

bool has_ppp_options(std::uint16_t protocol) { return find(protocol) != nullptr; }

std::uint32_t ppp_option(Line& line, std::uint16_t protocol, Bytes data, std::uint32_t most) {
  const Protocol& row = *find(protocol);
  const std::uint8_t type = data.u8(0);
  const std::uint32_t size = data.u8(1);
  if (line.cut() || size > most) return 0;
  const auto known = std::find_if(row.options.begin(), row.options.end(),
                                  [type](const Option& option) { return option.type == type; });
  const bool unknown = known == row.options.end();
  if (unknown && row.unknown.empty()) {
    line.print("\n\tunknown LCP option 0x{:02x}", type);
    return size;
  }
  line.print("\n\t  {} Option (0x{:02x}), length {}", unknown ? row.unknown : known->name, type,
             size);
  if (size < 2) {
    line.put(" (length bogus, should be >= 2)");
    return size;
  }
  const Bytes option = data.first(size);
  if (unknown || known->decode == nullptr) {
    put_unknown_field(line, option, 2, size - 2, "\n\t    ");
    return size;
  }
  if (size < known->least || (known->exact && known->least != 0 && size != known->least)) {
    line.print(" (length bogus, should be {}= {})", known->exact ? "" : ">", known->least);
    return size;
  }
  known->decode(line, option);
  if (size > data.length()) {
    line.print(" [remaining options length {} < {}]", data.length(), size);
    line.invalid();
    return 0;
  }
  if (line.verbosity() > 1) put_unknown_field(line, option, 2, size - 2, "\n\t    ");
  return size;
}

}  // namespace tapbond::text
