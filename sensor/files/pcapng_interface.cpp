#include "sensor/files/pcapng_interface.h"

#include <string>
#include <utility>

#include "sensor/files/byte_order.h"
#include "sensor/files/pcapng_format.h"
#include "sensor/files/pcapng_options.h"

namespace tapbond {
namespace {

// Some writers end their strings with a NUL, which the format neither asks for nor forbids.
std::string text(std::span<const std::uint8_t> value) {
  std::string string(value.begin(), value.end());
  if (const auto nul = string.find('\0'); nul != std::string::npos) string.resize(nul);
  return string;
}

void want(std::span<const std::uint8_t> value, std::size_t bytes, const char* option) {
  if (value.size() != bytes) {
    throw PcapngDamage(std::string("an interface block has an ") + option + " of " +
                       std::to_string(value.size()) + " bytes instead of " + std::to_string(bytes));
  }
}

class OptionsOfInterface {
 public:
  explicit OptionsOfInterface(bool swapped) : swapped_(swapped) {}

  void take(std::uint16_t code, std::span<const std::uint8_t> value, Interface& interface) {
    switch (code) {
      case pcapng::kComment:
        if (!interface.comment.empty()) interface.comment += '\n';
        interface.comment += text(value);
        break;
      case pcapng::kInterfaceName:
        interface.name = text(value);
        break;
      case pcapng::kInterfaceDescription:
        interface.description = text(value);
        break;
      case pcapng::kInterfaceFilter:
        if (!value.empty() && value.front() == pcapng::kFilterIsText) {
          interface.filter = text(value.subspan(1));
        }
        break;
      case pcapng::kInterfaceOs:
        interface.os = text(value);
        break;
      case pcapng::kInterfaceHardware:
        interface.hardware = text(value);
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
        break;
    }
  }

  TimeScale scale() const {
    const auto scale = TimeScale::from(tsresol_, tsoffset_);
    if (!scale) {
      throw PcapngDamage("an interface block has an if_tsresol of " + std::to_string(tsresol_) +
                         ", finer than can be read");
    }
    return *scale;
  }

 private:
  const bool swapped_;
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
  return {std::move(interface), options.scale()};
}

}  // namespace tapbond
