// The payloads of IKEv2 (RFC 7296 3.3 and following).
#include "decoders/application/isakmp_payloads.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;
constexpr std::uint8_t kCritical = 0x80;

enum Payload : std::uint8_t {
  kAssociation = 33,
  kKeyExchange = 34,
  kInitiator = 35,
  kResponder = 36,
  kAuthentication = 39,
  kNonce = 40,
  kNotification = 41,
  kVendor = 43,
  kLast = 48,
};

constexpr unsigned kKeyLength = 14;
constexpr Name kEncryptions[] = {
    {1, "1des-iv64"}, {2, "1des"},  {3, "3des"},      {4, "rc5"},  {5, "idea"},  {6, "cast"},
    {7, "blowfish"},  {8, "3idea"}, {9, "1des-iv32"}, {10, "rc4"}, {11, "null"}, {12, "aes"},
};
constexpr Name kRandoms[] = {
    {1, "hmac-md5"}, {2, "hmac-sha"}, {3, "hmac-tiger"}, {4, "aes128_xcbc"}};
constexpr Name kIntegrities[] = {
    {1, "hmac-md5"}, {2, "hmac-sha"}, {3, "dec-mac"}, {4, "kpdk-md5"}, {5, "aes-xcbc"}};
constexpr Name kGroups[] = {
    {1, "modp768"},     {2, "modp1024"},    {3, "EC2N 2^155"},  {4, "EC2N 2^185"},
    {5, "modp1536"},    {6, "iana-grp06"},  {7, "iana-grp07"},  {8, "iana-grp08"},
    {9, "iana-grp09"},  {10, "iana-grp10"}, {11, "iana-grp11"}, {12, "iana-grp12"},
    {13, "iana-grp13"}, {14, "modp2048"},   {15, "modp3072"},   {16, "modp4096"},
    {17, "modp6144"},   {18, "modp8192"},
};
constexpr Name kSequenceNumbers[] = {{0, "no-esn"}, {1, "esn"}};

struct TransformRow {
  std::string_view name;
  Names ids;
};
constexpr TransformRow kTransforms[] = {
    {},
    {"encr", kEncryptions},
    {"prf", kRandoms},
    {"integ", kIntegrities},
    {"dh", kGroups},
    {"esn", kSequenceNumbers},
};

// Identities that are shown as text, and in hex.
constexpr Name kTextIdentities[] = {{2, "fqdn"}, {3, "rfc822"}};
constexpr Name kIdentities[] = {{1, "ipv4"}, {5, "ipv6"}, {9, "dn"}, {10, "gn"}, {11, "keyid"}};
constexpr Name kMethods[] = {{0, "invalid"}, {1, "rsasig"}, {2, "shared-secret"}, {3, "dsssig"}};

constexpr std::uint16_t kCookie = 16390;
constexpr Name kNotifications[] = {
    {1, "unsupported_critical_payload"},
    {4, "invalid_ike_spi"},
    {5, "invalid_major_version"},
    {7, "invalid_syntax"},
    {9, "invalid_message_id"},
    {11, "invalid_spi"},
    {14, "no_protocol_chosen"},
    {17, "invalid_ke_payload"},
    {24, "authentication_failed"},
    {34, "single_pair_required"},
    {35, "no_additional_sas"},
    {36, "internal_address_failure"},
    {37, "failed:cp_required"},
    {39, "invalid_selectors"},
    {16384, "initial_contact"},
    {16385, "set_window_size"},
    {16386, "additional_ts_possible"},
    {16387, "ipcomp_supported"},
    {16388, "nat_detection_source_ip"},
    {16389, "nat_detection_destination_ip"},
    {kCookie, "cookie"},
    {16391, "use_transport_mode"},
    {16392, "http_cert_lookup_supported"},
    {16393, "rekey_sa"},
    {16394, "tfc_padding_not_supported"},
    {16395, "non_first_fragment_also"},
};

void put_title(Line& line, std::string_view name, std::uint8_t flags) {
  line.print("{}{}:", name, (flags & kCritical) != 0 ? "[C]" : "");
}

