#include "sensor/unwrap/inside.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <functional>
#include <string_view>

namespace tapbond {
namespace {

std::string text_of(const IpAddress& address) {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(address.size == 4 ? AF_INET : AF_INET6, address.bytes.data(), text, sizeof text);
  return text;
}

struct Words {
  const char* carrier;
  const char* id;
};

Words words_of(Carrier carrier) {
  switch (carrier) {
    case Carrier::kVlan:
      return {"VLAN", ""};
    case Carrier::kVxlan:
      return {"vxlan", "vni"};
    case Carrier::kGeneve:
      return {"geneve", "vni"};
    case Carrier::kGre:
      return {"gre", "key"};
    case Carrier::kErspan:
      return {"erspan", "session"};
    case Carrier::kTzsp:
      break;
  }
  return {"tzsp", ""};
}

}  // namespace

const char* carrier_name(Carrier carrier) { return words_of(carrier).carrier; }

std::size_t OriginHash::operator()(const Origin& origin) const {
  const std::string_view source(reinterpret_cast<const char*>(origin.source.bytes.data()),
                                origin.source.size);
  const std::uint64_t numbers =
      std::uint64_t{origin.id.value_or(0)} << 8 | static_cast<std::uint8_t>(origin.carrier);
  return std::hash<std::string_view>()(source) * 31 + std::hash<std::uint64_t>()(numbers);
}

std::string name_of(const Origin& origin) {
  return origin.carrier == Carrier::kVlan ? fmt::format(".{}", origin.id.value_or(0))
                                          : '/' + words_for(origin);
}

std::string words_for(const Origin& origin) {
  const Words words = words_of(origin.carrier);
  std::string text = words.carrier;
  if (origin.carrier == Carrier::kVlan) return fmt::format("{} {}", text, origin.id.value_or(0));
  text += ' ' + text_of(origin.source);
  if (origin.id) text += fmt::format(" {} {}", words.id, *origin.id);
  return text;
}

}  // namespace tapbond
