#include "sensor/files/foreign_format.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace tapbond {
namespace {

using namespace std::string_view_literals;
using Bytes = std::span<const std::uint8_t>;

struct Packed {
  std::string_view magic;
  std::string_view name;
  std::string_view command;  // unpacks to standard output
};

constexpr Packed kPacked[] = {
    {"\xfd\x37zXZ\0"sv, "xz", "xz -dc FILE"},
    {"BZh"sv, "bzip2", "bzip2 -dc FILE"},
    {"\x02\x21\x4c\x18"sv, "lz4 (legacy format)", "lz4 -dc FILE"},
    {"\x1f\x9d"sv, "compress (.Z)", "gzip -dc FILE"},
    {"\x1f\xa0"sv, "compress (LZH)", "gzip -dc FILE"},
    {"\x1f\x1e"sv, "pack (.z)", "gzip -dc FILE"},
    {"LZIP"sv, "lzip", "lzip -dc FILE"},
    {"\x89LZO\0\r\n\x1a\n"sv, "lzop", "lzop -dc FILE"},
    {"\x5d\0\0"sv, "lzma", "xz --format=lzma -dc FILE"},
    {"PK\x03\x04"sv, "zip", "unzip -p FILE"},
    {"7z\xbc\xaf\x27\x1c"sv, "7-Zip", "7z x -so FILE"},
    {"Rar!\x1a\x07"sv, "RAR", "unrar p -inul FILE"},
};

// As Wireshark's wiretap knows them, which editcap reads.
struct Foreign {
  std::string_view magic;
  std::string_view name;
};

constexpr Foreign kForeign[] = {
    {"snoop\0\0\0"sv, "snoop"},
    {"RTSS"sv, "Network Monitor (1.x)"},
    {"GMBU"sv, "Network Monitor (2.x)"},
    {"TRSNIFF data    \x1a"sv, "Sniffer (DOS, ngsniffer)"},
    {"XCP\0"sv, "Sniffer (Windows, netxray)"},
    {"VL\0\0"sv, "Sniffer (NetXRay 1.0)"},
    {"\x7fver"sv, "Peek (OmniPeek, EtherPeek, AiroPeek)"},
    {"\x05VNF"sv, "Visual Networks"},
    {"iptrace 1.0"sv, "AIX iptrace"},
    {"iptrace 2.0"sv, "AIX iptrace"},
    {"btsnoop\0"sv, "btsnoop"},
    {"ObserverPktBuff"sv, "Network Instruments Observer"},
    {"\xaa\xaa\xaa\xaa"sv, "5View"},
    {"\0\0\x02\0\x12\x05\0\x10"sv, "Tektronix K12"},
    {"T\0R\0\0d"sv, "HP-UX nettl"},
    {"TR\0d\0"sv, "HP-UX nettl"},
    {"\x1c\0\x01\xac"sv, "IXIA (hardware)"},
    {"\xac\x01\0\x1c"sv, "IXIA (hardware)"},
    {"\x1c\0\x01\xab"sv, "IXIA (software)"},
    {"\xab\x01\0\x1c"sv, "IXIA (software)"},
    {"\xa1\xb2\x34\xcd"sv, "Navtel pcap"},
    {"\xcd\x34\xb2\xa1"sv, "Navtel pcap"},
    {"+---------+"sv, "K12 (text)"},
    {"\x01\x10"sv, "LANalyzer"},
};

bool begins_with(Bytes bytes, std::string_view magic) {
  return bytes.size() >= magic.size() && std::memcmp(bytes.data(), magic.data(), magic.size()) == 0;
}

// ERF has no magic. Its first record, from Endace's description of the format: a stamp in 32.32
// fixed point and little-endian, a type with a bit for more headers, flags, the record's length in
// big-endian, a loss counter, the packet's length on the wire.
bool looks_like_erf(Bytes bytes) {
  constexpr std::uint32_t kNewest = 0x8000'0000;  // seconds: 2038
  constexpr std::uint32_t kOldest = 0x2000'0000;  // 1987, long before the first of them
  constexpr std::size_t kRecordHeader = 16;
  constexpr unsigned kMostType = 48;
  const std::uint32_t seconds = std::uint32_t{bytes[4]} | std::uint32_t{bytes[5]} << 8 |
                                std::uint32_t{bytes[6]} << 16 | std::uint32_t{bytes[7]} << 24;
  const unsigned type = bytes[8] & 0x7fU;
  const unsigned record = bytes[10] * 256U + bytes[11];
  const unsigned wire = bytes[14] * 256U + bytes[15];
  const bool is_text = std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) {
    return byte >= ' ' || byte == '\n' || byte == '\r' || byte == '\t';
  });
  return !is_text && seconds > kOldest && seconds < kNewest && type != 0 && type <= kMostType &&
         (bytes[9] & 0xc0) == 0 && record > kRecordHeader && wire != 0 && wire < 16384;
}

std::string convert(std::string_view name) {
  return "is a capture of " + std::string(name) +
         ", which only Wireshark's tools read: editcap -F pcapng FILE out.pcapng converts it";
}

}  // namespace

std::optional<std::string> foreign_format(Bytes beginning) {
  for (const Packed& format : kPacked) {
    if (!begins_with(beginning, format.magic)) continue;
    return "is compressed with " + std::string(format.name) +
           ", which is not unpacked here: " + std::string(format.command) + " | tapbond -r -";
  }
  for (const Foreign& format : kForeign) {
    if (begins_with(beginning, format.magic)) return convert(format.name);
  }
  if (looks_like_erf(beginning)) return convert("ERF (Endace), it seems");
  return std::nullopt;
}

}  // namespace tapbond