void put_verbose_hex(Line& line, Bytes data) {
  if (line.verbosity() <= 2) return;
  line.put(' ');
  put_isakmp_hex(line, data, 0, data.length());
}

// False where an attribute ends behind the transform.
bool put_attributes(Line& line, Bytes rest) {
  while (rest.length() > 0) {
    const bool shortened = rest.length() >= 4 && (rest.u16(0) & 0x8000) != 0;
    const std::uint32_t size = shortened ? 4 : 4u + rest.u16(2);
    if (rest.length() < 4 || rest.length() < size || !rest.has(0, size)) {
      line.put("[|attr]");
      return false;
    }
    const unsigned type = rest.u16(0) & 0x7fffu;
    line.put("(type=");
    if (type == kKeyLength) {
      line.put("keylen ");
    } else {
      line.print("#{} ", type);
    }
    if (shortened) {
      line.print("value={:04x})", rest.u16(2));
    } else {
      line.print("len={} value=", size - 4);
      put_isakmp_hex(line, rest, 4, size - 4);
      line.put(')');
    }
    rest = rest.from(size);
  }
  return true;
}

bool put_transform(Line& line, Bytes payload, unsigned number) {
  put_title(line, "t", payload.u8(1));
  const std::uint8_t type = payload.u8(4);
  const std::uint16_t id = payload.u16(6);
  line.print(" #{} type=", number);
  if (type > 0 && type < std::size(kTransforms)) {
    line.print("{} id=", kTransforms[type].name);
    put_name(line, kTransforms[type].ids, id, "#{}");
  } else {
    line.print("#{} id={}", type, id);
  }
  line.put(' ');
  return put_attributes(line, payload.from(8));
}

void put_indent(Line& line, int depth) {
  line.put('\n');
  for (int i = 0; i <= depth; ++i) line.put("    ");
}

// Payloads of one kind, each in parentheses, as `put` shows them; its answer tells whether more may
// follow. False where one ends behind what holds them.
template <typename Put>
bool put_nested(Line& line, Bytes rest, std::uint32_t least, int depth, const Put& put) {
  for (bool more = true; more;) {
    const std::uint32_t size = rest.length() >= kHeader ? rest.u16(2) : 0;
    if (size < least || size > rest.length() || !rest.has(0, size)) return false;
    more = rest.u8(0) != 0;
    put_indent(line, depth);
    line.put('(');
    const bool whole = put(rest.first(size));
    line.put(')');
    if (!whole) return !more;
    rest = rest.from(size);
  }
  return true;
}

void put_proposal(Line& line, Bytes payload, int depth) {
  put_title(line, "p", payload.u8(1));
  line.print(" #{} protoid=", payload.u8(4));
  put_name(line, kIsakmpProtocols, payload.u8(5), "#{}");
  line.print(" transform={} len={}", payload.u8(7), payload.length());
  const std::uint32_t spi = payload.u8(6);
  if (8 + spi > payload.length()) return cut_isakmp_payload(line, "p");
  if (spi > 0) {
    line.put(" spi=");
    put_isakmp_hex(line, payload, 8, spi);
  }
  unsigned number = 0;
  const bool whole = put_nested(line, payload.from(8 + spi), 8, depth, [&](Bytes transform) {
    return put_transform(line, transform, ++number);
  });
  if (!whole) cut_isakmp_payload(line, "p");
}

void put_association(Line& line, Bytes payload, int depth) {
  put_title(line, "sa", payload.u8(1));
  line.print(" len={}", payload.length() - kHeader);
  const bool whole = put_nested(line, payload.from(kHeader), 8, depth, [&](Bytes proposal) {
    put_proposal(line, proposal, depth + 1);
    return true;
  });
  if (!whole) cut_isakmp_payload(line, "v2sa");
}

void put_key_exchange(Line& line, Bytes payload) {
  if (payload.length() < 8) return cut_isakmp_payload(line, "v2ke");
  put_title(line, "v2ke", payload.u8(1));
  line.print(" len={} group=", payload.length() - 8);
  put_name(line, kGroups, payload.u16(4), "#{}");
  if (payload.length() > 8) put_verbose_hex(line, payload.from(8));
}

