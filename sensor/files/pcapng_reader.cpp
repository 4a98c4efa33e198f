#include "sensor/files/pcapng_reader.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sensor/files/beside_block.h"
#include "sensor/files/byte_order.h"
#include "sensor/files/file_reader.h"
#include "sensor/files/frame_marks.h"
#include "sensor/files/linktype.h"
#include "sensor/files/pcapng_interface.h"
#include "sensor/files/pcapng_section.h"
#include "sensor/files/pcapng_statistics.h"
#include "sensor/files/time_scale.h"

namespace tapbond {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kBlockHeader = 8;
constexpr std::int64_t kFirstStamp = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLastStamp = std::numeric_limits<std::int64_t>::max();

// Whether a section is in the other byte order than this machine's. `block` begins with a section
// header block and has at least 12 bytes of it. Nothing when its byte-order magic is in neither.
std::optional<bool> swapped_section(Bytes block) {
  for (const bool swapped : {false, true}) {
    if (load<std::uint32_t>(block.data() + kBlockHeader, swapped) == pcapng::kByteOrderMagic) {
      return swapped;
    }
  }
  return std::nullopt;
}

bool parsed_block(std::uint32_t type) {
  switch (type) {
    case pcapng::kSectionBlock:
    case pcapng::kInterfaceBlock:
    case pcapng::kEnhancedPacketBlock:
    case pcapng::kSimplePacketBlock:
    case pcapng::kPacketBlock:
      return true;
    default:
      return false;
  }
}

class PcapngReader final : public FileReader {
 public:
  PcapngReader(InputFile file, Bytes beginning, std::uint16_t leg, SlabPool& pool,
               OnInterface on_interface, OnStatistics on_statistics, Beside beside)
      : FileReader(std::move(file), pool, beginning, 0),
        beginning_bytes_(beginning.size()),
        on_interface_(std::move(on_interface)),
        on_statistics_(std::move(on_statistics)),
        beside_(std::move(beside)),
        leg_(leg) {}

  std::uint64_t times_moved() const override { return times_moved_; }
  std::uint64_t without_time() const override { return without_time_; }

  // Tells of the interfaces that one read(2) finds in front of the first packet.
  void look_ahead();

 private:
  enum class Step { kNext, kMoreBytes, kSlabFull, kPacketAhead, kDamaged };

  struct Source {
    std::uint32_t row;
    std::uint32_t snaplen;
    std::uint32_t most;  // bytes of a frame
    TimeScale scale;
  };

  struct Packet {
    std::uint32_t interface;
    std::uint32_t captured;
    std::uint32_t length;
    Bytes behind_header;  // the frame, and padding and options behind it
    std::uint16_t marks = 0;
  };

  bool parse(std::vector<Frame>& out) override;
  std::optional<std::string> unfinished() const override;

  Step block(Bytes& rest, std::vector<Frame>& out);
  std::uint32_t most_of(std::uint32_t type, Bytes block) const;
  Step skip(Bytes& rest);
  Step content(std::uint32_t type, Bytes body, std::vector<Frame>& out);
  Step section(Bytes body);
  Step interface(Bytes body);
  Step enhanced_packet(Bytes body, std::uint32_t interface, bool counts_drops,
                       std::vector<Frame>& out);
  Step simple_packet(Bytes body, std::vector<Frame>& out);
  void statistics(Bytes body) const;
  void leave_out(BesideKind kind, std::uint64_t how_many) const;
  Step frame(const Packet& packet, std::int64_t stamp, std::vector<Frame>& out);
  Step wrong(std::string what) {
    wrong_ = std::move(what);
    return Step::kDamaged;
  }

