#include "decoders/core/names.h"

namespace tapbond::text {

const Name* find_name(Names names, std::uint32_t value) {
  for (const auto& name : names) {
    if (name.value == value) return &name;
  }
  return nullptr;
}

std::string_view name_of(Names names, std::uint32_t value) {
  const Name* name = find_name(names, value);
  return name != nullptr ? name->text : std::string_view{};
}

void put_bits(Line& line, Names names, std::uint32_t value, std::string_view none,
              std::string_view separator) {
  bool any = false;
  for (const auto& name : names) {
    if ((value & name.value) != name.value) continue;
    if (name.value == 0 && value != 0) continue;
    if (any) line.put(separator);
    line.put(name.text);
    any = true;
    if (value == 0) break;
  }
  if (!any) line.put(none);
}

}  // namespace tapbond::text
