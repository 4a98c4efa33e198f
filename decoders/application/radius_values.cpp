// The values of RADIUS attributes (RFC 2865, 2866, 2868, 2869, 3162, 4675, 5176, 5447, 5580).
#include <ctime>

#include "decoders/application/radius.h"
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {
namespace {

constexpr std::uint8_t kMostTag = 0x1f;  // what is greater is the first byte of the text itself

constexpr Name kVlanTags[] = {{0x31, "Tagged"}, {0x32, "Untagged"}};
constexpr Name kNamespaces[] = {{0x30, "TADIG"}, {0x31, "REALM"}, {0x32, "E212"}, {0x33, "ICC"}};
struct Feature {
  std::uint64_t bit;
  std::string_view name;
};
constexpr Feature kMobilityFeatures[] = {
    {0x0000000000000001, "MIP6_INTEGRATED"},
    {0x0000000000000002, "LOCAL_HOME_AGENT_ASSIGNMENT"},
    {0x0000010000000000, "PMIP6_SUPPORTED"},
    {0x0000020000000000, "IP4_HOA_SUPPORTED"},
    {0x0000040000000000, "LOCAL_MAG_ROUTING_SUPPORTED"},
    {0x0000080000000000, "ASSIGN_LOCAL_IP"},
    {0x0000100000000000, "MIP4_SUPPORTED"},
    {0x0000200000000000, "OPTIMIZED_IDLE_MODE_MOBILITY"},
    {0x0000400000000000, "GTPv2_SUPPORTED"},
    {0x0000800000000000, "IP4_TRANSPORT_SUPPORTED"},
    {0x0001000000000000, "IP4_HOA_ONLY_SUPPORTED"},
    {0x0002000000000000, "INTER_MAG_ROUTING_SUPPORTED"},
};

bool fits(Line& line, Bytes value, std::uint32_t wanted) {
  if (value.length() == wanted) return true;
  line.print("ERROR: length {} != {}", value.length(), wanted);
  return false;
}

void put_tag(Line& line, std::uint8_t tag) {
  if (tag == 0) {
    line.put("Tag[Unused] ");
  } else {
    line.print("Tag[{}] ", tag);
  }
}

void put_characters(Line& line, Bytes value) {
  if (!value.has(0, value.length())) return line.truncated();
  for (const char c : value.seen(0, value.length())) {
    if (c == '\0') return;
    line.put(c < ' ' || c > '~' ? '.' : c);
  }
}

void put_tagged(Line& line, Bytes value) {
  if (value.length() == 0) return line.cut_here();
  const std::uint8_t tag = value.u8(0);
  if (tag > kMostTag) return put_characters(line, value);
  put_tag(line, tag);
  put_characters(line, value.from(1));
}

void put_tunnel_password(Line& line, Bytes value) {
  if (value.length() < 3) return line.truncated();
  std::uint32_t at = 0;
  if (const std::uint8_t tag = value.u8(0); tag <= kMostTag) {
    put_tag(line, tag);
    at = 1;
  }
  line.print("Salt {} ", value.u16(at));
  put_characters(line, value.from(at + 2));
}

void put_number(Line& line, const RadiusAttribute& attribute, std::uint32_t number) {
  if (attribute.values.empty()) {
    line.dec(number);
  } else {
    put_name(line, attribute.values, number, "#{}");
  }
}

void put_span(Line& line, std::uint32_t seconds) {
  if (seconds < 60) {
    line.print("{:02} secs", seconds);
  } else if (seconds < 3600) {
    line.print("{:02}:{:02} min", seconds / 60, seconds % 60);
  } else {
    line.print("{:02}:{:02}:{:02} hours", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}

void put_date(Line& line, std::uint32_t seconds) {
  const std::time_t time = seconds;
  std::tm broken{};
  char text[40];
  if (localtime_r(&time, &broken) == nullptr) return;
  line.put({text, std::strftime(text, sizeof text, "%a %b %e %H:%M:%S %Y", &broken)});
}

void put_vendor(Line& line, Bytes value) {
  if (value.length() < 4) return line.truncated();
  const std::uint32_t vendor = value.u32(0);
  line.put("Vendor: ");
  const Name* name = find_name(kRadiusVendors, vendor);
  line.put(name != nullptr ? name->text : "Unknown");
  line.print(" ({})", vendor);
  for (Bytes rest = value.from(4); rest.length() >= 2 && !line.cut();) {
    const unsigned type = rest.u8(0);
    const std::uint32_t size = rest.u8(1);
    if (!rest.has(0, std::min(size, rest.length()))) return line.truncated();
    line.print("\n\t    Vendor Attribute: {}, Length: ", type);
    if (size < 2) {
      line.print("{} (bogus, must be >= 2)", size);
      return;
    }
    if (size > rest.length()) {
      line.print("{} (bogus, goes past end of vendor-specific attribute)", size);
      return;
    }
    line.print("{}, Value: ", size - 2);
    for (const char c : rest.from(2).seen(0, size - 2)) line.put(c < ' ' || c > '~' ? '.' : c);
    rest = rest.from(size);
    if (rest.length() == 1) line.cut_here();
  }
}

void put_vlan_tag(Line& line, Bytes value) {
  const std::uint8_t tag = value.u8(0);
  const Name* name = find_name(kVlanTags, tag);
  line.put(name != nullptr ? name->text : "Unknown tag");
  line.print(" (0x{:02x}) ", tag);
}

void put_features(Line& line, Bytes value) {
  line.put((value.u8(0) & 1) != 0 ? "User can change password" : "User cannot change password");
  line.print(", Min password length: {}", value.u8(1));
  line.print(", created at: {:08X}, expires in: {:08X}, Current Time: {:08X}", value.u32(2),
             value.u32(6), value.u32(10));
}

// The prefix is as long as its sender made it; what is missing is zero.
void put_prefix6(Line& line, Bytes value) {
  if (value.length() < 2 || value.length() > 18) {
    line.print("ERROR: length {} not in range (2..18)", value.length());
    return;
  }
  const unsigned width = value.u8(1);
  if (width > 128) {
    line.print("ERROR: netmask {} not in range (0..128)", width);
    return;
  }
  std::uint8_t address[16] = {};
  if (value.raw(0, value.length()) == nullptr) return;
  for (std::uint32_t i = 2; i < value.length(); ++i) address[i - 2] = value.u8(i);
  put_ipv6(line, line.bytes(address, sizeof address, sizeof address), 0);
  line.print("/{}", width);
  if (width > (value.length() - 2) * 8) line.put(" (inconsistent prefix length)");
}

void put_mobility(Line& line, std::uint64_t features) {
  line.put('[');
  bool any = false;
  for (const Feature& feature : kMobilityFeatures) {
    if ((features & feature.bit) == 0) continue;
    if (any) line.put(", ");
    line.put(feature.name);
    any = true;
  }
  line.put(']');
}

void put_operator(Line& line, Bytes value) {
  if (value.length() < 2) {
    line.print("ERROR: length {} < 2", value.length());
    return;
  }
  const std::uint8_t kind = value.u8(0);
  line.put('[');
  put_name(line, kNamespaces, kind, "unknown namespace {}");
  line.put("] ");
  if (!put_text(line, value, 1, value.length() - 1)) line.cut_here();
}

}  // namespace

void put_radius_value(Line& line, Bytes value, const RadiusAttribute& attribute) {
  switch (attribute.kind) {
    case RadiusKind::kOpaque:
      return;
    case RadiusKind::kText:
      return put_characters(line, value);
    case RadiusKind::kTaggedText:
      return put_tagged(line, value);
    case RadiusKind::kTunnelPassword:
      return put_tunnel_password(line, value);
    case RadiusKind::kAddress:
      if (fits(line, value, 4)) put_ipv4(line, value, 0);
      return;
    case RadiusKind::kFramedAddress:
      if (!fits(line, value, 4)) return;
      if (value.u32(0) == 0xffffffff) {
        line.put("User Selected");
      } else if (value.u32(0) == 0xfffffffe) {
        line.put("NAS Select");
      } else {
        put_ipv4(line, value, 0);
      }
      return;
    case RadiusKind::kAddress6:
      if (fits(line, value, 16)) put_ipv6(line, value, 0);
      return;
    case RadiusKind::kPrefix6:
      return put_prefix6(line, value);
    case RadiusKind::kNumber:
      if (fits(line, value, 4)) put_number(line, attribute, value.u32(0));
      return;
    case RadiusKind::kNumberOrName:
      if (fits(line, value, 4)) put_name(line, attribute.values, value.u32(0), "{}");
      return;
    case RadiusKind::kTaggedNumber:
      if (!fits(line, value, 4)) return;
      put_tag(line, value.u8(0));
      return put_number(line, attribute, value.u24(1));
    case RadiusKind::kSpan:
      if (fits(line, value, 4)) put_span(line, value.u32(0));
      return;
    case RadiusKind::kDate:
      if (fits(line, value, 4)) put_date(line, value.u32(0));
      return;
    case RadiusKind::kVendor:
      return put_vendor(line, value);
    case RadiusKind::kVlan:
      if (!fits(line, value, 4)) return;
      put_vlan_tag(line, value);
      return line.dec(value.u24(1));
    case RadiusKind::kVlanName:
      if (value.length() < 1) return line.cut_here();
      put_vlan_tag(line, value);
      return put_characters(line, value.from(1));
    case RadiusKind::kPassword:
      if (!fits(line, value, 16)) return;
      line.print("User_challenge ({:016X}) User_resp({:016X})", value.u64(0), value.u64(8));
      return;
    case RadiusKind::kFeatures:
      if (fits(line, value, 14)) put_features(line, value);
      return;
    case RadiusKind::kResponse:
      if (fits(line, value, 8)) line.print("{:08x}{:08x}", value.u32(0), value.u32(4));
      return;
    case RadiusKind::kEap:
      return eap(line, value);
    case RadiusKind::kErrorCause: {
      if (value.length() != 4) {
        line.print("Error: length {} != 4", value.length());
        return;
      }
      const std::uint32_t cause = value.u32(0);
      line.print("Error cause {}: ", cause);
      put_name(line, kRadiusErrorCauses, cause, "Error-Cause {} not known");
      return;
    }
    case RadiusKind::kMobility:
      if (fits(line, value, 8)) put_mobility(line, value.u64(0));
      return;
    case RadiusKind::kHomePrefix:
      if (!fits(line, value, 17)) return;
      if (value.u8(0) > 128) {
        line.print("ERROR: netmask {} not in range (0..128)", value.u8(0));
        return;
      }
      put_ipv6(line, value, 1);
      return line.print("/{}", value.u8(0));
    case RadiusKind::kOperator:
      return put_operator(line, value);
  }
}

}  // namespace tapbond::text
