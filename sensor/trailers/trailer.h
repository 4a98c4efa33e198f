// Time stamps that taps and switches append to the frames that they mirror: where they lie, and
// what they say. All are absolute times; numbers have the most significant byte first. Behind any
// of them the frame's new check sequence (4 bytes) may have been captured.
//
//  metamako  Arista 7130 MetaWatch, Metamako: the original check sequence (4 bytes), extensions
//            (there when bit 1 of the flags is set), seconds since 1970 (4), nanoseconds (4), flags
//            (1), device (2), port (1). Extensions end with their header, a word: bits 0 to 4 kind,
//            5 the last one (the first in the frame), 6 and 7 how many words are in front of it; of
//            kind 31 it is bits 6 to 15, and one more word. Arista, MetaWatch user guide, trailer
//            format; Wireshark dissects it as "metamako".
//  hpt       Cisco Nexus 3550-F HPT, Exablaze: the original check sequence (4), device (1), port
//            (1), seconds since 1970 (4), a fraction in units of 2^-40 s (5), reserved (1). Cisco,
//            Nexus 3550-F HPT user guide, time stamp trailer; Wireshark: "exablaze".
//  vss       VSS Monitoring: seconds since 1970 (4), two bits for the clock's source and the
//            nanoseconds (4), then a port (1 or 2 bytes, or none). VSS Monitoring, Port and Time
//            Stamping (application note); Wireshark: "vssmonitoring".
//  ixia      Ixia (Keysight) network visibility: fields of a kind (1), their length (1) and so many
//            bytes, of which the kinds 3 to 7 are seconds since 1970 (4) and nanoseconds (4), by
//            the clock's source, and kind 1 is the length before; how long all fields are (1),
//            0xaf12 (2), and the Internet checksum of all that (2). Wireshark: "ixiatrailer".
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace tapbond {

enum class TrailerKind { kMetamako, kHpt, kVss, kIxia };

struct Trailer {
  std::int64_t stamp = 0;   // nanoseconds since 1970 UTC
  std::uint32_t bytes = 0;  // that it takes at the end of the frame
};

// Times further than this from when the frame was captured are none: clocks that are not set tell
// nothing, and other bytes look like anything. Nanoseconds.
inline constexpr std::int64_t kFarthestTrailer = std::int64_t{7 * 24 * 3600} * 1'000'000'000;

// At the end of a whole frame that was captured at `stamp`. Nothing where there is none.
std::optional<Trailer> read_trailer(TrailerKind kind, std::span<const std::uint8_t> frame,
                                    std::int64_t stamp);

}  // namespace tapbond
