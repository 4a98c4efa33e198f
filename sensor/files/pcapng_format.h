// The pcapng file format (draft-ietf-opsawg-pcapng), as its reader and its writer need it.
//
// A file is a row of blocks, padded to 32 bits: type u32 | total length u32 | body | total length
// u32 again. A section header block begins a section and tells its byte order; interface blocks
// number the interfaces of their section from 0. Bodies end in options: code u16 | length u16 |
// value, padded to 32 bits; opt_endofopt closes the list.
//
//   SHB  byte-order magic u32 | major u16 | minor u16 | section length u64 | options
//   IDB  linktype u16 | reserved u16 | snaplen u32 | options
//   EPB  interface u32 | stamp high u32 | stamp low u32 | captured u32 | length u32 | bytes |
//   options PB   interface u16 | drops u16, then as EPB (obsolete) SPB  length u32 | bytes
//   (interface 0, no stamp) ISB  interface u32 | stamp high u32 | stamp low u32 | options
#pragma once

#include <cstddef>
#include <cstdint>

#include "sensor/files/pcap_format.h"

namespace tapbond::pcapng {

enum Block : std::uint32_t {
  kInterfaceBlock = 1,
  kPacketBlock = 2,
  kSimplePacketBlock = 3,
  kNamesBlock = 4,
  kStatisticsBlock = 5,
  kEnhancedPacketBlock = 6,
  kJournalBlock = 9,  // an entry of systemd's journal
  kSecretsBlock = 10,
  kCustomBlock = 0xbad,
  kCustomBlockNotToBeCopied = 0x40000bad,
  kSectionBlock = 0x0a0d0d0a,  // reads the same in both byte orders
};

enum Option : std::uint16_t {
  kEndOfOptions = 0,
  kComment = 1,

  kSectionHardware = 2,
  kSectionOs = 3,
  kSectionApplication = 4,

  kInterfaceName = 2,
  kInterfaceDescription = 3,
  kInterfaceIpv4 = 4,
  kInterfaceIpv6 = 5,
  kInterfaceMac = 6,
  kInterfaceEui = 7,
  kInterfaceSpeed = 8,
  kInterfaceTsresol = 9,
  kInterfaceTimeZone = 10,
  kInterfaceFilter = 11,
  kInterfaceOs = 12,
  kInterfaceFcsLength = 13,
  kInterfaceTsoffset = 14,
  kInterfaceHardware = 15,
  kInterfaceSendSpeed = 16,
  kInterfaceReceiveSpeed = 17,
  kInterfaceTimeZoneName = 18,

  kNamesServerIpv6 = 4,  // the last of those of a names block; none has numbers in it

  kPacketFlags = 2,
  kPacketHash = 3,
  kPacketDropCount = 4,
  kPacketId = 5,
  kPacketQueue = 6,
  kPacketVerdict = 7,
  kPacketProcessAndThread = 8,

  // Of somebody with a private enterprise number, which goes first: text or bytes, that whoever
  // writes the packets to another file copies, or leaves out.
  kCustomText = 2988,
  kCustomBytes = 2989,
  kCustomTextNotToBeCopied = 19372,
  kCustomBytesNotToBeCopied = 19373,

  kStatisticsStart = 2,
  kStatisticsEnd = 3,
  kStatisticsReceived = 4,
  kStatisticsDroppedByInterface = 5,
  kStatisticsAccepted = 6,
  kStatisticsDroppedByOs = 7,
  kStatisticsDelivered = 8,
};

inline constexpr std::uint32_t kByteOrderMagic = 0x1a2b3c4d;
inline constexpr std::uint16_t kMajor = 1;
inline constexpr std::uint16_t kMinor = 0;
inline constexpr std::uint16_t kMinorAlias = 2;  // written by some, and meaning the same

// The type of the record that ends a names block.
inline constexpr std::uint16_t kEndOfNames = 0;

// The first byte of if_filter: the text of a filter expression follows, or a program for BPF, of
// instructions of 8 bytes each (code u16 | two bytes | constant u32).
inline constexpr std::uint8_t kFilterIsText = 0;
inline constexpr std::uint8_t kFilterIsProgram = 1;

// The first byte of epb_verdict: the number that a program of the kernel (eBPF, in tc or XDP)
// returned follows, 64 bits of it.
inline constexpr std::uint8_t kVerdictOfTc = 1;
inline constexpr std::uint8_t kVerdictOfXdp = 2;

// In an obsolete packet block: how many were dropped before it is not known.
inline constexpr std::uint16_t kDropsUnknown = 0xffff;

inline constexpr std::uint8_t kTsresolDefault = 6;  // microseconds
inline constexpr std::uint8_t kTsresolNano = 9;
inline constexpr std::uint8_t kTsresolBinary = 0x80;  // the rest is a power of 2, not of 10

// Sizes in front of and behind the variable part of a block.
inline constexpr std::uint32_t kTrailerBytes = 4;
inline constexpr std::uint32_t kBlockBytes = 8 + kTrailerBytes;
inline constexpr std::uint32_t kSectionBytes = kBlockBytes + 16;
inline constexpr std::uint32_t kInterfaceBytes = kBlockBytes + 8;
inline constexpr std::uint32_t kEnhancedPacketBytes = kBlockBytes + 20;
inline constexpr std::uint32_t kSimplePacketBytes = kBlockBytes + 4;
inline constexpr std::uint32_t kStatisticsBytes = kBlockBytes + 12;

// What libpcap takes: a frame of the largest size with 128 KiB of options; and any other block of
// up to 16 MiB.
inline constexpr std::uint32_t kMaxKnownBlock =
    kEnhancedPacketBytes + pcap::kMaxFrameBytes + 128 * 1024;
inline constexpr std::uint32_t kMaxBlock = 16 * 1024 * 1024;

constexpr std::uint32_t padded(std::uint32_t bytes) { return (bytes + 3) & ~std::uint32_t{3}; }

}  // namespace tapbond::pcapng
