#include "sensor/files/pcap_reader.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "sensor/files/byte_order.h"
#include "sensor/files/file_reader.h"
#include "sensor/files/linktype.h"

namespace tapbond {
namespace {

constexpr std::ptrdiff_t kAhead = 4096;

// Version 2.3 put the captured length first, but not every writer of 2.3 did (as libpcap knows).
enum class Lengths { kCapturedFirst, kWireFirst, kSmallerIsCaptured };

struct Layout {
  bool swapped = false;
  std::size_t header_bytes = pcap::kRecordHeaderBytes;
  std::int64_t fraction_ns = 1000;
  Lengths lengths = Lengths::kCapturedFirst;
};

bool known(std::uint32_t magic) {
  return magic == pcap::kMagicMicro || magic == pcap::kMagicNano || magic == pcap::kMagicModified;
}

Lengths order_of_lengths(std::uint16_t major, std::uint16_t minor) {
  if (major == pcap::kMajorDgux && minor == 0) return Lengths::kWireFirst;
  if (major != pcap::kMajor || minor > pcap::kMinor) {
    throw UnreadableFile("is a pcap file of version " + std::to_string(major) + "." +
                         std::to_string(minor) + ", which cannot be read (2.4 is current)");
  }
  if (minor < 3) return Lengths::kWireFirst;
  return minor == 3 ? Lengths::kSmallerIsCaptured : Lengths::kCapturedFirst;
}

Layout layout_of(const PcapFileHeader& header) {
  Layout layout;
  layout.swapped = !known(load<std::uint32_t>(header.data(), false));
  const auto magic = load<std::uint32_t>(header.data(), layout.swapped);
  if (magic == pcap::kMagicNano) layout.fraction_ns = 1;
  if (magic == pcap::kMagicModified) layout.header_bytes = pcap::kModifiedRecordHeaderBytes;
  layout.lengths = order_of_lengths(load<std::uint16_t>(header.data() + 4, layout.swapped),
                                    load<std::uint16_t>(header.data() + 6, layout.swapped));
  return layout;
}

Interface interface_of(const PcapFileHeader& header, bool swapped, std::uint16_t leg) {
  const auto snaplen = load<std::uint32_t>(header.data() + pcap::kSnaplenOffset, swapped);
  const auto linktype = load<std::uint32_t>(header.data() + 20, swapped) & pcap::kLinktypeMask;
  if (linktype > pcap::kMaxLinktype) {
    throw UnreadableFile("is a damaged pcap file: there is no link type " +
                         std::to_string(linktype));
  }
  Interface interface;
  interface.linktype = static_cast<int>(linktype);
  interface.snaplen = snaplen > std::numeric_limits<std::int32_t>::max() ? 0 : snaplen;
  interface.leg = leg;
  return interface;
}

// Whether a file header stands where a record should: no packet has such a time, and no bytes.
bool begins_file(const std::uint8_t* at, bool swapped) {
  return known(load<std::uint32_t>(at, swapped)) &&
         load<std::uint16_t>(at + 4, swapped) == pcap::kMajor &&
         load<std::uint16_t>(at + 6, swapped) == pcap::kMinor;
}

class PcapReader final : public FileReader {
 public:
  PcapReader(InputFile file, const Layout& layout, std::uint16_t leg, std::uint32_t interface,
             std::uint32_t most, SlabPool& pool)
      : FileReader(std::move(file), pool, {}, pcap::kFileHeaderBytes),
        layout_(layout),
        leg_(leg),
        interface_(interface),
        most_(most) {}

 private:
  bool parse(std::vector<Frame>& out) override;
  std::optional<std::string> unfinished() const override;

  const Layout layout_;
  const std::uint16_t leg_;
  const std::uint32_t interface_;
  const std::uint32_t most_;  // bytes of a frame
};

bool PcapReader::parse(std::vector<Frame>& out) {
  const Layout layout = layout_;
  const std::uint16_t slab = input_.slab();
  const auto interface = static_cast<std::uint16_t>(interface_);
  const auto unread = input_.unread();
  const std::uint8_t* at = unread.data();
  const std::uint8_t* const end = at + unread.size();
  std::size_t wanted = 0;

  while (static_cast<std::size_t>(end - at) >= layout.header_bytes) {
    // Only headers are looked at here, so the processor does not see by itself what comes next.
    if (end - at > kAhead) __builtin_prefetch(at + kAhead);
    const auto seconds = load<std::uint32_t>(at, layout.swapped);
    const auto fraction = load<std::uint32_t>(at + 4, layout.swapped);
    auto captured = load<std::uint32_t>(at + 8, layout.swapped);
    auto length = load<std::uint32_t>(at + 12, layout.swapped);
    if (layout.lengths == Lengths::kWireFirst ||
        (layout.lengths == Lengths::kSmallerIsCaptured && captured > length)) {
      std::swap(captured, length);
    }
    if (captured == 0 && begins_file(at, layout.swapped)) [[unlikely]] {
      input_.consume(static_cast<std::size_t>(at - unread.data()));
      return damaged(input_.offset(),
                     "another pcap file begins here, which cat(1) cannot join to the first: give "
                     "each its own -r");
    }
    if (captured > most_) {
      input_.consume(static_cast<std::size_t>(at - unread.data()));
      return damaged(input_.offset(), "a packet record claims " + std::to_string(captured) +
                                          " captured bytes, more than " + std::to_string(most_));
    }
    if (static_cast<std::size_t>(end - at) - layout.header_bytes < captured) {
      wanted = layout.header_bytes + captured;
      break;
    }
    if (!input_.add_frame()) break;
    out.push_back({.stamp = std::int64_t{seconds} * 1'000'000'000 + fraction * layout.fraction_ns,
                   .bytes = at + layout.header_bytes,
                   .captured = captured,
                   .length = length,
                   .interface = interface,
                   .marks = 0,
                   .leg = leg_,
                   .slab = slab});
    at += layout.header_bytes + captured;
  }
  input_.consume(static_cast<std::size_t>(at - unread.data()));
  return want(wanted);
}

std::optional<std::string> PcapReader::unfinished() const {
  if (input_.unread().empty()) return std::nullopt;
  return "a packet record, after " + std::to_string(input_.unread().size()) + " bytes of it";
}

}  // namespace

bool is_pcap(const PcapFileHeader& header) {
  return known(load<std::uint32_t>(header.data(), false)) ||
         known(load<std::uint32_t>(header.data(), true));
}

std::unique_ptr<CaptureReader> make_pcap_reader(InputFile file, const PcapFileHeader& header,
                                                std::uint16_t leg, SlabPool& pool,
                                                const CaptureReader::OnInterface& on_interface) {
  const Layout layout = layout_of(header);
  Interface interface = interface_of(header, layout.swapped, leg);
  const std::uint32_t most = max_frame_bytes(interface.linktype);
  const std::uint32_t row = on_interface(std::move(interface));
  return std::make_unique<PcapReader>(std::move(file), layout, leg, row, most, pool);
}

}  // namespace tapbond
