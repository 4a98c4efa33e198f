// Realtek's remote control protocol (RRCP) and its relatives.
#include "decoders/core/address.h"
#include "decoders/core/names.h"
#include "decoders/link/ethernet.h"

namespace tapbond::text {
namespace {

enum Protocol : std::uint8_t {
  kControl = 1,
  kEcho = 2,
  kLoopDetection = 3,
  kTag8 = 4,
  kLoopDetection2 = 0x23,
};
constexpr unsigned kTagRtl8306 = 9;  // of the upper half of the byte
constexpr unsigned kTagRtl8366 = 10;
enum Opcode : std::uint8_t { kHello = 0, kGet = 1, kSet = 2 };
constexpr Name kOpcodes[] = {{kHello, "hello"}, {kGet, "get"}, {kSet, "set"}};
constexpr std::uint8_t kReply = 0x80;

void put_control(Line& line, Bytes data) {
  line.protocol = "rrcp";
  const std::uint8_t start = data.u8(1);
  if (line.cut()) return;
  const std::uint8_t opcode = start & 0x7f;
  line.print("RRCP {}: ", (start & kReply) != 0 ? "reply" : "query");
  put_name(line, kOpcodes, opcode, "unknown opcode (0x{:02x})");
  if (opcode == kGet || opcode == kSet) {
    line.print(" addr=0x{:04x}, data=0x{:08x}", data.le16(4), data.le32(6));
  }
  line.print(", auth=0x{:04x}", data.u16(2));
  if (opcode == kHello && (start & kReply) != 0) {
    if (data.raw(4, 14) == nullptr) return;
    line.print(" downlink_port={}", data.u8(4));
    line.print(", uplink_port={}", data.u8(5));
    line.put(", uplink_mac=");
    put_mac(line, data, 6);
    line.print(", vendor_id={:08x}", data.u32(14));
    line.print(" ,chip_id={:04x} ", data.u16(12));
  } else if (opcode == kGet || opcode == kSet) {
    line.print(", cookie=0x{:08x}", data.u32(14));
    line.print("{:08x} ", data.u32(10));
  }
}

}  // namespace

void realtek(Line& line, Bytes data, const LinkAddresses* addresses) {
  line.protocol = "rtl";
  if (addresses != nullptr) {
    put_mac(line, addresses->data, addresses->source);
    line.put(" > ");
    put_mac(line, addresses->data, addresses->destination);
    line.put(", ");
  }
  const std::uint8_t protocol = data.u8(0);
  if (line.cut()) return;
  switch (protocol) {
    case kControl:
      put_control(line, data);
      break;
    case kEcho:
      line.put("REP");
      break;
    case kLoopDetection:
    case kLoopDetection2:
      line.put("RLDP");
      break;
    case kTag8:
      line.put("Realtek 8-byte DSA tag");
      break;
    default:
      if (protocol >> 4 == kTagRtl8306) {
        line.put("Realtek RTL8306 4-byte DSA tag");
        break;
      }
      if (protocol >> 4 == kTagRtl8366) {
        line.put("Realtek RTL8366RB 4-byte DSA tag");
        break;
      }
      line.print("Realtek unknown type 0x{:02x}", protocol);
      break;
  }
}

}  // namespace tapbond::text
