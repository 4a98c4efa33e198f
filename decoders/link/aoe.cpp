// ATA over Ethernet (AoE r11): disks and their commands in frames.
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/names.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kCommonHeader = 10;
constexpr std::uint32_t kAtaHeader = 12;
constexpr std::uint32_t kConfigHeader = 8;
constexpr std::uint32_t kMostConfig = 1024;
constexpr std::uint32_t kMaskHeader = 4;
constexpr std::uint32_t kDirective = 8;
constexpr std::uint32_t kReserveHeader = 2;
constexpr std::uint32_t kAddress = 6;
constexpr unsigned kVersion = 1;
constexpr std::uint8_t kError = 4;

constexpr Name kFlags[] = {{8, "Response"}, {4, "Error"}, {2, "MBZ-1"}, {1, "MBZ-0"}};
constexpr Name kAtaFlags[] = {
    {0x80, "MBZ-7"}, {0x40, "Ext48"}, {0x20, "MBZ-5"}, {0x10, "Device"},
    {0x08, "MBZ-3"}, {0x04, "MBZ-2"}, {0x02, "Async"}, {0x01, "Write"},
};
constexpr Name kErrors[] = {
    {1, "Unrecognized command code"}, {2, "Bad argument parameter"}, {3, "Device unavailable"},
    {4, "Config string present"},     {5, "Unsupported version"},    {6, "Target is reserved"},
};
constexpr Name kCommands[] = {
    {0, "Issue ATA Command"},
    {1, "Query Config Information"},
    {2, "MAC Mask List"},
    {3, "Reserve/Release"},
};
constexpr Name kConfigCommands[] = {
    {0, "read config string"}, {1, "test config string"},      {2, "test config string prefix"},
    {3, "set config string"},  {4, "force set config string"},
};
constexpr Name kMaskCommands[] = {{0, "Read Mac Mask List"}, {1, "Edit Mac Mask List"}};
constexpr Name kMaskErrors[] = {
    {1, "Unspecified Error"}, {2, "Bad DCmd directive"}, {3, "Mask list full"}};
constexpr Name kDirectives[] = {
    {0, "No Directive"},
    {1, "Add mac address to mask list"},
    {2, "Delete mac address from mask list"},
};
constexpr Name kReserveCommands[] = {
    {0, "Read reserve list"}, {1, "Set reserve list"}, {2, "Force set reserve list"}};

// Each takes what is behind the common header; false where it is not what its format allows.
bool ata(Line& line, Bytes data) {
  if (data.length() < kAtaHeader) return false;
  const std::uint8_t flags = data.u8(0);
  line.put("\n\tAFlags: [");
  put_bits(line, kAtaFlags, flags, "none");
  line.put(']');
  line.print(", Err/Feature: {}", data.u8(1));
  line.print(", Sector Count: {}", data.u8(2));
  line.print(", Cmd/Status: {}", data.u8(3));
  for (unsigned i = 0; i < 6; ++i) {
    line.print("{}lba{}: {}", i == 0 ? "\n\t" : ", ", i, data.u8(4 + i));
  }
  data.raw(10, 2);  // reserved
  if (data.length() > kAtaHeader) {
    line.print("\n\tData: {} bytes", data.length() - kAtaHeader);
  }
  return true;
}

bool configuration(Line& line, Bytes data) {
  if (data.length() < kConfigHeader) return false;
  line.print("\n\tBuffer Count: {}", data.u16(0));
  line.print(", Firmware Version: {}", data.u16(2));
  line.print(", Sector Count: {}", data.u8(4));
  const std::uint8_t last = data.u8(5);
  line.print(", AoE: {}, CCmd: ", last >> 4);
  const Name* name = find_name(kConfigCommands, last & 15u);
  line.put(name != nullptr ? name->text : "Unknown (0x02x)");
  const std::uint32_t size = data.u16(6);
  if (size > kMostConfig || size > data.length() - kConfigHeader) return false;
  if (size == 0) return true;
  line.print("\n\tConfig String (length {}): ", size);
  if (!put_text(line, data, kConfigHeader, size)) line.cut_here();
  return true;
}

bool mask_list(Line& line, Bytes data) {
  if (data.length() < kMaskHeader) return false;
  const std::uint8_t command = data.u8(1);
  if (line.cut()) return true;
  line.put("\n\tMCmd: ");
  put_name(line, kMaskCommands, command, "Unknown (0x{:02x})");
  const std::uint8_t error = data.u8(2);
  line.put(", MError: ");
  put_name(line, kMaskErrors, error, "Unknown (0x{:02x})");
  const std::uint32_t count = data.u8(3);
  line.print(", Dir Count: {}", count);
  if (data.length() < kMaskHeader + count * kDirective) return false;
  for (std::uint32_t i = 0; i < count && !line.cut(); ++i) {
    const std::uint32_t at = kMaskHeader + i * kDirective;
    const std::uint8_t directive = data.u8(at + 1);
    line.put("\n\t DCmd: ");
    put_name(line, kDirectives, directive, "Unknown (0x{:02x})");
    if (data.raw(at + 2, kAddress) == nullptr) break;
    line.put(", Ethernet Address: ");
    put_mac(line, data, at + 2);
  }
  return true;
}

bool reservation(Line& line, Bytes data) {
  const std::uint32_t there = data.length();
  if (there < kReserveHeader || (there - kReserveHeader) % kAddress != 0) return false;
  const std::uint8_t command = data.u8(0);
  line.put("\n\tRCmd: ");
  put_name(line, kReserveCommands, command, "Unknown (0x{:02x})");
  const std::uint32_t count = data.u8(1);
  line.print(", NMacs: {}", count);
  if (there != kReserveHeader + count * kAddress) return false;
  for (std::uint32_t i = 0; i < count && !line.cut(); ++i) {
    const std::uint32_t at = kReserveHeader + i * kAddress;
    if (data.raw(at, kAddress) == nullptr) break;
    line.print("\n\tEthernet Address {}: ", i);
    put_mac(line, data, at);
  }
  return true;
}

constexpr bool (*kDecoders[])(Line&, Bytes) = {ata, configuration, mask_list, reservation};

}  // namespace

void aoe(Line& line, Bytes data) {
  line.protocol = "aoe";
  line.print("AoE length {}", data.length());
  if (data.length() < 1) {
    line.invalid(data);
    return;
  }
  const std::uint8_t start = data.u8(0);
  line.print(", Ver {}", start >> 4);
  if (start >> 4 != kVersion) return;
  if (data.length() < kCommonHeader) {
    line.invalid(data);
    return;
  }
  line.put(", Flags: [");
  put_bits(line, kFlags, start & 15u, "none");
  line.put(']');
  if (line.verbosity() == 0) return;
  if ((start & kError) != 0) {
    const std::uint8_t error = data.u8(1);
    line.put("\n\tError: ");
    put_name(line, kErrors, error, "Invalid ({})");
  }
  const std::uint16_t major = data.u16(2);
  line.print("\n\tMajor: 0x{:04x}", major);
  const std::uint8_t minor = data.u8(4);
  line.print(", Minor: 0x{:02x}", minor);
  const std::uint8_t command = data.u8(5);
  line.put(", Command: ");
  put_name(line, kCommands, command, "Unknown (0x{:02x})");
  line.print(", Tag: 0x{:08x}", data.u32(6));
  if (command >= std::size(kDecoders)) return;
  if (!kDecoders[command](line, data.from(kCommonHeader))) line.invalid(data);
}

}  // namespace tapbond::text
