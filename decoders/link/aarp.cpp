// AppleTalk's address resolution (Inside AppleTalk, chapter 2).
#include "decoders/core/address.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kBytes = 28;
constexpr std::uint16_t kEthernet = 1;
constexpr std::uint16_t kAppleTalk = 0x809b;

enum Operation : std::uint16_t { kRequest = 1, kReply = 2, kProbe = 3 };

// A network and a node, of which the first byte is not used.
void put_node(Line& line, Bytes data, std::uint32_t at) {
  line.print("{}.{}", data.u16(at + 1), data.u8(at + 3));
}

}  // namespace

void aarp(Line& line, Bytes data) {
  line.protocol = "aarp";
  line.put("aarp ");
  if (!data.has(0, kBytes)) return line.truncated();
  const std::uint16_t hardware = data.u16(0);
  const std::uint16_t protocol = data.u16(2);
  const unsigned hardware_size = data.u8(4);
  const unsigned protocol_size = data.u8(5);
  const std::uint16_t operation = data.u16(6);
  if (hardware == kEthernet && protocol == kAppleTalk && hardware_size == 6 && protocol_size == 4) {
    switch (operation) {
      case kRequest:
      case kProbe:
        line.put(operation == kRequest ? "who-has " : "probe ");
        put_node(line, data, 24);
        line.put(" tell ");
        return put_node(line, data, 14);
      case kReply:
        line.put("reply ");
        put_node(line, data, 14);
        line.put(" is-at ");
        return put_mac(line, data, 8);
      default:
        break;
    }
  }
  line.print("len {} op {} htype {} ptype 0x{:x} halen {} palen {}", data.length(), operation,
             hardware, protocol, hardware_size, protocol_size);
}

}  // namespace tapbond::text
