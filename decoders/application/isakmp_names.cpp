#include "decoders/application/isakmp_names.h"

namespace tapbond::text {
namespace {

constexpr Name kIkeTransforms[] = {{1, "ike"}};
constexpr Name kAhTransforms[] = {
    {1, "(reserved)"}, {2, "md5"},      {3, "sha"},      {4, "1des"},
    {5, "sha2-256"},   {6, "sha2-384"}, {7, "sha2-512"},
};
constexpr Name kEspTransforms[] = {
    {1, "1des-iv64"}, {2, "1des"},  {3, "3des"},      {4, "rc5"},  {5, "idea"},  {6, "cast"},
    {7, "blowfish"},  {8, "3idea"}, {9, "1des-iv32"}, {10, "rc4"}, {11, "null"}, {12, "aes"},
};
constexpr Name kCompressions[] = {{1, "oui"}, {2, "deflate"}, {3, "lzs"}};

constexpr Name kCiphers[] = {{1, "1des"}, {2, "idea"}, {3, "blowfish"}, {4, "rc5"},
                             {5, "3des"}, {6, "cast"}, {7, "aes"}};
constexpr Name kHashes[] = {{1, "md5"},      {2, "sha1"},     {3, "tiger"},
                            {4, "sha2-256"}, {5, "sha2-384"}, {6, "sha2-512"}};
constexpr Name kAuthentications[] = {
    {1, "preshared"}, {2, "dss"}, {3, "rsa sig"}, {4, "rsa enc"}, {5, "rsa enc revised"}};
constexpr Name kGroups[] = {
    {1, "modp768"},     {2, "modp1024"},    {3, "EC2N 2^155"},  {4, "EC2N 2^185"},
    {5, "modp1536"},    {6, "iana-grp06"},  {7, "iana-grp07"},  {8, "iana-grp08"},
    {9, "iana-grp09"},  {10, "iana-grp10"}, {11, "iana-grp11"}, {12, "iana-grp12"},
    {13, "iana-grp13"}, {14, "modp2048"},   {15, "modp3072"},   {16, "modp4096"},
    {17, "modp6144"},
};
constexpr Name kGroupTypes[] = {{1, "MODP"}, {2, "ECP"}, {3, "EC2N"}};
constexpr Name kLifetimes[] = {{1, "sec"}, {2, "kb"}};
constexpr Name kModes[] = {{1, "tunnel"}, {2, "transport"}};
constexpr Name kIntegrities[] = {{1, "hmac-md5"}, {2, "hmac-sha1"}, {3, "1des-mac"}, {4, "keyed"}};

constexpr IsakmpAttribute kIkeAttributes[] = {
    {},
    {"enc", kCiphers},
    {"hash", kHashes},
    {"auth", kAuthentications},
    {"group desc", kGroups},
    {"group type", kGroupTypes},
    {"group prime"},
    {"group gen1"},
    {"group gen2"},
    {"group curve A"},
    {"group curve B"},
    {"lifetype", kLifetimes},
    {"lifeduration"},
    {"prf"},
    {"keylen"},
    {"field"},
    {"order"},
};
constexpr IsakmpAttribute kIpsecAttributes[] = {
    {},
    {"lifetype", kLifetimes},
    {"life"},
    {"group desc", kGroups},
    {"enc mode", kModes},
    {"auth", kIntegrities},
    {"keylen"},
    {"rounds"},
    {"dictsize"},
    {"privalg"},
};

constexpr Name kNotifications[] = {
    {1, "INVALID-PAYLOAD-TYPE"},
    {2, "DOI-NOT-SUPPORTED"},
    {3, "SITUATION-NOT-SUPPORTED"},
    {4, "INVALID-COOKIE"},
    {5, "INVALID-MAJOR-VERSION"},
    {6, "INVALID-MINOR-VERSION"},
    {7, "INVALID-EXCHANGE-TYPE"},
    {8, "INVALID-FLAGS"},
    {9, "INVALID-MESSAGE-ID"},
    {10, "INVALID-PROTOCOL-ID"},
    {11, "INVALID-SPI"},
    {12, "INVALID-TRANSFORM-ID"},
    {13, "ATTRIBUTES-NOT-SUPPORTED"},
    {14, "NO-PROPOSAL-CHOSEN"},
    {15, "BAD-PROPOSAL-SYNTAX"},
    {16, "PAYLOAD-MALFORMED"},
    {17, "INVALID-KEY-INFORMATION"},
    {18, "INVALID-ID-INFORMATION"},
    {19, "INVALID-CERT-ENCODING"},
    {20, "INVALID-CERTIFICATE"},
    {21, "CERT-TYPE-UNSUPPORTED"},
    {22, "INVALID-CERT-AUTHORITY"},
    {23, "INVALID-HASH-INFORMATION"},
    {24, "AUTHENTICATION-FAILED"},
    {25, "INVALID-SIGNATURE"},
    {26, "ADDRESS-NOTIFICATION"},
    {27, "NOTIFY-SA-LIFETIME"},
    {28, "CERTIFICATE-UNAVAILABLE"},
    {29, "UNSUPPORTED-EXCHANGE-TYPE"},
    {30, "UNEQUAL-PAYLOAD-LENGTHS"},
    {24576, "RESPONDER-LIFETIME"},
    {24577, "REPLAY-STATUS"},
    {24578, "INITIAL-CONTACT"},
};

}  // namespace

constinit const Names kIsakmpNotifications = kNotifications;

std::span<const IsakmpAttribute> isakmp_attributes(std::uint8_t protocol) {
  if (protocol == 1) return kIkeAttributes;
  return kIpsecAttributes;
}

Names isakmp_transforms(std::uint8_t protocol) {
  switch (protocol) {
    case 1:
      return kIkeTransforms;
    case 2:
      return kAhTransforms;
    case 3:
      return kEspTransforms;
    case 4:
      return kCompressions;
    default:
      return {};
  }
}

}  // namespace tapbond::text
