#include "sensor/files/pcapng_section.h"

#include "sensor/files/carried_options.h"
#include "sensor/files/pcapng_format.h"
#include "sensor/files/pcapng_options.h"

namespace tapbond {

PcapngSection parse_pcapng_section(std::span<const std::uint8_t> body, bool swapped) {
  PcapngSection parsed;
  Section& section = parsed.section;
  for_each_option(body.subspan(pcapng::kSectionBytes - pcapng::kBlockBytes), swapped,
                  [&](std::uint16_t code, std::span<const std::uint8_t> value) {
                    switch (code) {
                      case pcapng::kComment:
                        section.comments.push_back(option_text(value));
                        break;
                      case pcapng::kSectionHardware:
                        section.hardware = option_text(value);
                        break;
                      case pcapng::kSectionOs:
                        section.os = option_text(value);
                        break;
                      case pcapng::kSectionApplication:
                        break;
                      default:
                        OptionFields fields = fields_of_custom_option(code);
                        fields.swapped = swapped;
                        if (!carry_option(code, value, fields, section.options)) ++parsed.left_out;
                    }
                  });
  return parsed;
}

}  // namespace tapbond
