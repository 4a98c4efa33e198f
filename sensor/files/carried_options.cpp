#include "sensor/files/carried_options.h"

#include "sensor/files/block_builder.h"
#include "sensor/files/pcapng_options.h"

namespace tapbond {

bool carry_option(std::uint16_t code, std::span<const std::uint8_t> value,
                  const OptionFields& fields, std::string& list) {
  if (!fields.can_be_carried(value.size())) return false;
  const auto append_number = [&list](std::uint16_t number) {
    std::array<std::uint8_t, sizeof number> raw;
    store(raw.data(), number);
    list.append(raw.begin(), raw.end());
  };
  append_number(code);
  append_number(static_cast<std::uint16_t>(value.size()));
  const std::size_t at = list.size();
  list.append(value.begin(), value.end());
  fields.convert({reinterpret_cast<std::uint8_t*>(list.data()) + at, value.size()});
  list.resize((list.size() + 3) / 4 * 4);
  return true;
}

std::uint64_t carry_options(std::span<const std::uint8_t> from, bool swapped,
                            std::uint16_t highest_known, std::string& list) {
  std::uint64_t left_out = 0;
  for_each_option(from, swapped, [&](std::uint16_t code, std::span<const std::uint8_t> value) {
    OptionFields fields = fields_of_custom_option(code);
    fields.known = fields.known || code <= highest_known;
    fields.swapped = swapped;
    if (!carry_option(code, value, fields, list)) ++left_out;
  });
  return left_out;
}

}  // namespace tapbond
