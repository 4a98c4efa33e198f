#include "sensor/legs/equal_interfaces.h"

#include <fmt/format.h>

namespace tapbond {
namespace {

std::string key_of(const Interface& interface) {
  std::string key = fmt::format("{} {}", interface.linktype, interface.snaplen);
  const auto append = [&key](const std::string& text) {
    key += fmt::format(" {}:", text.size()) + text;
  };
  append(interface.name);
  append(interface.description);
  append(interface.filter);
  append(interface.hardware);
  append(interface.os);
  append(interface.options);
  for (const std::string& comment : interface.comments) append(comment);
  return key;
}

}  // namespace

EqualInterfaces::Places& EqualInterfaces::of(const Interface& told) {
  Places& places = known_[key_of(told)];
  if (places.section != section_) places = {std::move(places.places), section_, 0};
  return places;
}

std::optional<std::uint32_t> EqualInterfaces::find(const Interface& told) {
  Places& same = of(told);
  if (same.named == same.places.size()) return std::nullopt;
  return same.places[same.named++];
}

void EqualInterfaces::add(const Interface& told, std::uint32_t place) {
  Places& same = of(told);
  same.places.push_back(place);
  same.named = same.places.size();
  bytes_ += key_of(told).size();
}

}  // namespace tapbond
