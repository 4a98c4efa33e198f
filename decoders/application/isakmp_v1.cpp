// The payloads of ISAKMP (RFC 2408) with IKE's meaning of them (RFC 2407, RFC 2409).
#include "decoders/application/isakmp_names.h"
#include "decoders/application/isakmp_payloads.h"
#include "decoders/core/address.h"
#include "decoders/core/escape.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;
constexpr std::uint32_t kIpsec = 1;  // the domain of interpretation

enum Payload : std::uint8_t {
  kAssociation = 1,
  kProposal = 2,
  kTransform = 3,
  kKeyExchange = 4,
  kIdentity = 5,
  kCertificate = 6,
  kCertificateRequest = 7,
  kHash = 8,
  kSignature = 9,
  kNonce = 10,
  kNotification = 11,
  kDelete = 12,
  kVendor = 13,
};
constexpr Name kPayloads[] = {
    {0, "none"},    {1, "sa"},     {2, "p"},       {3, "t"},        {4, "ke"},     {5, "id"},
    {6, "cert"},    {7, "cr"},     {8, "hash"},    {9, "sig"},      {10, "nonce"}, {11, "n"},
    {12, "d"},      {13, "vid"},   {33, "v2sa"},   {34, "v2ke"},    {35, "v2IDi"}, {36, "v2IDr"},
    {37, "v2cert"}, {38, "v2cr"},  {39, "v2auth"}, {40, "v2nonce"}, {41, "v2n"},   {42, "v2d"},
    {43, "v2vid"},  {44, "v2TSi"}, {45, "v2TSr"},  {46, "v2e"},     {47, "v2cp"},  {48, "v2eap"},
};
constexpr std::uint8_t kFirstNumbered = 14;
constexpr std::uint8_t kLastNumbered = 32;

constexpr Name kProtocolRows[] = {{1, "isakmp"}, {2, "ipsec-ah"}, {3, "ipsec-esp"}, {4, "ipcomp"}};
constexpr Name kIdentities[] = {
    {1, "IPv4"},    {2, "FQDN"},     {3, "user FQDN"}, {4, "IPv4net"},
    {5, "IPv6"},    {6, "IPv6net"},  {7, "IPv4range"}, {8, "IPv6range"},
    {9, "ASN1 DN"}, {10, "ASN1 GN"}, {11, "keyid"},
};
constexpr Name kCertificates[] = {
    {0, "none"},     {1, "pkcs7"}, {2, "pgp"}, {3, "dns"},  {4, "x509sign"},  {5, "x509ke"},
    {6, "kerberos"}, {7, "crl"},   {8, "arl"}, {9, "spki"}, {10, "x509attr"},
};
void put_attributes(Line& line, Bytes rest, std::uint8_t protocol) {
  const std::span<const IsakmpAttribute> known = isakmp_attributes(protocol);
  while (rest.length() > 0 && !line.cut()) {
    if (rest.length() < 4) return line.put("[|attr]");
    const std::uint32_t type = rest.u16(0) & 0x7fffu;
    const bool shortened = (rest.u16(0) & 0x8000) != 0;
    const std::uint32_t size = shortened ? 4 : 4u + rest.u16(2);
    if (rest.length() < size || !rest.has(0, size)) return line.put("[|attr]");
    const IsakmpAttribute attribute = type < known.size() ? known[type] : IsakmpAttribute{};
    line.put("(type=");
    if (attribute.name.empty()) {
      line.print("#{} ", type);
    } else {
      line.print("{} ", attribute.name);
    }
    if (shortened) {
      line.put("value=");
      put_name(line, attribute.values, rest.u16(2), "{:04x}");
    } else {
      line.print("len={} value=", size - 4);
      put_isakmp_hex(line, rest, 4, size - 4);
    }
    line.put(')');
    rest = rest.from(size);
  }
}

void put_association(Line& line, Bytes body, int depth) {
  line.put("sa:");
  if (body.length() < 8) return cut_isakmp_payload(line, "sa");
  const std::uint32_t domain = body.u32(0);
  const std::uint32_t situation = body.u32(4);
  if (domain != kIpsec) {
    line.print(" doi={} situation={}", domain, situation);
    return;
  }
  line.put(" doi=ipsec situation=");
  std::string_view separator;
  for (const auto& [bit, name] : {std::pair{1u, "identity"}, {2u, "secrecy"}, {4u, "integrity"}}) {
    if ((situation & bit) == 0) continue;
    line.print("{}{}", separator, name);
    separator = "+";
  }
  if (body.length() < 12) return cut_isakmp_payload(line, "sa");
  isakmp_payloads(line, body.from(8), kProposal, 0, depth);
}

