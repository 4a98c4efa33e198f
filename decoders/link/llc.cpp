// IEEE 802.2 logical link control.
#include <tins/llc.h>

#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/link/ethernet.h"
#include "decoders/link/link_payloads.h"
#include "decoders/network/network.h"
#include "decoders/network/osi.h"

namespace tapbond::text {
namespace {

using Tins::LLC;

constexpr std::uint8_t kGlobalSap = 0xff;
constexpr std::uint8_t kSnapSap = 0xaa;
constexpr std::uint16_t kUnnumberedInformation = 0x03;
constexpr std::uint16_t kExchangeIdentification = 0xaf;

constexpr Name kSupervisory[] = {
    {LLC::RECEIVE_READY, "Receiver Ready"},
    {LLC::RECEIVE_NOT_READY, "Receiver not Ready"},
    {LLC::REJECT, "Reject"},
};
constexpr Name kDestinationKinds[] = {
    {0, "Individual"},
    {1, "Group"},
};
constexpr Name kFlags[] = {
    {0, "Command"}, {1, "Response"}, {16, "Poll"}, {17, "Final"}, {256, "Poll"}, {257, "Final"},
};
// By the whole control field, less its poll bit; libtins has two parts of it, put together.
constexpr Name kCommands[] = {
    {3, "ui"},    {227, "test"}, {175, "xid"},   {99, "ua"},
    {67, "disc"}, {15, "dm"},    {111, "sabme"}, {135, "frmr"},
};
constexpr Name kSaps[] = {
    {0, "Null"},     {255, "Global"},   {2, "802.1B I"}, {3, "802.1B G"},  {6, "IP"},
    {4, "SNA"},      {14, "ProWay NM"}, {66, "STP"},     {78, "RS511"},    {126, "ISO8208"},
    {142, "ProWay"}, {170, "SNAP"},     {224, "IPX"},    {240, "NetBeui"}, {254, "OSI"},
};

struct Payload {
  std::uint8_t sap;
  std::string_view mark;  // said before it with -e
  void (*decode)(Line&, Bytes);
};
constexpr Payload kPayloads[] = {
    {0x06, "", ipv4},
    {0x42, "", spanning_tree},
    {0xfe, "", osi},
    {0xe0, "IPX 802.2: ", ipx},
};

void put_saps(Line& line, const LinkAddresses* addresses, std::uint8_t dsap, std::uint8_t ssap) {
  if (addresses != nullptr) {
    put_mac(line, addresses->data, addresses->source);
    line.put(' ');
    if (ssap != dsap) {
      put_name(line, kSaps, ssap, "Unknown SSAP 0x{:02x}");
      line.put(' ');
    }
    line.put("> ");
    put_mac(line, addresses->data, addresses->destination);
    line.put(' ');
  } else if (ssap != dsap) {
    put_name(line, kSaps, ssap, "Unknown SSAP 0x{:02x}");
    line.put(" > ");
  }
  put_name(line, kSaps, dsap, "Unknown DSAP 0x{:02x}");
  line.put(' ');
}

void put_header(Line& line, std::uint8_t dsap_field, std::uint8_t ssap_field, std::uint16_t control,
                bool unnumbered) {
  const auto dsap = static_cast<std::uint8_t>(dsap_field & 0xfe);
  const auto ssap = static_cast<std::uint8_t>(ssap_field & 0xfe);
  line.put("LLC, dsap ");
  put_name(line, kSaps, dsap, "Unknown");
  line.print(" (0x{:02x}) ", dsap);
  put_name(line, kDestinationKinds, dsap_field & 1u, "Unknown");
  line.put(", ssap ");
  put_name(line, kSaps, ssap, "Unknown");
  line.print(" (0x{:02x}) ", ssap);
  put_name(line, kFlags, ssap_field & 1u, "Unknown");
  if (unnumbered) {
    line.print(", ctrl 0x{:02x}: ", control);
  } else {
    line.print(", ctrl 0x{:04x}: ", control);
  }
}

int truncated_llc(Line& line, Bytes data) {
  line.truncated();
  put_hex_ascii_dump(line, data.seen(0, data.captured()));
  return static_cast<int>(data.captured() < data.length() ? data.captured() : data.length());
}

// False where the frame's content is said in full by its header.
bool put_unnumbered(Line& line, Bytes payload, std::uint8_t ssap_field, std::uint16_t control) {
  line.put("Unnumbered, ");
  put_name(line, kCommands, control & 0xefu, "{:02x}");
  line.put(", Flags [");
  put_name(line, kFlags, (ssap_field & 1u) | (control & 0x10u), "?");
  line.print("], length {}", payload.length() + 3);
  if ((control & 0xef) != kExchangeIdentification) return true;
  if (payload.length() == 0) return false;
  if (payload.captured() < 1) {
    line.truncated();
    return false;
  }
  if (payload.u8(0) != 0x81) return true;
  if (payload.captured() < 3 || payload.length() < 3) {
    line.truncated();
    put_hex_ascii_dump(line, payload.seen(0, payload.captured()));
  } else {
    line.print(": {:02x} {:02x}", payload.u8(1), payload.u8(2));
  }
  return false;
}

}  // namespace

int llc(Line& line, Bytes data, const LinkAddresses* addresses) {
  line.protocol = "llc";
  if (data.captured() < 3 || data.length() < 3) return truncated_llc(line, data);
  const std::uint8_t dsap_field = data.u8(0);
  const std::uint8_t ssap_field = data.u8(1);
  std::uint16_t control = data.u8(2);
  const bool unnumbered = (control & 3) == LLC::UNNUMBERED;
  if (!unnumbered) {
    if (data.captured() < 4 || data.length() < 4) return truncated_llc(line, data);
    control = data.le16(2);
  }
  const std::uint32_t header = unnumbered ? 3 : 4;
  const Bytes payload = data.from(header);
  if (ssap_field == kGlobalSap && dsap_field == kGlobalSap) {
    if (line.options.link_header) line.put("IPX 802.3: ");
    ipx(line, data);
    return 0;
  }
  const auto dsap = static_cast<std::uint8_t>(dsap_field & 0xfe);
  const auto ssap = static_cast<std::uint8_t>(ssap_field & 0xfe);
  if (line.options.link_header) put_header(line, dsap_field, ssap_field, control, unnumbered);
  const bool information = control == kUnnumberedInformation;
  if (ssap == kSnapSap && dsap == kSnapSap && information) {
    const int size = static_cast<int>(header) + 5;
    return snap(line, payload, addresses, 2) ? size : -size;
  }
  if (information && ssap == dsap) {
    for (const Payload& known : kPayloads) {
      if (known.sap != dsap) continue;
      if (line.options.link_header) line.put(known.mark);
      known.decode(line, payload);
      return static_cast<int>(header);
    }
  }
  if (!line.options.link_header) put_saps(line, addresses, dsap, ssap);
  if (unnumbered) {
    const bool rest = put_unnumbered(line, payload, ssap_field, control);
    return rest ? -static_cast<int>(header) : static_cast<int>(header);
  }
  const std::uint32_t flags = (ssap_field & 1u) | (control & 0x100u);
  if ((control & 3) == LLC::SUPERVISORY) {
    line.put("Supervisory, ");
    put_name(line, kSupervisory, control >> 2 & 3u, "?");
    line.print(", rcv seq {}, Flags [", control >> 9);
    put_name(line, kFlags, flags, "?");
    line.print("], length {}", payload.length() + header);
    return static_cast<int>(header);
  }
  line.print("Information, send seq {}, rcv seq {}, Flags [", control >> 1 & 0x7f, control >> 9);
  put_name(line, kFlags, flags, "?");
  line.print("], length {}", payload.length() + header);
  return -static_cast<int>(header);
}

}  // namespace tapbond::text
