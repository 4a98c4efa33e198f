// IPv6 extension headers (RFC 8200): options, fragments and routing (RFC 8754 for segments).
#include <tins/ipv6.h>

#include "decoders/core/address.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

using Tins::IPv6;

// Options that libtins has no name for (RFC 2711, RFC 6275).
enum Option : std::uint8_t { kRouterAlert = 0x05, kHomeAddress = 0xc9 };

// With their type and length.
constexpr std::uint32_t kRouterAlertBytes = 4;
constexpr std::uint32_t kJumboBytes = 6;
constexpr std::uint32_t kHomeAddressBytes = 18;

constexpr std::uint32_t kLeastJumbo = 65536;

void put_jumbo(Line& line, std::uint32_t length, bool seen, JumboPayload* jumbo) {
  std::string_view fault;
  if (seen) {
    fault = " - already seen";
  } else if (jumbo == nullptr) {
    fault = " - not a hop-by-hop option";
  } else if (jumbo->length != 0) {
    fault = " - payload len != 0";
  } else if (length < kLeastJumbo) {
    fault = " - < 65536";
  } else {
    jumbo->found = true;
    jumbo->length = length;
  }
  if (line.verbosity() > 0) line.print("(jumbo: {}{}) ", length, fault);
}

// The options inside of a home address option.
bool put_sub_options(Line& line, Bytes data, std::uint32_t size) {
  for (std::uint32_t at = 0; at < size;) {
    const std::uint8_t type = data.u8(at);
    if (line.cut()) return false;
    const std::uint32_t length =
        type == IPv6::PAD_1 ? 1 : (at + 1 < size ? data.u8(at + 1) + 2u : 0xffffffff);
    if (length > size - at) return false;
    if (type == IPv6::PAD_1) {
      line.put(", pad1");
    } else if (type == IPv6::PAD_N) {
      line.put(", padn");
    } else {
      line.print(", sopt_type 0x{:02x}: len={}", type, data.u8(at + 1));
    }
    at += length;
  }
  return true;
}

// Whether there are fewer bytes left than an option of this type has.
bool ends_before(Line& line, Bytes rest, std::uint32_t bytes, std::string_view name) {
  if (rest.length() >= bytes) return false;
  line.print("({}: trunc)", name);
  return true;
}

// An option of `size` bytes, at the beginning of all that are left.
bool put_option(Line& line, Bytes option, std::uint32_t size, bool& jumbo_seen,
                JumboPayload* jumbo) {
  const bool verbose = line.verbosity() > 0;
  const std::uint8_t type = option.u8(0);
  switch (type) {
    case IPv6::PAD_1:
      if (verbose) line.put("(pad1)");
      return true;
    case IPv6::PAD_N:
      if (verbose) line.put("(padn)");
      return true;
    case kRouterAlert:
      if (ends_before(line, option, kRouterAlertBytes, "rtalert")) return false;
      if (size != kRouterAlertBytes) {
        line.print("(rtalert: invalid len {})", size - 2);
        return false;
      }
      if (verbose) line.print("(rtalert: 0x{:04x}) ", option.u16(2));
      return true;
    case IPv6::JUMBO_PAYLOAD:
      if (ends_before(line, option, kJumboBytes, "jumbo")) return false;
      if (size != kJumboBytes) {
        line.print("(jumbo: invalid len {})", size - 2);
        return false;
      }
      put_jumbo(line, option.u32(2), jumbo_seen, jumbo);
      jumbo_seen = true;
      return true;
    case kHomeAddress:
      if (ends_before(line, option, kHomeAddressBytes, "homeaddr")) return false;
      if (size < kHomeAddressBytes) {
        line.print("(homeaddr: invalid len {})", size - 2);
        return false;
      }
      if (!verbose) return true;
      line.put("(homeaddr: ");
      put_ipv6(line, option, 2);
      if (!put_sub_options(line, option.from(kHomeAddressBytes), size - kHomeAddressBytes)) {
        return false;
      }
      line.put(')');
      return true;
    default:
      if (verbose) line.print("(opt_type 0x{:02x}: len={})", type, size - 2);
      return true;
  }
}

