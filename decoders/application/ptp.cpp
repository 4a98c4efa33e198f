// The Precision Time Protocol, version 2 (IEEE 1588-2008 clause 13), over UDP or Ethernet.
#include "decoders/application/application.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 34;
constexpr std::uint32_t kTimeStamp = 10;
constexpr std::uint32_t kAnnounced = 20;  // bytes behind an announcement's time stamp

enum Message : std::uint8_t {
  kSync = 0,
  kDelayRequest = 1,
  kPeerDelayRequest = 2,
  kPeerDelayResponse = 3,
  kFollowUp = 8,
  kDelayResponse = 9,
  kPeerDelayFollowUp = 10,
  kAnnounce = 11,
  kSignalling = 12,
  kManagement = 13,
};
constexpr Name kMessages[] = {
    {kSync, "sync msg"},
    {kDelayRequest, "delay req msg"},
    {kPeerDelayRequest, "peer delay req msg"},
    {kPeerDelayResponse, "peer delay resp msg"},
    {kFollowUp, "follow up msg"},
    {kDelayResponse, "delay resp msg"},
    {kPeerDelayFollowUp, "pdelay resp fup msg"},
    {kAnnounce, "announce msg"},
    {kSignalling, "signalling msg"},
    {kManagement, "management msg"},
};
constexpr Name kFlags[] = {
    {0x0001, "l1 61"},
    {0x0002, "l1 59"},
    {0x0004, "utc reasonable"},
    {0x0008, "timescale"},
    {0x0010, "time tracable"},
    {0x0020, "frequency tracable"},
    {0x0100, "alternate master"},
    {0x0200, "two step"},
    {0x0400, "unicast"},
    {0x1000, "profile specific 1"},
    {0x2000, "profile specific 2"},
    {0x4000, "security mask"},
};
constexpr Name kControls[] = {
    {0, "Sync"},       {1, "Delay_Req"},  {2, "Follow_Up"},
    {3, "Delay_Resp"}, {4, "Management"}, {5, "Other"},
};

// What follows the header: time stamps of 48 bits of seconds and 32 of nanoseconds.
void put_time(Line& line, Bytes data, std::string_view title, std::string_view separator) {
  line.print(", {} :", title);
  line.print(" {} seconds{}", data.u48(0), separator);
  line.print(" {} nanoseconds", data.u32(6));
}

void put_port(Line& line, Bytes data) {
  line.print(", port identity : 0x{:x}", data.u64(0));
  line.print(", port id : {}", data.u16(8));
}

void put_announcement(Line& line, Bytes data) {
  put_time(line, data, "originTimeStamp", "");
  data = data.from(kTimeStamp);
  line.print(", origin cur utc :{}", data.u16(0));
  line.print(", rsvd : {}", data.u8(2));
  line.print(", gm priority_1 : {}", data.u8(3));
  line.print(", gm clock class : {}", data.u8(4));
  line.print(", gm clock accuracy : {}", data.u8(5));
  line.print(", gm clock variance : {}", data.u16(6));
  line.print(", gm priority_2 : {}", data.u8(8));
  line.print(", gm clock id : 0x{:x}", data.u64(9));
  line.print(", steps removed : {}", data.u16(17));
  line.print(", time source : 0x{:x}", data.u8(kAnnounced - 1));
}

void put_body(Line& line, Bytes body, std::uint8_t message) {
  switch (message) {
    case kSync:
    case kDelayRequest:
      return put_time(line, body, "originTimeStamp", ",");
    case kFollowUp:
      return put_time(line, body, "preciseOriginTimeStamp", ",");
    case kPeerDelayRequest:
    case kPeerDelayFollowUp:
      put_time(line, body, "preciseOriginTimeStamp", ",");
      return put_port(line, body.from(kTimeStamp));
    case kPeerDelayResponse:
    case kDelayResponse:
      put_time(line, body, "receiveTimeStamp", ",");
      return put_port(line, body.from(kTimeStamp));
    case kAnnounce:
      return put_announcement(line, body);
    case kSignalling:
      return put_port(line, body);
    case kManagement:
      put_port(line, body);
      // tcpdump shows these numbers whatever is there.
      return line.put(
          ", , start boundary hops  254, , boundary hops  254, , flags  0xfe, , reserved  0xfe");
    default:
      return;
  }
}

void put_message(Line& line, Bytes data) {
  const std::uint8_t first = data.u8(0);
  const std::uint8_t message = first & 0x0f;
  line.print(", v1 compat : {}", (first & 0x10) != 0 ? "yes" : "no");
  line.put(", msg type : ");
  put_name(line, kMessages, message, "Reserved");
  line.print(", length : {}", data.u16(2));
  const std::uint16_t domain = data.u16(4);
  line.print(", domain : {}, reserved1 : {}", domain >> 8, domain & 0xff);
  const std::uint16_t flags = data.u16(6);
  line.put(", Flags [");
  put_bits(line, kFlags, flags, "none");
  line.put(']');
  line.print(", NS correction : {}", data.u48(8));
  line.print(", sub NS correction : {}", data.u16(14));
  line.print(", reserved2 : {}", data.u32(16));
  line.print(", clock identity : 0x{:x}", data.u64(20));
  line.print(", port id : {}", data.u16(28));
  line.print(", seq id : {}", data.u16(30));
  const std::uint8_t control = data.u8(32);
  line.print(", control : {} (", control);
  put_name(line, kControls, control, "Reserved");
  line.put(')');
  line.print(", log message interval : {}", data.u8(33));
  put_body(line, data.from(kHeader), message);
}

}  // namespace

void ptp(Line& line, Bytes data) {
  line.protocol = "ptp";
  if (data.length() < kHeader) {
    line.print(" [length {} < {}]", data.length(), kHeader);
    line.invalid();
    return;
  }
  const unsigned version = data.u8(1);
  line.print("PTPv{}", version);
  if (version == 1) line.put(" (not implemented)");
  if (version == 2) put_message(line, data);
}

}  // namespace tapbond::text
