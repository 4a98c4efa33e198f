#include "sensor/unwrap/inside.h"

#include <fmt/format.h>

#include <functional>

namespace tapbond {

std::size_t OriginHash::operator()(const Origin& origin) const {
  return std::hash<std::uint64_t>()(std::uint64_t{origin.id} << 8 |
                                    static_cast<std::uint8_t>(origin.carrier));
}

std::string name_of(const Origin& origin) { return fmt::format(".{}", origin.id); }

std::string words_for(const Origin& origin) { return fmt::format("VLAN {}", origin.id); }

}  // namespace tapbond
