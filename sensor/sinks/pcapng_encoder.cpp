#include "sensor/sinks/pcapng_encoder.h"

#include <limits>
#include <string>

#include "sensor/files/block_builder.h"
#include "sensor/files/duplicate_comment.h"
#include "sensor/files/frame_marks.h"
#include "sensor/files/packet_options.h"
#include "sensor/files/stamp_option.h"

namespace tapbond {
namespace {

constexpr std::size_t kEndOfList = 4;  // bytes

}  // namespace

RecordFile::Record PcapngEncoder::measure(const std::uint8_t* record, bool) {
  return {load<std::uint32_t>(record + 4, false),
          load<std::uint32_t>(record, false) == pcapng::kEnhancedPacketBlock};
}

std::vector<std::uint8_t> PcapngEncoder::section(const Section& section,
                                                 const std::string& application) {
  BlockBuilder block(pcapng::kSectionBlock);
  block.number(pcapng::kByteOrderMagic)
      .number(pcapng::kMajor)
      .number(pcapng::kMinor)
      .number(std::numeric_limits<std::uint64_t>::max());  // section length: not known
  for (const std::string& comment : section.comments) block.option(pcapng::kComment, comment);
  return block.text(pcapng::kSectionHardware, section.hardware)
      .text(pcapng::kSectionOs, section.os)
      .text(pcapng::kSectionApplication, application)
      .options(section.options)
      .finish();
}

std::vector<std::uint8_t> PcapngEncoder::interface(const Interface& interface) {
  BlockBuilder block(pcapng::kInterfaceBlock);
  block.number(static_cast<std::uint16_t>(interface.linktype))
      .number(std::uint16_t{0})
      .number(interface.snaplen);
  for (const std::string& comment : interface.comments) block.option(pcapng::kComment, comment);
  block.text(pcapng::kInterfaceName, interface.name)
      .text(pcapng::kInterfaceDescription, interface.description)
      .option(pcapng::kInterfaceTsresol, {"\x09", 1});
  if (!interface.filter.empty()) {
    block.text(pcapng::kInterfaceFilter, std::string(1, pcapng::kFilterIsText) + interface.filter);
  }
  return block.text(pcapng::kInterfaceOs, interface.os)
      .text(pcapng::kInterfaceHardware, interface.hardware)
      .options(interface.options)
      .finish();
}

std::vector<std::uint8_t> PcapngEncoder::statistics(std::uint32_t row,
                                                    const InterfaceCounts& count) {
  const auto now = static_cast<std::uint64_t>(std::max<std::int64_t>(count.last_ns, 0));
  return BlockBuilder(pcapng::kStatisticsBlock)
      .number(row)
      .number(static_cast<std::uint32_t>(now >> 32))
      .number(static_cast<std::uint32_t>(now))
      .text(pcapng::kComment, count.comment)
      .time(pcapng::kStatisticsStart, count.first_ns)
      .time(pcapng::kStatisticsEnd, count.last_ns)
      .count(pcapng::kStatisticsReceived, count.received)
      .count(pcapng::kStatisticsDroppedByInterface, count.dropped_by_interface)
      .count(pcapng::kStatisticsAccepted, count.accepted)
      .count(pcapng::kStatisticsDroppedByOs, count.dropped_by_os)
      .count(pcapng::kStatisticsDelivered, count.delivered)
      .finish();
}

// That it was moved by its effects, which a time at its end does not say.
bool PcapngEncoder::has_comment(const Frame& frame) const {
  return options_.comment_moved && (frame.marks & marks::kTrailer) == 0;
}

// A frame that was moved before, by a run that wrote what is read here, has the stamp of its kernel
// with it already: the one that it came here with is none.
std::size_t PcapngEncoder::bytes_of_stamp(const Frame& frame) const {
  const bool moved = (frame.marks & marks::kMoved) != 0;
  if (!moved || (has_options(frame) && has_stamp_option(frame))) return 0;
  return stamp_option::kBytes + (has_comment(frame) ? stamp_option::kCommentBytes : 0);
}

std::size_t PcapngEncoder::bytes_of_options(const Frame& frame) const {
  const bool is_duplicate = (frame.marks & marks::kDuplicate) != 0;
  const std::size_t carried = has_options(frame) ? packet_options_bytes(frame) : 0;
  const std::size_t own = bytes_of_stamp(frame) + (is_duplicate ? duplicate_comment::kBytes : 0);
  return own + (own != 0 && carried == 0 ? kEndOfList : carried);
}

void PcapngEncoder::encode_options(const Frame& frame, std::span<std::uint8_t> to) const {
  const std::size_t stamp = bytes_of_stamp(frame);
  if (stamp != 0) {
    stamp_option::store(moved_.stamp_of(frame), to.data());
    if (has_comment(frame)) {
      stamp_option::store_comment(moved_.stamp_of(frame), to.data() + stamp_option::kBytes);
    }
    to = to.subspan(stamp);
  }
  if ((frame.marks & marks::kDuplicate) != 0) {
    duplicate_comment::store(to.data());
    to = to.subspan(duplicate_comment::kBytes);
  }
  if (!has_options(frame) || to.size() == kEndOfList) {
    std::fill(to.begin(), to.end(), std::uint8_t{0});
  } else if (!to.empty()) {
    store_packet_options(frame, to);
  }
}

void PcapngEncoder::finish(std::span<const InterfaceCounts> counts, RecordFile& file) const {
  begin_if_empty(file);
  std::uint32_t row = 0;
  for (const InterfaceCounts& count : counts) file.put(statistics(row++, count));
}

}  // namespace tapbond
