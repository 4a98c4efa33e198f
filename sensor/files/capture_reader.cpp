#include "sensor/files/capture_reader.h"

#include <algorithm>
#include <utility>

#include "sensor/files/foreign_format.h"
#include "sensor/files/input_file.h"
#include "sensor/files/pcap_reader.h"
#include "sensor/files/pcapng_reader.h"

namespace tapbond {

namespace {

PcapFileHeader header_of(std::span<const std::uint8_t, CaptureReader::kBeginningBytes> beginning) {
  static_assert(CaptureReader::kBeginningBytes == std::tuple_size_v<PcapFileHeader>);
  PcapFileHeader header{};
  std::copy(beginning.begin(), beginning.end(), header.begin());
  return header;
}

}  // namespace

void CaptureReader::check_format(std::span<const std::uint8_t, kBeginningBytes> beginning) {
  if (is_pcap(header_of(beginning)) || is_pcapng(beginning)) return;
  throw UnreadableFile(foreign_format(beginning).value_or("is neither a pcap nor a pcapng file"));
}

std::unique_ptr<CaptureReader> CaptureReader::open(
    InputFile file, std::span<const std::uint8_t, kBeginningBytes> beginning, std::uint16_t leg,
    SlabPool& pool, const OnInterface& on_interface, const OnStatistics& on_statistics,
    const Beside& beside) {
  check_format(beginning);
  if (is_pcapng(beginning)) {
    return make_pcapng_reader(std::move(file), beginning, leg, pool, on_interface, on_statistics,
                              beside);
  }
  if (beside.section) beside.section({});
  return make_pcap_reader(std::move(file), header_of(beginning), leg, pool, on_interface);
}

}  // namespace tapbond
