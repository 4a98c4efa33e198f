// The control messages of the Point-to-Point Tunneling Protocol (RFC 2637).
#include "decoders/application/application.h"
#include "decoders/core/escape.h"
#include "decoders/core/names.h"
#include "decoders/core/reader.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kCookie = 0x1a2b3c4d;
constexpr std::uint32_t kTextSize = 64;
constexpr std::uint32_t kStatisticsSize = 128;

enum class Kind : std::uint8_t {
  kNumber16,
  kNumber32,
  kHex32,
  kText,
  kStatistics,
  kPhoneSize,
  kPhone,
  kVersion,
  kReserved8,
  kReserved16,
  kFraming,      // bits
  kBearer,       // bits
  kFramingType,  // one of them
  kBearerType,   // one of them
  kResult,
  kError,
  kReason,
};
struct Field {
  Kind kind;
  std::string_view name;
};
using Fields = std::span<const Field>;

constexpr Field kReserved16 = {Kind::kReserved16, ""};
constexpr Field kCallId = {Kind::kNumber16, "CALL_ID"};
constexpr Field kPeerCallId = {Kind::kNumber16, "PEER_CALL_ID"};
constexpr Field kCallNumber = {Kind::kNumber16, "CALL_SER_NUM"};
constexpr Field kCause = {Kind::kNumber16, "CAUSE_CODE"};
constexpr Field kWindow = {Kind::kNumber16, "RECV_WIN"};
constexpr Field kDelay = {Kind::kNumber16, "PROC_DELAY"};
constexpr Field kSpeed = {Kind::kNumber32, "CONN_SPEED"};
constexpr Field kChannel = {Kind::kNumber32, "PHY_CHAN_ID"};
constexpr Field kVersion = {Kind::kVersion, "PROTO_VER"};
constexpr Field kFraming = {Kind::kFraming, "FRAME_CAP"};
constexpr Field kBearer = {Kind::kBearer, "BEARER_CAP"};
constexpr Field kFramingType = {Kind::kFramingType, "FRAME_TYPE"};
constexpr Field kBearerType = {Kind::kBearerType, "BEARER_TYPE"};
constexpr Field kChannels = {Kind::kNumber16, "MAX_CHAN"};
constexpr Field kFirmware = {Kind::kNumber16, "FIRM_REV"};
constexpr Field kHost = {Kind::kText, "HOSTNAME"};
constexpr Field kVendor = {Kind::kText, "VENDOR"};
constexpr Field kSubaddress = {Kind::kText, "SUB_ADDR"};
constexpr Field kResult = {Kind::kResult, "RESULT_CODE"};
constexpr Field kError = {Kind::kError, "ERR_CODE"};

constexpr Field kStartRequest[] = {kVersion,  kReserved16, kFraming, kBearer,
                                   kChannels, kFirmware,   kHost,    kVendor};
constexpr Field kStartReply[] = {kVersion,  kResult,   kError, kFraming, kBearer,
                                 kChannels, kFirmware, kHost,  kVendor};
constexpr Field kStopRequest[] = {{Kind::kReason, "REASON"}, {Kind::kReserved8, ""}, kReserved16};
constexpr Field kStopReply[] = {kResult, kError, kReserved16};
constexpr Field kEchoRequest[] = {{Kind::kNumber32, "ID"}};
constexpr Field kEchoReply[] = {{Kind::kNumber32, "ID"}, kResult, kError, kReserved16};
constexpr Field kOutgoingRequest[] = {kCallId,
                                      kCallNumber,
                                      {Kind::kNumber32, "MIN_BPS"},
                                      {Kind::kNumber32, "MAX_BPS"},
                                      kBearerType,
                                      kFramingType,
                                      kWindow,
                                      kDelay,
                                      {Kind::kPhoneSize, "PHONE_NO_LEN"},
                                      kReserved16,
                                      {Kind::kPhone, "PHONE_NO"},
                                      kSubaddress};
constexpr Field kOutgoingReply[] = {kCallId, kPeerCallId, kResult, kError,  kCause,
                                    kSpeed,  kWindow,     kDelay,  kChannel};
constexpr Field kIncomingRequest[] = {kCallId,
                                      kCallNumber,
                                      kBearerType,
                                      kChannel,
                                      {Kind::kPhoneSize, "DIALED_NO_LEN"},
                                      {Kind::kPhoneSize, "DIALING_NO_LEN"},
                                      {Kind::kPhone, "DIALED_NO"},
                                      {Kind::kPhone, "DIALING_NO"},
                                      kSubaddress};