// False, with the reason printed, where they end before their end.
bool put_options(Line& line, Bytes data, std::uint32_t size, JumboPayload* jumbo) {
  bool jumbo_seen = false;
  for (std::uint32_t at = 0; at < size;) {
    const std::uint8_t type = data.u8(at);
    const std::uint32_t length =
        type == IPv6::PAD_1 ? 1 : (at + 1 < size ? data.u8(at + 1) + 2u : 0xffffffff);
    if (line.cut()) return false;
    const Bytes option = data.from(at).claiming(size - at);
    if (length > option.length() || !put_option(line, option, length, jumbo_seen, jumbo)) {
      line.truncated();
      return false;
    }
    at += length;
  }
  if (line.verbosity() > 0) line.put(' ');
  return true;
}

bool ends_in_options(Line& line, Bytes data, std::uint32_t size) {
  if (line.cut()) return true;
  if (data.has(0, size)) return false;
  line.truncated();
  return true;
}

bool put_routing(Line& line, Bytes data) {
  line.put("RT6");
  const std::uint32_t units = data.u8(1);
  line.print(" (len={}", units);
  const std::uint8_t type = data.u8(2);
  line.print(", type={}", type);
  if (type == 0) line.put(" [Deprecated]");
  line.print(", segleft={}", data.u8(3));
  std::uint32_t addresses = units / 2;
  if (type == 0 || type == 2) {
    if (const auto reserved = data.u32(4); reserved != 0 || line.verbosity() > 0) {
      line.print(", rsv=0x{:x}", reserved);
    }
    if (units % 2 != 0) return false;
  } else if (type == 4) {
    line.print(", last-entry={}", data.u8(4));
    if (const auto flags = data.u8(5); flags != 0 || line.verbosity() > 0) {
      line.print(", flags=0x{:x}", flags);
    }
    line.print(", tag={:x}", data.u16(6));
    if (units % 2 != 0) {
      line.print(" (invalid length {})", units);
      return false;
    }
  } else {
    return false;
  }
  for (std::uint32_t i = 0; i < addresses && !line.cut(); ++i) {
    data.raw(8 + 16 * i, 16);
    line.print(", [{}]", i);
    put_ipv6(line, data, 8 + 16 * i);
  }
  line.put(") ");
  return true;
}

}  // namespace

Extension hop_by_hop_options(Line& line, Bytes data, JumboPayload& jumbo) {
  line.protocol = "hbhopt";
  const std::uint32_t size = (data.u8(1) + 1u) * 8;
  if (ends_in_options(line, data, size)) return {true, 0};
  line.put("HBH ");
  if (!put_options(line, data.from(2), size - 2, &jumbo)) return {true, 0};
  if (jumbo.length == 0 && !jumbo.found) {
    line.put("[No valid Jumbo Payload Hop-by-Hop option found]");
    line.invalid();
    return {true, 0};
  }
  return {false, size};
}

Extension destination_options(Line& line, Bytes data) {
  line.protocol = "dstopt";
  const std::uint32_t size = (data.u8(1) + 1u) * 8;
  if (ends_in_options(line, data, size)) return {true, 0};
  line.put("DSTOPT ");
  if (line.verbosity() > 0 && !put_options(line, data.from(2), size - 2, nullptr)) {
    return {true, 0};
  }
  return {false, size};
}

Extension ipv6_fragment(Line& line, Bytes data, const IpContext& ip, std::uint32_t offset) {
  line.protocol = "frag6";
  const std::uint32_t position = data.u16(2) & 0xfff8u;
  const std::uint64_t left = 40u + std::uint64_t{ip.header.u16(4)} - offset - 8u;
  if (line.verbosity() > 0) {
    line.print("frag (0x{:08x}:{}|{})", data.u32(4), position, left);
  } else {
    line.print("frag ({}|{})", position, left);
  }
  if (position != 0 || line.cut()) return {true, 8};
  line.put(' ');
  return {false, 8};
}

Extension ipv6_routing(Line& line, Bytes data) {
  if (!data.has(0, 1)) {
    line.truncated();
    return {true, 0};
  }
  line.protocol = "rt6";
  if (!put_routing(line, data)) {
    if (!line.cut()) line.invalid();
    return {true, 0};
  }
  return {line.cut(), (data.u8(1) + 1u) * 8};
}

}  // namespace tapbond::text
