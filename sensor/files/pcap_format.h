// The pcap file format (draft-ietf-opsawg-pcap), as its reader and its writer need it.
//
// A 24-byte file header, then records: a 16-byte header each, and the bytes of the frame, with no
// padding. All numbers are in the writer's byte order, which the magic tells.
//
//   file header    magic u32 | major u16 | minor u16 | zone u32 | sigfigs u32 | snaplen u32 |
//                  FCS length (4 bits, 16-bit units), FCS present (1 bit), reserved, linktype
//   record header  seconds u32 | fraction u32 | captured u32 | length u32
#pragma once

#include <cstddef>
#include <cstdint>

namespace tapbond::pcap {

inline constexpr std::uint32_t kMagicMicro = 0xa1b2c3d4;
inline constexpr std::uint32_t kMagicNano = 0xa1b23c4d;
// Kuznetzov's patched libpcap of the 1990s: 8 more bytes (interface, protocol, packet type) after
// each record header. Microseconds.
inline constexpr std::uint32_t kMagicModified = 0xa1b2cd34;

inline constexpr std::uint16_t kMajor = 2;
inline constexpr std::uint16_t kMinor = 4;
// DG/UX tcpdump numbered its files 543.0.
inline constexpr std::uint16_t kMajorDgux = 543;

inline constexpr std::size_t kFileHeaderBytes = 24;
inline constexpr std::size_t kSnaplenOffset = 16;
inline constexpr std::size_t kRecordHeaderBytes = 16;
inline constexpr std::size_t kModifiedRecordHeaderBytes = 24;

// The linktype without the FCS bits above it, masked as libpcap does.
inline constexpr std::uint32_t kLinktypeMask = 0x03ffffff;
inline constexpr std::uint32_t kMaxLinktype = 0xffff;

// The largest frame that libpcap accepts of the common link types, and what stands in a file header
// when the capture had no limit.
inline constexpr std::uint32_t kMaxFrameBytes = 262144;

}  // namespace tapbond::pcap
