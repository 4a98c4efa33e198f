// The multi-point control protocol of Ethernet passive optical networks (IEEE 802.3 clause 64), and
// pause frames.
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {
namespace {

enum Opcode : std::uint16_t {
  kPause = 1,
  kGate,
  kReport,
  kRegisterRequest,
  kRegister,
  kRegisterAck
};
constexpr Name kOpcodes[] = {
    {kPause, "Pause"},       {kGate, "Gate"},
    {kReport, "Report"},     {kRegisterRequest, "Register Request"},
    {kRegister, "Register"}, {kRegisterAck, "Register ACK"},
};
constexpr Name kGrantFlags[] = {
    {0x08, "Discovery"},      {0x10, "Force Grant #1"}, {0x20, "Force Grant #2"},
    {0x40, "Force Grant #3"}, {0x80, "Force Grant #4"},
};
constexpr Name kReportFlags[] = {
    {0x01, "Q0"}, {0x02, "Q1"}, {0x04, "Q2"}, {0x08, "Q3"},
    {0x10, "Q4"}, {0x20, "Q5"}, {0x40, "Q6"}, {0x80, "Q7"},
};
constexpr Name kRequestFlags[] = {{1, "Register"}, {3, "De-Register"}};
constexpr Name kRegisterFlags[] = {{1, "Re-Register"}, {2, "De-Register"}, {3, "ACK"}, {4, "NACK"}};
constexpr Name kAckFlags[] = {{1, "ACK"}};

constexpr std::uint32_t kHeader = 6;
constexpr std::uint32_t kGrant = 6;

void put_gate(Line& line, Bytes body) {
  const std::uint8_t start = body.u8(0);
  const unsigned grants = start & 7u;
  line.print("\n\tGrant Numbers {}, Flags [ ", grants);
  put_bits(line, kGrantFlags, start & 0xf8u, "?");
  line.put(" ]");
  std::uint32_t at = 1;
  for (unsigned grant = 1; grant <= grants && !line.cut(); ++grant, at += kGrant) {
    line.print("\n\tGrant #{}, Start-Time {} ticks, duration {} ticks", grant, body.u32(at),
               body.u16(at + 4));
  }
  line.print("\n\tSync-Time {} ticks", body.u16(at));
}

void put_report(Line& line, Bytes body) {
  const unsigned sets = body.u8(0);
  line.print("\n\tTotal Queue-Sets {}", sets);
  std::uint32_t at = 1;
  for (unsigned set = 1; set < sets && !line.cut(); ++set) {
    const std::uint8_t queues = body.u8(at++);
    line.print("\n\t  Queue-Set #{}, Report-Bitmap [ ", sets);
    put_bits(line, kReportFlags, queues, "?");
    line.put(" ]");
    for (unsigned queue = 0; queue < 8 && !line.cut(); ++queue) {
      if ((queues >> queue & 1) == 0) continue;
      line.print("\n\t    Q{} Report, Duration {} ticks", queue + 1, body.u16(at));
      at += 2;
    }
  }
}

void put_register(Line& line, Bytes body) {
  if (body.raw(0, 6) == nullptr) return;
  const std::uint8_t flags = body.u8(2);
  line.print("\n\tAssigned-Port {}, Flags [ ", body.u16(0));
  put_bits(line, kRegisterFlags, flags, "Reserved");
  line.put(" ]");
  line.print("\n\tSync-Time {} ticks, Echoed-Pending-Grants {}", body.u16(3), body.u8(5));
}

}  // namespace

void mpcp(Line& line, Bytes data) {
  line.protocol = "mpcp";
  const std::uint16_t opcode = data.u16(0);
  const std::uint32_t ticks = data.u32(2);
  if (line.cut()) return;
  line.put("MPCP, Opcode ");
  put_name(line, kOpcodes, opcode, "Unknown ({})");
  if (opcode != kPause) line.print(", Timestamp {} ticks", ticks);
  line.print(", length {}", data.length());
  if (line.verbosity() == 0) return;
  const Bytes body = data.from(kHeader);
  switch (opcode) {
    case kPause:
      break;
    case kGate:
      put_gate(line, body);
      break;
    case kReport:
      put_report(line, body);
      break;
    case kRegisterRequest: {
      const std::uint8_t flags = body.u8(0);
      const std::uint8_t pending = body.u8(1);
      line.put("\n\tFlags [ ");
      put_bits(line, kRequestFlags, flags, "Reserved");
      line.print(" ], Pending-Grants {}", pending);
      break;
    }
    case kRegister:
      put_register(line, body);
      break;
    case kRegisterAck: {
      if (body.raw(0, 5) == nullptr) return;
      const std::uint8_t flags = body.u8(0);
      const std::uint16_t port = body.u16(1);
      line.print("\n\tEchoed-Assigned-Port {}, Flags [ ", port);
      put_bits(line, kAckFlags, flags, "Reserved");
      line.print(" ]\n\tEchoed-Sync-Time {} ticks", body.u16(3));
      break;
    }
    default:
      put_hex_dump(line, data.seen(0, data.length()));
      break;
  }
}

}  // namespace tapbond::text