void put_proposal(Line& line, Bytes body, int depth) {
  line.put("p:");
  if (body.length() < 4) return cut_isakmp_payload(line, "p");
  const std::uint8_t protocol = body.u8(1);
  const std::uint32_t spi = body.u8(2);
  line.print(" #{} protoid=", body.u8(0));
  put_name(line, kIsakmpProtocols, protocol, "#{}");
  line.print(" transform={}", body.u8(3));
  if (spi > 0) {
    line.put(" spi=");
    if (!body.has(4, spi)) return cut_isakmp_payload(line, "p");
    put_isakmp_hex(line, body, 4, spi);
  }
  isakmp_payloads(line, body.from(4 + spi), kTransform, protocol, depth);
}

void put_transform(Line& line, Bytes body, std::uint8_t protocol) {
  line.put("t:");
  if (body.length() < 4) return cut_isakmp_payload(line, "t");
  const std::uint8_t id = body.u8(1);
  line.print(" #{} id=", body.u8(0));
  if (const Names names = isakmp_transforms(protocol); names.empty()) {
    line.print("{} ", id);
  } else {
    put_name(line, names, id, "#{}");
    line.put(' ');
  }
  put_attributes(line, body.from(4), protocol);
}

void put_opaque(Line& line, Bytes body, std::string_view title) {
  line.print("{} len={}", title, body.length());
  if (line.verbosity() <= 2) return;
  line.put(' ');
  put_isakmp_hex(line, body, 0, body.length());
}

void put_nonce(Line& line, Bytes body) {
  put_opaque(line, body, "nonce: n");
  if (line.verbosity() != 2) return;
  line.put(' ');
  put_isakmp_data(line, body);
}

void put_certificate(Line& line, Bytes body, std::string_view title) {
  line.print("{}:", title);
  if (body.length() < 2) return cut_isakmp_payload(line, title);
  const std::uint8_t type = body.u8(0);
  line.print(" len={} type=", body.length());
  put_name(line, kCertificates, type, "#{}");
  if (line.verbosity() <= 2) return;
  line.put(' ');
  put_isakmp_hex(line, body, 0, body.length());
}

bool identity_fits(Line& line, Bytes value, std::uint32_t wanted) {
  if (value.length() >= wanted) return true;
  line.print(" [bad: < {}]", wanted);
  return false;
}

void put_identity(Line& line, Bytes body) {
  line.put("id:");
  if (body.length() < 4) return cut_isakmp_payload(line, "id");
  const std::uint8_t type = body.u8(0);
  const Bytes value = body.from(4);
  line.put(" idtype=");
  put_name(line, kIdentities, type, "#{}");
  line.print(" protoid={} port={} len={}", body.u8(1), body.u16(2), value.length());
  switch (type) {
    case 1:
      if (!identity_fits(line, value, 4)) return;
      line.put(' ');
      return put_ipv4(line, value, 0);
    case 2:
    case 3:
      line.put(' ');
      if (!put_text(line, value, 0, value.length())) line.cut_here();
      return;
    case 4:
    case 7:
      if (!identity_fits(line, value, 8)) return;
      line.put(' ');
      put_ipv4(line, value, 0);
      line.put(type == 4 ? '/' : '-');
      return put_ipv4(line, value, 4);
    case 5:
      if (!identity_fits(line, value, 16)) return;
      line.put(' ');
      return put_ipv6(line, value, 0);
    case 6:
    case 8:
      if (!identity_fits(line, value, 32)) return;
      line.put(' ');
      put_ipv6(line, value, 0);
      if (type == 6) {
        line.put("/0x");
        return put_isakmp_hex(line, value, 16, 16);
      }
      line.put('-');
      return put_ipv6(line, value, 16);
    default:
      if (line.verbosity() <= 2 || value.length() == 0) return;
      line.put(' ');
      put_isakmp_hex(line, value, 0, value.length());
  }
}

void put_domain(Line& line, std::uint32_t domain, std::uint8_t protocol) {
  if (domain == kIpsec) {
    line.put(" doi=ipsec proto=");
    put_name(line, kIsakmpProtocols, protocol, "#{}");
  } else {
    line.print(" doi={} proto={}", domain, protocol);
  }
}

