// BOOTP (RFC 951) and the header of DHCP (RFC 2131).
#include <tins/bootp.h>
#include <tins/constants.h>

#include "decoders/application/application.h"
#include "decoders/application/dhcp_options.h"
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

using Hardware = Tins::Constants::ARP;
using Tins::BootP;

constexpr std::uint32_t kServerName = 44;
constexpr std::uint32_t kServerNameSize = 64;
constexpr std::uint32_t kFile = 108;
constexpr std::uint32_t kFileSize = 128;
constexpr std::uint32_t kVendor = 236;
constexpr std::uint32_t kMagic = 0x63825363;     // RFC 1048
constexpr std::uint32_t kCmuMagic = 0x434d5500;  // "CMU"

constexpr Name kFlags[] = {{0x8000, "Broadcast"}};
constexpr Name kOperations[] = {{BootP::BOOTREQUEST, "Request"}, {BootP::BOOTREPLY, "Reply"}};

void put_address(Line& line, Bytes data, std::uint32_t at, std::string_view title) {
  if (data.u32(at) == 0) return;
  line.put("\n\t  ");
  line.put(title);
  line.put(' ');
  put_ipv4(line, data, at);
}

// A field of text; false where its end is not there.
bool put_text_field(Line& line, Bytes data, std::uint32_t at, std::uint32_t size,
                    std::string_view title) {
  if (data.u8(at) == 0) return true;
  line.print("\n\t  {} \"", title);
  const std::uint32_t taken = put_string(line, data, at, size);
  if (taken == 0 || !data.has(at + taken - 1, 1) || data.u8(at + taken - 1) != 0) {
    line.put('"');
    line.truncated();
    return false;
  }
  line.put('"');
  return true;
}

// Carnegie Mellon's vendor area.
void put_cmu(Line& line, Bytes vendor) {
  line.put(" vend-cmu");
  const std::uint8_t flags = vendor.u8(4);
  if ((flags & ~1) != 0) line.print(" F:0x{:x}", flags);
  const std::string_view titles[] = {
      (flags & 1) != 0 ? "SM" : "SM*", "DG", "NS1", "NS2", "IEN1", "IEN2", "TS1", "TS2"};
  static constexpr std::uint8_t kOrder[] = {1, 0, 2, 3, 4, 5, 6, 7};
  for (const auto i : kOrder) {
    const std::uint32_t at = 8 + 4u * i;
    if (vendor.u32(at) == 0) continue;
    line.put(' ');
    line.put(titles[i]);
    line.put(':');
    put_ipv4(line, vendor, at);
  }
  line.settle_cut();
}

void put_details(Line& line, Bytes data, std::uint8_t hardware, std::uint8_t hardware_size) {
  if (hardware != Hardware::ETHER) line.print(", htype {}", hardware);
  if (hardware != Hardware::ETHER || hardware_size != 6) line.print(", hlen {}", hardware_size);
  if (const auto hops = data.u8(3); hops != 0) line.print(", hops {}", hops);
  if (const auto id = data.u32(4); id != 0) line.print(", xid 0x{:x}", id);
  if (const auto seconds = data.u16(8); seconds != 0) line.print(", secs {}", seconds);
  const std::uint16_t flags = data.u16(10);
  line.put(", Flags [");
  put_bits(line, kFlags, flags, "none");
  line.put(']');
  if (line.verbosity() > 1) line.print(" (0x{:04x})", flags);
  put_address(line, data, 12, "Client-IP");
  put_address(line, data, 16, "Your-IP");
  put_address(line, data, 20, "Server-IP");
  put_address(line, data, 24, "Gateway-IP");
  if (hardware == Hardware::ETHER && hardware_size == 6) {
    data.raw(28, 6);
    line.put("\n\t  Client-Ethernet-Address ");
    put_mac(line, data, 28);
  }
  if (!put_text_field(line, data, kServerName, kServerNameSize, "sname") ||
      !put_text_field(line, data, kFile, kFileSize, "file")) {
    return;
  }
  if (!data.has(kVendor, 4)) {
    line.truncated();
    return;
  }
  const std::uint32_t magic = data.u32(kVendor);
  if (magic == kMagic) {
    dhcp_options(line, data.from(kVendor));
  } else if (magic == kCmuMagic) {
    put_cmu(line, data.from(kVendor));
  } else if (magic != 0) {
    line.print("\n\t  Vendor-#0x{:x}", magic);
  }
}

}  // namespace

void bootp(Line& line, Bytes data) {
  line.protocol = "bootp";
  const std::uint8_t operation = data.u8(0);
  line.put("BOOTP/DHCP, ");
  put_name(line, kOperations, operation, "unknown (0x{:02x})");
  const std::uint8_t hardware = data.u8(1);
  const std::uint8_t hardware_size = data.u8(2);
  if (hardware == Hardware::ETHER && hardware_size == 6 && operation == BootP::BOOTREQUEST &&
      data.raw(28, 6) != nullptr) {
    line.put(" from ");
    put_mac(line, data, 28);
  }
  line.print(", length {}", data.length());
  if (line.verbosity() == 0) return;
  data.raw(8, 2);
  if (!line.cut()) put_details(line, data, hardware, hardware_size);
}

}  // namespace tapbond::text