constexpr Field kIncomingReply[] = {kCallId, kPeerCallId, kResult,    kError,
                                    kWindow, kDelay,      kReserved16};
constexpr Field kIncomingConnected[] = {kPeerCallId, kReserved16, kSpeed,
                                        kWindow,     kDelay,      kFramingType};
constexpr Field kClear[] = {kCallId, kReserved16};
constexpr Field kDisconnect[] = {kCallId, kResult,     kError,
                                 kCause,  kReserved16, {Kind::kStatistics, "CALL_STATS"}};
constexpr Field kLinkErrors[] = {kPeerCallId,
                                 kReserved16,
                                 {Kind::kNumber32, "CRC_ERR"},
                                 {Kind::kNumber32, "FRAMING_ERR"},
                                 {Kind::kNumber32, "HARDWARE_OVERRUN"},
                                 {Kind::kNumber32, "BUFFER_OVERRUN"},
                                 {Kind::kNumber32, "TIMEOUT_ERR"},
                                 {Kind::kNumber32, "ALIGN_ERR"}};
constexpr Field kLinkInfo[] = {
    kPeerCallId, kReserved16, {Kind::kHex32, "SEND_ACCM"}, {Kind::kHex32, "RECV_ACCM"}};

constexpr Name kStartResults[] = {
    {1, "Successful channel establishment"},
    {2, "General error"},
    {3, "Command channel already exists"},
    {4, "Requester is not authorized to establish a command channel"},
    {5, "The protocol version of the requester is not supported"},
};
constexpr Name kPlainResults[] = {{1, "OK"}, {2, "General Error"}};
constexpr Name kOutgoingResults[] = {
    {1, "Connected"},    {2, "General Error"}, {3, "No Carrier"},    {4, "Busy"},
    {5, "No Dial Tone"}, {6, "Time-out"},      {7, "Do Not Accept"},
};
constexpr Name kIncomingResults[] = {{1, "Connect"}, {2, "General Error"}, {3, "Do Not Accept"}};
constexpr Name kDisconnectResults[] = {
    {1, "Lost Carrier"}, {2, "General Error"}, {3, "Admin Shutdown"}, {4, "Request"}};
constexpr Name kErrors[] = {
    {0, "None"},        {1, "Not-Connected"}, {2, "Bad-Format"}, {3, "Bad-Value"},
    {4, "No-Resource"}, {5, "Bad-Call-ID"},   {6, "PAC-Error"},
};
constexpr Name kReasons[] = {{1, "None"}, {2, "Stop-Protocol"}, {3, "Stop-Local-Shutdown"}};
constexpr Name kFramingTypes[] = {{1, "A"}, {2, "S"}, {3, "E"}};
constexpr Name kBearerTypes[] = {{1, "A"}, {2, "D"}, {3, "Any"}};
constexpr Name kFramingBits[] = {{1, "A"}, {2, "S"}};
constexpr Name kBearerBits[] = {{2, "D"}, {1, "A"}};
constexpr Name kMessageKinds[] = {{1, " CTRL-MSG"}, {2, " MGMT-MSG"}};

struct Message {
  std::string_view name;
  Fields fields;
  Names results = {};
};
constexpr Message kMessages[] = {
    {"NOT_DEFINED", {}},
    {"SCCRQ", kStartRequest},
    {"SCCRP", kStartReply, kStartResults},
    {"StopCCRQ", kStopRequest},
    {"StopCCRP", kStopReply, kPlainResults},
    {"ECHORQ", kEchoRequest},
    {"ECHORP", kEchoReply, kPlainResults},
    {"OCRQ", kOutgoingRequest},
    {"OCRP", kOutgoingReply, kOutgoingResults},
    {"ICRQ", kIncomingRequest},
    {"ICRP", kIncomingReply, kIncomingResults},
    {"ICCN", kIncomingConnected},
    {"CCRQ", kClear},
    {"CDN", kDisconnect, kDisconnectResults},
    {"WEN", kLinkErrors},
    {"SLI", kLinkInfo},
};

// The sizes of the one or two phone numbers, which come before them.
class PhoneSizes {
 public:
  void add(std::uint32_t size) { sizes_[added_++ % 2] = size; }
  std::uint32_t take() { return sizes_[taken_++ % 2]; }

 private:
  std::uint32_t sizes_[2] = {};
  unsigned added_ = 0;
  unsigned taken_ = 0;
};

void put_reserved(Line& line, std::uint32_t value) {
  if (value != 0) line.print(" [ERROR: reserved={} must be zero]", value);
}