void put_notification(Line& line, Bytes body) {
  line.put("n:");
  if (body.length() < 8) return cut_isakmp_payload(line, "n");
  const std::uint32_t domain = body.u32(0);
  const std::uint32_t spi = body.u8(5);
  const std::uint16_t type = body.u16(6);
  put_domain(line, domain, body.u8(4));
  line.put(" type=");
  put_name(line, kIsakmpNotifications, type, "#{}");
  if (spi > 0) {
    line.put(" spi=");
    if (body.length() < 8 + spi) return cut_isakmp_payload(line, "n");
    put_isakmp_hex(line, body, 8, spi);
  }
  const Bytes data = body.from(8 + spi);
  if (data.length() > 0 && domain == kIpsec) put_isakmp_data(line, data);
}

void put_delete(Line& line, Bytes body) {
  line.put("d:");
  if (body.length() < 8) return cut_isakmp_payload(line, "d");
  const std::uint32_t spi = body.u8(5);
  const unsigned count = body.u16(6);
  put_domain(line, body.u32(0), body.u8(4));
  line.print(" spilen={} nspi={} spi=", spi, count);
  for (unsigned i = 0; i < count; ++i) {
    if (i > 0) line.put(',');
    if (body.length() < 8 + (i + 1) * spi) return cut_isakmp_payload(line, "d");
    put_isakmp_hex(line, body, 8 + i * spi, spi);
  }
}

void put_payload(Line& line, Bytes body, std::uint8_t type, std::uint8_t protocol, int depth) {
  switch (type) {
    case kAssociation:
      return put_association(line, body, depth);
    case kProposal:
      return put_proposal(line, body, depth);
    case kTransform:
      return put_transform(line, body, protocol);
    case kKeyExchange:
      return put_opaque(line, body, "ke: key");
    case kIdentity:
      return put_identity(line, body);
    case kCertificate:
      return put_certificate(line, body, "cert");
    case kCertificateRequest:
      return put_certificate(line, body, "cr");
    case kHash:
      return put_opaque(line, body, "hash:");
    case kSignature:
      return put_opaque(line, body, "sig:");
    case kNonce:
      return put_nonce(line, body);
    case kNotification:
      return put_notification(line, body);
    case kDelete:
      return put_delete(line, body);
    case kVendor:
      return put_opaque(line, body, "vid:");
    default:
      line.put(isakmp_payload_name(type));
  }
}

}  // namespace

std::string isakmp_payload_name(std::uint8_t type) {
  if (type >= kFirstNumbered && type <= kLastNumbered) return fmt::format("pay{}", type);
  const Name* name = find_name(kPayloads, type);
  return name != nullptr ? std::string(name->text) : fmt::format("#{}", type);
}

constinit const Names kIsakmpProtocols = kProtocolRows;

void cut_isakmp_payload(Line& line, std::string_view name) { line.print(" [|{}]", name); }

void put_isakmp_hex(Line& line, Bytes data, std::uint32_t at, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) line.print("{:02x}", data.u8(at + i));
}

void put_isakmp_data(Line& line, Bytes data) {
  constexpr std::uint32_t kShown = 10;
  line.put(" data=(");
  put_isakmp_hex(line, data, 0, std::min(data.length(), kShown));
  line.put("...");
  if (data.length() > kShown) put_isakmp_hex(line, data, kShown, data.length() - kShown);
  line.put(')');
}

void isakmp_payloads(Line& line, Bytes rest, std::uint8_t next, std::uint8_t protocol, int depth) {
  while (next != 0 && !line.cut()) {
    const std::uint32_t size = rest.u16(2);
    if (!rest.has(0, kHeader) || rest.length() < kHeader || rest.length() < size ||
        !rest.has(0, size)) {
      line.forget_cut();
      return cut_isakmp_payload(line, isakmp_payload_name(next));
    }
    const std::uint8_t following = rest.u8(0);
    line.put('\n');
    for (int i = 0; i <= depth; ++i) line.put("    ");
    line.put('(');
    if (size > kHeader && is_isakmp_v2(next)) {
      isakmp_v2_payload(line, rest.first(size), next, depth + 1);
    } else if (size > kHeader) {
      put_payload(line, rest.first(size).from(kHeader), next, protocol, depth + 1);
    }
    line.put(')');
    // What an encrypted payload names next is inside of it.
    if (size < kHeader || next == kIsakmpEncrypted) return;
    next = following;
    rest = rest.from(size);
  }
}

}  // namespace tapbond::text
