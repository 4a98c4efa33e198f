#include "sensor/sinks/pcap_encoder.h"

#include <pcap/pcap.h>

#include <array>

#include "sensor/files/linktype.h"

namespace tapbond {
namespace {

constexpr int kLinktypeRaw = 101;  // the one common link type that libpcap numbers otherwise

std::string described(const std::string& interface, int linktype) {
  const char* name = pcap_datalink_val_to_name(linktype == kLinktypeRaw ? DLT_RAW : linktype);
  const std::string number = std::to_string(linktype);
  return (interface.empty() ? "one interface" : interface) + " has link type " +
         (name == nullptr ? number : std::string(name) + " (" + number + ")");
}

}  // namespace

RecordFile::Record PcapEncoder::measure(const std::uint8_t* record, bool first) {
  if (first) return {pcap::kFileHeaderBytes, false};
  return {pcap::kRecordHeaderBytes + load<std::uint32_t>(record + 8, false), true};
}

void PcapEncoder::add_interface(const Interface& interface, RecordFile& file) {
  if (interface.barred) return;
  const std::uint32_t snaplen =
      interface.snaplen == 0 ? max_frame_bytes(interface.linktype) : interface.snaplen;
  if (linktype_ < 0) {
    linktype_ = interface.linktype;
    snaplen_ = snaplen;
    first_interface_ = interface.name;
    file.put(header(linktype_, snaplen_, microseconds_));
    return;
  }
  if (interface.linktype != linktype_) {
    file.write_out();
    throw SinkError(two_linktypes(first_interface_, linktype_, interface) +
                    ": write pcapng (a name ending in .pcapng, or --format pcapng)");
  }
  if (snaplen > snaplen_) {
    snaplen_ = snaplen;
    std::array<std::uint8_t, sizeof snaplen> field;
    store(field.data(), snaplen);
    file.replace(pcap::kSnaplenOffset, field);
  }
}

void PcapEncoder::finish(std::span<const InterfaceCounts>, RecordFile& file) {
  if (linktype_ >= 0) return;
  file.put(header(kLinktypeEthernet, pcap::kMaxFrameBytes, microseconds_));
}

std::array<std::uint8_t, pcap::kFileHeaderBytes> PcapEncoder::header(int linktype,
                                                                     std::uint32_t snaplen,
                                                                     bool microseconds) {
  std::array<std::uint8_t, pcap::kFileHeaderBytes> header{};
  std::uint8_t* at = store(header.data(), microseconds ? pcap::kMagicMicro : pcap::kMagicNano);
  at = store(at, pcap::kMajor);
  at = store(at, pcap::kMinor);
  at = store(at, std::uint64_t{0});  // time zone and accuracy, always 0
  at = store(at, snaplen);
  store(at, static_cast<std::uint32_t>(linktype));
  return header;
}

std::string PcapEncoder::two_linktypes(const std::string& interface, int linktype,
                                       const Interface& other) {
  return "a pcap file has one link type, but " + described(interface, linktype) + " and " +
         described(other.name, other.linktype);
}

}  // namespace tapbond