// At most so many bytes of a field of `size`, ended by a NUL where it is shorter.
void put_text_field(Line& line, Reader& from, std::string_view name, std::uint32_t size,
                    std::uint32_t most) {
  const Bytes text = from.bytes(size);
  most = std::min(size, most);
  line.print(" {}(", name);
  const std::uint32_t taken = put_string(line, text, 0, most);
  if (taken < most && (taken == 0 || text.u8(taken - 1) != 0)) return line.cut_here();
  line.put(')');
}

// With what the code means under -v.
void put_code(Line& line, std::string_view name, Names names, std::uint32_t code) {
  line.print(" {}({}", name, code);
  if (line.verbosity() > 0) {
    line.put(':');
    put_name(line, names, code, "?");
  }
  line.put(')');
}

void put_choice(Line& line, std::string_view name, Names names, std::uint32_t value) {
  if (line.cut()) return;
  line.print(" {}(", name);
  put_name(line, names, value, "?");
  line.put(')');
}

// The title comes even where the bits were not captured, or it does not.
void put_flags(Line& line, Reader& from, const Field& field, Names names) {
  if (field.kind == Kind::kFraming) line.print(" {}(", field.name);
  const std::uint32_t bits = from.u32();
  if (field.kind != Kind::kFraming) line.print(" {}(", field.name);
  put_bits(line, names, bits, "", "");
  line.put(')');
}

void put_field(Line& line, Reader& from, const Field& field, Names results, PhoneSizes& phones) {
  switch (field.kind) {
    case Kind::kNumber16:
      return line.print(" {}({})", field.name, from.u16());
    case Kind::kNumber32:
      return line.print(" {}({})", field.name, from.u32());
    case Kind::kHex32:
      return line.print(" {}(0x{:08x})", field.name, from.u32());
    case Kind::kText:
      return put_text_field(line, from, field.name, kTextSize, kTextSize);
    case Kind::kStatistics:
      return put_text_field(line, from, field.name, kStatisticsSize, kStatisticsSize);
    case Kind::kPhone:
      return put_text_field(line, from, field.name, kTextSize, phones.take());
    case Kind::kPhoneSize: {
      const std::uint16_t size = from.u16();
      phones.add(size);
      return line.print(" {}({})", field.name, size);
    }
    case Kind::kVersion: {
      const unsigned version = from.u16();
      return line.print(" {}({}.{})", field.name, version >> 8, version & 0xff);
    }
    case Kind::kReserved8:
      return put_reserved(line, from.u8());
    case Kind::kReserved16:
      return put_reserved(line, from.u16());
    case Kind::kFraming:
      return put_flags(line, from, field, kFramingBits);
    case Kind::kBearer:
      return put_flags(line, from, field, kBearerBits);
    case Kind::kFramingType:
      return put_choice(line, field.name, kFramingTypes, from.u32());
    case Kind::kBearerType:
      return put_choice(line, field.name, kBearerTypes, from.u32());
    case Kind::kResult:
      return put_code(line, field.name, results, from.u8());
    case Kind::kError:
      return put_code(line, field.name, kErrors, from.u8());
    case Kind::kReason:
      return put_code(line, field.name, kReasons, from.u8());
  }
}

}  // namespace

void pptp(Line& line, Bytes data) {
  line.protocol = "pptp";
  line.put(": pptp");
  const bool verbose = line.verbosity() > 0;
  Reader from(data);
  if (verbose) {
    line.print(" Length={}", data.u16(0));
    const Name* name = find_name(kMessageKinds, data.u16(2));
    line.put(name != nullptr ? name->text : " UNKNOWN-MSG-TYPE");
  }
  from.skip(4);
  const std::uint32_t cookie = from.u32();
  if (cookie != kCookie) line.print(" UNEXPECTED Magic-Cookie!!({:08x})", cookie);
  if (verbose || cookie != kCookie) line.print(" Magic-Cookie={:08x}", cookie);
  const std::uint16_t type = from.u16();
  if (type < std::size(kMessages)) {
    line.print(" CTRL_MSGTYPE={}", kMessages[type].name);
  } else {
    line.print(" UNKNOWN_CTRL_MSGTYPE({})", type);
  }
  put_reserved(line, from.u16());
  if (type >= std::size(kMessages)) return;
  PhoneSizes phones;
  for (const Field& field : kMessages[type].fields) {
    put_field(line, from, field, kMessages[type].results, phones);
    if (line.cut()) return;
  }
}

}  // namespace tapbond::text
