// EDNS options (RFC 6891) and where their texts are.
#include "decoders/application/dns_name.h"
#include "decoders/application/dns_records.h"
#include "decoders/core/address.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

enum Option : std::uint16_t {
  kDau = 5,
  kDhu = 6,
  kN3u = 7,
  kClientSubnet = 8,
  kExpire = 9,
  kCookie = 10,
  kKeepalive = 11,
  kPadding = 12,
  kChain = 13,
  kKeyTag = 14,
};

constexpr Name kOptions[] = {
    {1, "LLQ"},      {2, "UL"},     {3, "NSID"},     {5, "DAU"},         {6, "DHU"},
    {7, "N3U"},      {8, "ECS"},    {9, "EXPIRE"},   {10, "COOKIE"},     {11, "KEEPALIVE"},
    {12, "PADDING"}, {13, "CHAIN"}, {14, "KEY-TAG"}, {16, "CLIENT-TAG"}, {17, "SERVER-TAG"},
};
constexpr Name kAlgorithms[] = {
    {0, "DELETE"},
    {1, "RSAMD5"},
    {2, "DH"},
    {3, "DS"},
    {5, "RSASHA1"},
    {6, "DSA-NSEC3-SHA1"},
    {7, "RSASHA1-NSEC3-SHA1"},
    {8, "RSASHA256"},
    {10, "RSASHA512"},
    {12, "ECC-GOST"},
    {13, "ECDSAP256SHA256"},
    {14, "ECDSAP384SHA384"},
    {15, "ED25519"},
    {16, "ED448"},
    {252, "INDIRECT"},
    {253, "PRIVATEDNS"},
    {254, "PRIVATEOID"},
};
constexpr Name kDigests[] = {
    {1, "SHA-1"},
    {2, "SHA-256"},
    {3, "GOST_R_34.11-94"},
    {4, "SHA-384"},
};
constexpr Name kNsec3Hashes[] = {{1, "SHA-1"}};

// RFC 7871: the address is cut to its prefix.
void put_client_subnet(Line& line, Bytes value, std::uint32_t size) {
  if (size < 4) {
    line.invalid();
    return;
  }
  const std::uint16_t family = value.u16(0);
  const std::uint32_t source = value.u8(2);
  const std::uint32_t scope = value.u8(3);
  const std::uint32_t bits = family == 1 ? 32 : family == 2 ? 128 : 0;
  if (bits == 0 || size - 4 > bits / 8 || source > bits || scope > bits ||
      (source + 7) / 8 != size - 4) {
    line.invalid();
    return;
  }
  std::uint8_t address[16] = {};
  for (std::uint32_t i = 0; i < size - 4; ++i) address[i] = value.u8(4 + i);
  const Bytes padded = line.bytes(address, 16, 16);
  if (family == 1) {
    put_ipv4(line, padded, 0);
  } else {
    put_ipv6(line, padded, 0);
  }
  line.print("/{}/{}", source, scope);
}

void put_bytes(Line& line, Bytes value, std::uint32_t size, std::uint32_t gap) {
  for (std::uint32_t i = 0; i < size; ++i) {
    if (i > 0 && i == gap) line.put(' ');
    line.print("{:02x}", value.u8(i));
  }
}

void put_algorithms(Line& line, Bytes value, std::uint32_t size, Names names) {
  for (std::uint32_t i = 0; i < size; ++i) {
    if (i > 0) line.put(' ');
    put_name(line, names, value.u8(i), "Alg_{}");
  }
}

void put_value(Line& line, Bytes value, std::uint16_t code, std::uint32_t size) {
  switch (code) {
    case kClientSubnet:
      put_client_subnet(line, value, size);
      return;
    case kCookie:
      if (size < 8 || (size > 8 && size < 16) || size > 40) {
        line.invalid();
      } else {
        put_bytes(line, value, size, 8);
      }
      return;
    case kKeepalive:
      if (size != 2) {
        line.invalid();
      } else {
        line.print("{:.1f} sec", value.u16(0) / 10.0);
      }
      return;
    case kExpire:
      if (size != 4) {
        line.invalid();
      } else {
        line.print("{} sec", value.u32(0));
      }
      return;
    case kPadding:
      line.print("({})", size);
      return;
    case kKeyTag:
      if (size % 2 != 0) {
        line.invalid();
        return;
      }
      for (std::uint32_t i = 0; i < size; i += 2) {
        line.print("{}{}", i > 0 ? " " : "", value.u16(i));
      }
      return;
    case kDau:
      put_algorithms(line, value, size, kAlgorithms);
      return;
    case kDhu:
      put_algorithms(line, value, size, kDigests);
      return;
    case kN3u:
      put_algorithms(line, value, size, kNsec3Hashes);
      return;
    case kChain:
      put_domain_name(line, value, 0);
      return;
    default:
      put_bytes(line, value, size, 0);
  }
}

}  // namespace

bool put_edns_options(Line& line, Bytes data, std::uint32_t size) {
  if (size == 0) return true;
  line.put(" [");
  for (std::uint32_t at = 0; at < size;) {
    if (!data.has(at, 2)) return false;
    const std::uint16_t code = data.u16(at);
    put_name(line, kOptions, code, "Opt{}");
    if (!data.has(at, 4)) return false;
    const std::uint32_t length = data.u16(at + 2);
    at += 4;
    if (!data.has(at, length)) return false;
    if (length > 0) {
      line.put(' ');
      put_value(line, data.from(at), code, length);
    }
    at += length;
    if (at < size) line.put(',');
  }
  line.put(']');
  return true;
}

}  // namespace tapbond::text
