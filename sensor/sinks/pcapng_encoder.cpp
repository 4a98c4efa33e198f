#include "sensor/sinks/pcapng_encoder.h"

#include <array>
#include <bit>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tapbond {
namespace {

constexpr std::size_t kOptionMax = std::numeric_limits<std::uint16_t>::max();

// No character of UTF-8 is cut apart.
std::string_view fitting(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  const auto continues = [&](std::size_t at) {
    return (static_cast<std::uint8_t>(text[at]) & 0xc0) == 0x80;
  };
  std::size_t size = most;
  while (size > 0 && continues(size)) --size;
  return text.substr(0, size);
}

// A block in the making: fixed fields first, then options.
class BlockBuilder {
 public:
  explicit BlockBuilder(pcapng::Block type) {
    number<std::uint32_t>(type);
    number<std::uint32_t>(0);  // the length, once it is known
  }

  template <std::unsigned_integral T>
  BlockBuilder& number(T value) {
    std::array<std::uint8_t, sizeof value> raw;
    store(raw.data(), value);
    for (const std::uint8_t byte : raw) bytes_.push_back(byte);
    return *this;
  }

  BlockBuilder& option(pcapng::Option code, std::string_view value) {
    number<std::uint16_t>(code);
    number(static_cast<std::uint16_t>(value.size()));
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    bytes_.resize(pcapng::padded(static_cast<std::uint32_t>(bytes_.size())));
    has_options_ = true;
    return *this;
  }

  BlockBuilder& text(pcapng::Option code, std::string_view value) {
    return value.empty() ? *this : option(code, fitting(value, kOptionMax));
  }

  BlockBuilder& count(pcapng::Option code, std::optional<std::uint64_t> value) {
    if (!value) return *this;
    std::array<char, sizeof *value> bytes;
    std::memcpy(bytes.data(), &*value, bytes.size());
    return option(code, {bytes.data(), bytes.size()});
  }

  BlockBuilder& time(pcapng::Option code, std::int64_t stamp) {
    if (stamp <= 0) return *this;
    // The upper half goes first, whatever the byte order.
    const auto value = static_cast<std::uint64_t>(stamp);
    return count(code, std::endian::native == std::endian::little ? std::rotl(value, 32) : value);
  }

  std::vector<std::uint8_t> finish() {
    if (has_options_) number<std::uint16_t>(pcapng::kEndOfOptions).number<std::uint16_t>(0);
    const auto length = static_cast<std::uint32_t>(bytes_.size() + pcapng::kTrailerBytes);
    number(length);
    store(bytes_.data() + 4, length);
    return std::move(bytes_);
  }

 private:
  std::vector<std::uint8_t> bytes_;
  bool has_options_ = false;
};

}  // namespace

RecordFile::Record PcapngEncoder::measure(const std::uint8_t* record, bool) {
  return {load<std::uint32_t>(record + 4, false),
          load<std::uint32_t>(record, false) == pcapng::kEnhancedPacketBlock};
}

std::vector<std::uint8_t> PcapngEncoder::section(const CaptureFileOptions& options) {
  return BlockBuilder(pcapng::kSectionBlock)
      .number(pcapng::kByteOrderMagic)
      .number(pcapng::kMajor)
      .number(pcapng::kMinor)
      .number(std::numeric_limits<std::uint64_t>::max())  // section length: not known
      .text(pcapng::kSectionHardware, options.hardware)
      .text(pcapng::kSectionOs, options.os)
      .text(pcapng::kSectionApplication, options.application)
      .finish();
}

std::vector<std::uint8_t> PcapngEncoder::interface(const Interface& interface) {
  BlockBuilder block(pcapng::kInterfaceBlock);
  block.number(static_cast<std::uint16_t>(interface.linktype))
      .number(std::uint16_t{0})
      .number(interface.snaplen)
      .text(pcapng::kComment, interface.comment)
      .text(pcapng::kInterfaceName, interface.name)
      .text(pcapng::kInterfaceDescription, interface.description)
      .option(pcapng::kInterfaceTsresol, {"\x09", 1});
  if (!interface.filter.empty()) {
    block.text(pcapng::kInterfaceFilter, std::string(1, pcapng::kFilterIsText) + interface.filter);
  }
  return block.text(pcapng::kInterfaceOs, interface.os)
      .text(pcapng::kInterfaceHardware, interface.hardware)
      .finish();
}

std::vector<std::uint8_t> PcapngEncoder::statistics(std::uint32_t row,
                                                    const InterfaceCounts& count) {
  const auto now = static_cast<std::uint64_t>(std::max<std::int64_t>(count.last_ns, 0));
  return BlockBuilder(pcapng::kStatisticsBlock)
      .number(row)
      .number(static_cast<std::uint32_t>(now >> 32))
      .number(static_cast<std::uint32_t>(now))
      .time(pcapng::kStatisticsStart, count.first_ns)
      .time(pcapng::kStatisticsEnd, count.last_ns)
      .count(pcapng::kStatisticsReceived, count.received)
      .count(pcapng::kStatisticsDroppedByInterface, count.dropped_by_interface)
      .count(pcapng::kStatisticsAccepted, count.accepted)
      .count(pcapng::kStatisticsDroppedByOs, count.dropped_by_os)
      .count(pcapng::kStatisticsDelivered, count.delivered)
      .finish();
}

void PcapngEncoder::finish(std::span<const InterfaceCounts> counts, RecordFile& file) const {
  std::uint32_t row = 0;
  for (const InterfaceCounts& count : counts) file.put(statistics(row++, count));
}

}  // namespace tapbond
