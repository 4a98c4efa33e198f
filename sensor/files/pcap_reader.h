// Reads a pcap file (sensor/files/pcap_format.h).
//
// As libpcap does, it reads both byte orders, micro- and nanoseconds, Kuznetzov's modified records,
// and files of before version 2.4, which may have the two lengths in each other's place. Unlike
// libpcap it keeps the bytes of a frame that exceeds the snaplen of the file header.
// A fraction of a second of more than a second is carried over to the seconds. Seconds are unsigned
// (1970 to 2106). The one interface has no name; the FCS length in the file header is not kept.
#pragma once

#include <array>
#include <memory>

#include "sensor/files/capture_reader.h"
#include "sensor/files/input_file.h"
#include "sensor/files/pcap_format.h"

namespace tapbond {

using PcapFileHeader = std::array<std::uint8_t, pcap::kFileHeaderBytes>;

// Whether a file that begins with these bytes is a pcap file.
bool is_pcap(const PcapFileHeader& header);

// `file` stands behind its header. Throws UnreadableFile when the header is not one that can be
// read.
std::unique_ptr<CaptureReader> make_pcap_reader(InputFile file, const PcapFileHeader& header,
                                                std::uint16_t leg, SlabPool& pool,
                                                const CaptureReader::OnInterface& on_interface);

}  // namespace tapbond