  const std::size_t beginning_bytes_;  // that were read to recognise the format
  const OnInterface on_interface_;
  const OnStatistics on_statistics_;
  const Beside beside_;
  const std::uint16_t leg_;
  bool swapped_ = false;
  bool looking_ahead_ = false;
  std::vector<Source> sources_;  // of the section
  std::int64_t last_stamp_ = 0;
  std::uint64_t times_moved_ = 0;
  std::uint64_t without_time_ = 0;
  std::uint32_t wanted_ = 0;     // bytes of a block that is not there as a whole
  std::uint32_t skip_left_ = 0;  // of a block too large to wait for; its trailer is the last 4
  std::uint32_t skip_length_ = 0;
  std::string wrong_;
};

void PcapngReader::look_ahead() {
  if (!input_.hold_slab()) return;
  const bool only_beginning = input_.unread().size() <= beginning_bytes_;
  if (only_beginning && input_.fill() != SlabInput::Fill::kMore) return;
  looking_ahead_ = true;
  std::vector<Frame> none;
  parse(none);  // damage is found again, and reported, by read()
  looking_ahead_ = false;
}

bool PcapngReader::parse(std::vector<Frame>& out) {
  Bytes rest = input_.unread();
  const std::size_t before = rest.size();
  Step step = Step::kNext;
  wanted_ = 0;
  while (step == Step::kNext) step = block(rest, out);
  input_.consume(before - rest.size());
  return step == Step::kDamaged ? damaged(input_.offset(), wrong_) : want(wanted_);
}

PcapngReader::Step PcapngReader::block(Bytes& rest, std::vector<Frame>& out) {
  if (skip_left_ > 0) return skip(rest);
  if (rest.size() < pcapng::kBlockBytes) return Step::kMoreBytes;
  const auto type = load<std::uint32_t>(rest.data(), swapped_);
  bool swapped = swapped_;
  if (type == pcapng::kSectionBlock) [[unlikely]] {
    const auto order = swapped_section(rest);
    if (!order) return wrong("a section header has no byte-order magic");
    swapped = *order;
  }

  const auto length = load<std::uint32_t>(rest.data() + 4, swapped);
  const bool parsed = parsed_block(type);
  if (length < pcapng::kBlockBytes || length % 4 != 0 ||
      (length > pcapng::kMaxKnownBlock && length > most_of(type, rest))) {
    return wrong("a block of type " + std::to_string(type) + " claims " + std::to_string(length) +
                 " bytes, which no such block can have");
  }
  if (rest.size() < length) {
    if (parsed || length <= pcapng::kMaxKnownBlock) {
      wanted_ = length;
      return Step::kMoreBytes;
    }
    leave_out(kind_of_block(type), 1);
    skip_left_ = skip_length_ = length;
    return Step::kNext;
  }
  if (load<std::uint32_t>(rest.data() + length - pcapng::kTrailerBytes, swapped) != length) {
    return wrong("a block claims " + std::to_string(length) +
                 " bytes at its beginning and another number at its end");
  }

  const Bytes body = rest.subspan(kBlockHeader, length - pcapng::kBlockBytes);
  if (parsed) {
    swapped_ = swapped;
    const Step step = content(type, body, out);
    if (step != Step::kNext) return step;
  } else if (type == pcapng::kStatisticsBlock) {
    statistics(body);
  } else if (beside_.block) {
    beside_.block(carry_block(type, body, swapped_));
  }
  rest = rest.subspan(length);
  return Step::kNext;
}

// `block` has at least the 12 bytes that any has.
std::uint32_t PcapngReader::most_of(std::uint32_t type, Bytes block) const {
  if (!parsed_block(type)) return pcapng::kMaxBlock;
  std::size_t interface = 0;
  switch (type) {
    case pcapng::kEnhancedPacketBlock:
      interface = load<std::uint32_t>(block.data() + kBlockHeader, swapped_);
      break;
    case pcapng::kPacketBlock:
      interface = load<std::uint16_t>(block.data() + kBlockHeader, swapped_);
      break;
    case pcapng::kSimplePacketBlock:
      break;
    default:
      return pcapng::kMaxKnownBlock;
  }
  const std::uint32_t frame =
      interface < sources_.size() ? sources_[interface].most : pcap::kMaxFrameBytes;
  return pcapng::kMaxKnownBlock - pcap::kMaxFrameBytes + frame;
}

PcapngReader::Step PcapngReader::skip(Bytes& rest) {
  const std::size_t body = std::min<std::size_t>(rest.size(), skip_left_ - pcapng::kTrailerBytes);
  rest = rest.subspan(body);
  skip_left_ -= static_cast<std::uint32_t>(body);
  if (skip_left_ > pcapng::kTrailerBytes || rest.size() < pcapng::kTrailerBytes) {
    return Step::kMoreBytes;
  }
  if (load<std::uint32_t>(rest.data(), swapped_) != skip_length_) {
    return wrong("a block claims " + std::to_string(skip_length_) +
                 " bytes, but does not end here");
  }
  rest = rest.subspan(pcapng::kTrailerBytes);
  skip_left_ = 0;
  return Step::kNext;
}

PcapngReader::Step PcapngReader::content(std::uint32_t type, Bytes body, std::vector<Frame>& out) {
  const auto shorter_than = [body](std::uint32_t block) {
    return body.size() < block - pcapng::kBlockBytes;
  };
  switch (type) {
    case pcapng::kEnhancedPacketBlock:
      if (shorter_than(pcapng::kEnhancedPacketBytes)) break;
      return enhanced_packet(body, load<std::uint32_t>(body.data(), swapped_), false, out);
    case pcapng::kPacketBlock:
      if (shorter_than(pcapng::kEnhancedPacketBytes)) break;
      return enhanced_packet(
          body, load<std::uint16_t>(body.data(), swapped_),
          load<std::uint16_t>(body.data() + 2, swapped_) != pcapng::kDropsUnknown, out);
    case pcapng::kSimplePacketBlock:
      if (shorter_than(pcapng::kSimplePacketBytes)) break;
      return simple_packet(body, out);
    case pcapng::kInterfaceBlock:
      if (shorter_than(pcapng::kInterfaceBytes)) break;
      return interface(body);
    default:
      if (shorter_than(pcapng::kSectionBytes)) break;
      return section(body);
  }
  return wrong("a block of type " + std::to_string(type) + " is too short for what it is");
}

PcapngReader::Step PcapngReader::section(Bytes body) {
  const auto major = load<std::uint16_t>(body.data() + 4, swapped_);
  const auto minor = load<std::uint16_t>(body.data() + 6, swapped_);
  if (major != pcapng::kMajor || (minor != pcapng::kMinor && minor != pcapng::kMinorAlias)) {
    return wrong("a section is of pcapng version " + std::to_string(major) + "." +
                 std::to_string(minor) + ", which cannot be read (1.0 is current)");
  }
  sources_.clear();
  const PcapngSection parsed = parse_pcapng_section(body, swapped_);
  if (beside_.section) beside_.section(parsed.section);
  leave_out(BesideKind::kSectionOption, parsed.left_out);
  return Step::kNext;
}

PcapngReader::Step PcapngReader::interface(Bytes body) {
  try {
    PcapngInterface parsed = parse_pcapng_interface(body, swapped_);
    const std::uint32_t snaplen = parsed.interface.snaplen;
    const std::uint32_t most = max_frame_bytes(parsed.interface.linktype);
    parsed.interface.leg = leg_;
    const std::uint32_t row = on_interface_(std::move(parsed.interface));
    sources_.push_back({row, snaplen, most, parsed.scale});
    leave_out(BesideKind::kInterfaceOption, parsed.left_out);
  } catch (const PcapngDamage& damage) {
    return wrong(damage.what());
  }
  return Step::kNext;
}

PcapngReader::Step PcapngReader::enhanced_packet(Bytes body, std::uint32_t interface,
                                                 bool counts_drops, std::vector<Frame>& out) {
  if (interface >= sources_.size()) {
    return wrong("a packet names interface " + std::to_string(interface) + " of " +
                 std::to_string(sources_.size()) + " (counted from 0)");
  }
  const std::uint64_t ticks = std::uint64_t{load<std::uint32_t>(body.data() + 4, swapped_)} << 32 |
                              load<std::uint32_t>(body.data() + 8, swapped_);
  Packet packet{.interface = interface,
                .captured = load<std::uint32_t>(body.data() + 12, swapped_),
                .length = load<std::uint32_t>(body.data() + 16, swapped_),
                .behind_header = body.subspan(pcapng::kEnhancedPacketBytes - pcapng::kBlockBytes)};
  const bool options = packet.behind_header.size() > std::uint64_t{packet.captured} + 3;
  if (options || counts_drops) packet.marks = marks::kOptions;
  const TimeScale& scale = sources_[interface].scale;
  const std::int64_t stamp = scale.nanoseconds(ticks);
  const std::size_t before = out.size();
  const Step step = frame(packet, stamp, out);
  if ((stamp == kLastStamp || stamp == kFirstStamp) && out.size() != before && !scale.holds(ticks))
      [[unlikely]] {
    ++times_moved_;
  }
  return step;
}

PcapngReader::Step PcapngReader::simple_packet(Bytes body, std::vector<Frame>& out) {
  if (sources_.empty()) return wrong("a simple packet comes before any interface");
  const auto length = load<std::uint32_t>(body.data(), swapped_);
  const std::uint32_t snaplen = sources_.front().snaplen;
  const Packet packet{
      .interface = 0,
      .captured = snaplen == 0 ? length : std::min(length, snaplen),
      .length = length,
      .behind_header = body.subspan(pcapng::kSimplePacketBytes - pcapng::kBlockBytes)};
  const std::size_t before = out.size();
  const Step step = frame(packet, last_stamp_, out);
  without_time_ += out.size() - before;
  return step;
}

void PcapngReader::leave_out(BesideKind kind, std::uint64_t how_many) const {
  for (; beside_.block && how_many > 0; --how_many) beside_.block({.kind = kind});
}

void PcapngReader::statistics(Bytes body) const {
  if (!on_statistics_ || body.size() < pcapng::kStatisticsBytes - pcapng::kBlockBytes) return;
  const auto interface = load<std::uint32_t>(body.data(), swapped_);
  if (interface >= sources_.size()) return;
  const Source& source = sources_[interface];
  on_statistics_(source.row, parse_pcapng_statistics(body, swapped_, source.scale));
}

PcapngReader::Step PcapngReader::frame(const Packet& packet, std::int64_t stamp,
                                       std::vector<Frame>& out) {
  if (looking_ahead_) return Step::kPacketAhead;
  if (packet.captured > sources_[packet.interface].most ||
      packet.captured > packet.behind_header.size()) {
    return wrong("a packet claims " + std::to_string(packet.captured) +
                 " captured bytes, and its block has room for " +
                 std::to_string(packet.behind_header.size()));
  }
  if (!input_.add_frame()) return Step::kSlabFull;
  last_stamp_ = stamp;
  out.push_back({.stamp = stamp,
                 .bytes = packet.behind_header.data(),
                 .captured = packet.captured,
                 .length = packet.length,
                 .interface = static_cast<std::uint16_t>(sources_[packet.interface].row),
                 .marks = packet.marks,
                 .leg = leg_,
                 .slab = input_.slab()});
  return Step::kNext;
}

std::optional<std::string> PcapngReader::unfinished() const {
  if (skip_left_ > 0) return "a block that it is " + std::to_string(skip_left_) + " bytes short of";
  if (input_.unread().empty()) return std::nullopt;
  return "a block, after " + std::to_string(input_.unread().size()) + " bytes of it";
}

}  // namespace

bool is_pcapng(Bytes beginning) {
  return load<std::uint32_t>(beginning.data(), false) == pcapng::kSectionBlock &&
         swapped_section(beginning).has_value();
}

std::unique_ptr<CaptureReader> make_pcapng_reader(InputFile file, Bytes beginning,
                                                  std::uint16_t leg, SlabPool& pool,
                                                  CaptureReader::OnInterface on_interface,
                                                  CaptureReader::OnStatistics on_statistics,
                                                  Beside beside) {
  auto reader =
      std::make_unique<PcapngReader>(std::move(file), beginning, leg, pool, std::move(on_interface),
                                     std::move(on_statistics), std::move(beside));
  reader->look_ahead();
  return reader;
}

}  // namespace tapbond
