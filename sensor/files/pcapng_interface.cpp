#include "sensor/files/pcapng_interface.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "sensor/files/byte_order.h"
#include "sensor/files/carried_options.h"
#include "sensor/files/pcapng_format.h"
#include "sensor/files/pcapng_options.h"

namespace tapbond {
namespace {

void want(std::span<const std::uint8_t> value, std::size_t bytes, const char* option) {
  if (value.size() != bytes) {
    throw PcapngDamage(std::string("an interface block has an ") + option + " of " +
                       std::to_string(value.size()) + " bytes instead of " + std::to_string(bytes));
  }
}

OptionFields fields_of(std::uint16_t code) {
  switch (code) {
    case pcapng::kInterfaceSpeed:
    case pcapng::kInterfaceSendSpeed:
    case pcapng::kInterfaceReceiveSpeed:
      return {.size = 8};
    case pcapng::kInterfaceTimeZone:
      return {.size = 4};
    // Addresses are in network byte order.
    case pcapng::kInterfaceIpv4:
    case pcapng::kInterfaceIpv6:
    case pcapng::kInterfaceMac:
    case pcapng::kInterfaceEui:
    case pcapng::kInterfaceFcsLength:
    case pcapng::kInterfaceTimeZoneName:
      return {};
    default:
      return fields_of_custom_option(code);
  }
}

class OptionsOfInterface {
 public:
  explicit OptionsOfInterface(bool swapped) : swapped_(swapped) {}

  void take(std::uint16_t code, std::span<const std::uint8_t> value, Interface& interface) {
    switch (code) {
      case pcapng::kComment:
        interface.comments.push_back(option_text(value));
        break;
      case pcapng::kInterfaceName:
        interface.name = option_text(value);
        break;
      case pcapng::kInterfaceDescription:
        interface.description = option_text(value);
        break;
      case pcapng::kInterfaceFilter:
        if (!value.empty() && value.front() == pcapng::kFilterIsText) {
          interface.filter = option_text(value.subspan(1));
        } else {
          carry_filter(value, interface.options);
        }
        break;
      case pcapng::kInterfaceOs:
        interface.os = option_text(value);
        break;
      case pcapng::kInterfaceHardware:
        interface.hardware = option_text(value);
        break;
      case pcapng::kInterfaceTsresol:
        want(value, 1, "if_tsresol");
        tsresol_ = value.front();
        break;
      case pcapng::kInterfaceTsoffset:
        want(value, 8, "if_tsoffset");
        tsoffset_ = static_cast<std::int64_t>(load<std::uint64_t>(value.data(), swapped_));
        break;
      default:
        carry(code, value, fields_of(code), interface.options);
    }
  }

  std::uint64_t left_out() const { return left_out_; }

  TimeScale scale() const {
    const auto scale = TimeScale::from(tsresol_, tsoffset_);
    if (!scale) {
      throw PcapngDamage("an interface block has an if_tsresol of " + std::to_string(tsresol_) +
                         ", finer than can be read");
    }
    return *scale;
  }

 private:
  void carry(std::uint16_t code, std::span<const std::uint8_t> value, OptionFields fields,
             std::string& list) {
    fields.swapped = swapped_;
    if (!carry_option(code, value, fields, list)) ++left_out_;
  }

  // Of a program each instruction has two numbers; what another kind of filter has is not known.
  void carry_filter(std::span<const std::uint8_t> value, std::string& list) {
    if (value.empty() || value.front() != pcapng::kFilterIsProgram || value.size() % 8 != 1) {
      carry(pcapng::kInterfaceFilter, value, {.known = false}, list);
      return;
    }
    std::vector<std::uint8_t> ours(value.begin(), value.end());
    for (std::size_t at = 1; swapped_ && at < ours.size(); at += 8) {
      const std::span instruction(ours.data() + at, 8);
      std::ranges::reverse(instruction.first(2));
      std::ranges::reverse(instruction.last(4));
    }
    carry(pcapng::kInterfaceFilter, ours, {}, list);
  }

  const bool swapped_;
  std::uint64_t left_out_ = 0;
  std::uint8_t tsresol_ = pcapng::kTsresolDefault;
  std::int64_t tsoffset_ = 0;
};

}  // namespace

PcapngInterface parse_pcapng_interface(std::span<const std::uint8_t> body, bool swapped) {
  Interface interface;
  interface.linktype = load<std::uint16_t>(body.data(), swapped);
  interface.snaplen = load<std::uint32_t>(body.data() + 4, swapped);

  OptionsOfInterface options(swapped);
  const auto too_long =
      for_each_option(body.subspan(pcapng::kInterfaceBytes - pcapng::kBlockBytes), swapped,
                      [&](std::uint16_t code, std::span<const std::uint8_t> value) {
                        options.take(code, value, interface);
                      });
  if (too_long) {
    throw PcapngDamage("an option of an interface block claims " + std::to_string(*too_long) +
                       " bytes, more than the block has left");
  }
  return {std::move(interface), options.scale(), options.left_out()};
}

}  // namespace tapbond