void put_identity(Line& line, Bytes payload, std::string_view name) {
  if (payload.length() < 8) return cut_isakmp_payload(line, name);
  put_title(line, name, payload.u8(1));
  line.print(" len={}", payload.length() - kHeader);
  put_verbose_hex(line, payload.from(kHeader));
  const std::uint8_t type = payload.u8(4);
  const Bytes identity = payload.from(8);
  if (const Name* text = find_name(kTextIdentities, type)) {
    line.print(" {}:", text->text);
    for (const char c : identity.seen(0, identity.length())) {
      line.put(c >= 0x20 && c < 0x7f ? c : '.');
    }
  } else if (const Name* known = find_name(kIdentities, type)) {
    line.print(" {}:", known->text);
    put_isakmp_hex(line, identity, 0, identity.length());
  }
}

// Under a title with -vv, else short.
void put_secret(Line& line, Bytes data, std::string_view title) {
  if (line.verbosity() <= 1) return put_isakmp_data(line, data);
  line.print(" {}=(", title);
  put_isakmp_hex(line, data, 0, data.length());
  line.put(") ");
}

void put_authentication(Line& line, Bytes payload) {
  if (payload.length() < 8) return cut_isakmp_payload(line, "v2auth");
  put_title(line, "v2auth", payload.u8(1));
  line.print(" len={} method=", payload.length() - kHeader);
  put_name(line, kMethods, payload.u8(4), "#{}");
  put_secret(line, payload.from(8), "authdata");
}

void put_nonce(Line& line, Bytes payload) {
  put_title(line, "nonce", payload.u8(1));
  line.print(" len={}", payload.length() - kHeader);
  put_secret(line, payload.from(kHeader), "nonce");
}

std::string_view notification_kind(std::uint16_t type) {
  if (type < 8192) return "error";
  if (type < 16384) return "private-error";
  return type < 40960 ? "status" : "private-status";
}

void put_notification(Line& line, Bytes payload) {
  if (payload.length() < 8) return cut_isakmp_payload(line, "n");
  put_title(line, "n", payload.u8(1));
  const std::uint16_t type = payload.u16(6);
  line.put(" prot_id=");
  put_name(line, kIsakmpProtocols, payload.u8(4), "#{}");
  const Name* name = find_name(kNotifications, type);
  line.print(" type={}({})", type, name != nullptr ? name->text : notification_kind(type));
  const std::uint32_t spi = payload.u8(5);
  if (8 + spi > payload.length()) return;
  if (spi > 0) {
    line.put(" spi=");
    put_isakmp_hex(line, payload, 8, spi);
  }
  const Bytes data = payload.from(8 + spi);
  if (data.length() == 0 || (type != kCookie && line.verbosity() <= 3)) return;
  line.put(" data=(");
  put_isakmp_hex(line, data, 0, data.length());
  line.put(')');
}

void put_vendor(Line& line, Bytes payload) {
  put_title(line, "v2vid", payload.u8(1));
  const std::uint32_t size = payload.length() - kHeader;
  line.print(" len={} vid=", size);
  for (const char c : payload.seen(kHeader, size)) line.put(c > 0x20 && c < 0x7f ? c : '.');
  put_verbose_hex(line, payload.from(kHeader));
}

}  // namespace

bool is_isakmp_v2(std::uint8_t type) { return type >= kAssociation && type <= kLast; }

void isakmp_v2_payload(Line& line, Bytes payload, std::uint8_t type, int depth) {
  switch (type) {
    case kAssociation:
      return put_association(line, payload, depth);
    case kKeyExchange:
      return put_key_exchange(line, payload);
    case kInitiator:
    case kResponder:
      return put_identity(line, payload, isakmp_payload_name(type));
    case kAuthentication:
      return put_authentication(line, payload);
    case kNonce:
      return put_nonce(line, payload);
    case kNotification:
      return put_notification(line, payload);
    case kVendor:
      return put_vendor(line, payload);
    default:
      put_title(line, isakmp_payload_name(type), payload.u8(1));
      line.print(" len={}", payload.length() - kHeader);
      put_verbose_hex(line, payload.from(kHeader));
  }
}

}  // namespace tapbond::text
