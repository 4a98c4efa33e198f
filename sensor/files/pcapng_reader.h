// Reads a pcapng file (sensor/files/pcapng_format.h).
//
// Any number of sections, each in its own byte order, and of interfaces, each with its own link
// type and resolution. Packets come from enhanced, simple and (obsolete) packet blocks. A simple
// packet block has no time stamp: its frame gets the stamp of the frame before it in the file, so
// that it keeps its place (0 if there is none). Frames whose packets have options (comments, flags,
// hashes) are marked (sensor/files/frame_marks.h). What else there is (sections' options, names,
// secrets, custom blocks) is told as it comes.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "sensor/files/capture_reader.h"
#include "sensor/files/input_file.h"
#include "sensor/files/pcapng_format.h"

namespace tapbond {

// Whether a file that begins with these bytes (at least 12) is a pcapng file.
bool is_pcapng(std::span<const std::uint8_t> beginning);

// `beginning` was read from `file` already. Interfaces are told as reading comes to them; those
// that a first read(2) finds in front of the first packet, at once. Statistics that make no sense
// are passed over, as nothing hangs on them.
std::unique_ptr<CaptureReader> make_pcapng_reader(InputFile file,
                                                  std::span<const std::uint8_t> beginning,
                                                  std::uint16_t leg, SlabPool& pool,
                                                  CaptureReader::OnInterface on_interface,
                                                  CaptureReader::OnStatistics on_statistics,
                                                  Beside beside);

}  // namespace tapbond
