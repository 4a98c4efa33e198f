// The Layer Two Tunneling Protocol, version 2 (RFC 2661).
#include <algorithm>
#include <iterator>

#include "decoders/application/application.h"
#include "decoders/core/escape.h"
#include "decoders/core/names.h"
#include "decoders/link/ppp.h"

namespace tapbond::text {
namespace {

constexpr std::uint16_t kControl = 0x8000;
constexpr std::uint16_t kHasLength = 0x4000;
constexpr std::uint16_t kHasSequence = 0x0800;
constexpr std::uint16_t kHasOffset = 0x0200;
constexpr Name kFlags[] = {
    {kControl, "T"}, {kHasLength, "L"}, {kHasSequence, "S"}, {kHasOffset, "O"}, {0x0100, "P"},
};

// Of an attribute-value pair: flags and length, vendor, type.
constexpr std::uint32_t kPairHeader = 6;
constexpr std::uint16_t kMandatory = 0x8000;
constexpr std::uint16_t kHidden = 0x4000;
constexpr std::uint16_t kPairLength = 0x03ff;

constexpr Name kMessages[] = {
    {1, "SCCRQ"}, {2, "SCCRP"}, {3, "SCCCN"}, {4, "StopCCN"}, {6, "HELLO"},
    {7, "OCRQ"},  {8, "OCRP"},  {9, "OCCN"},  {10, "ICRQ"},   {11, "ICRP"},
    {12, "ICCN"}, {14, "CDN"},  {15, "WEN"},  {16, "SLI"},
};
constexpr Name kFraming[] = {{2, "A"}, {1, "S"}};
constexpr Name kBearers[] = {{2, "A"}, {1, "D"}};
constexpr Name kAuthentications[] = {
    {0, "Reserved"}, {1, "Textual"}, {2, "CHAP"}, {3, "PAP"}, {4, "No Auth"}, {5, "MS-CHAPv1"},
};
constexpr Name kDirections[] = {{0, "global error"}, {1, "at peer"}, {2, "at local"}};

bool too_short(Line& line, Bytes value, std::uint32_t needed) {
  if (value.length() >= needed) return false;
  line.put("AVP too short");
  return true;
}

void message(Line& line, Bytes value) {
  if (!too_short(line, value, 2)) put_name(line, kMessages, value.u16(0), "MSGTYPE-#{}");
}

void nothing(Line&, Bytes) {}

void obsolete(Line& line, Bytes) { line.put("obsolete"); }

void text(Line& line, Bytes value) { put_text(line, value, 0, value.length()); }

void octets(Line& line, Bytes value) {
  for (std::uint32_t i = 0; i < value.length(); ++i) {
    line.print("{:02x}", value.u8(i));
  }
}

void number16(Line& line, Bytes value) {
  if (!too_short(line, value, 2)) line.dec(value.u16(0));
}

void number32(Line& line, Bytes value) {
  if (!too_short(line, value, 4)) line.dec(value.u32(0));
}

void result(Line& line, Bytes value) {
  if (too_short(line, value, 2)) return;
  line.dec(value.u16(0));
  if (value.length() == 2) return;
  if (value.length() == 3) {
    line.put(" AVP too short");
    return;
  }
  line.print("/{}", value.u16(2));
  if (value.length() > 4) {
    line.put(' ');
    text(line, value.from(4));
  }
}

void version(Line& line, Bytes value) {
  if (!too_short(line, value, 2)) line.print("{}.{}", value.u8(0), value.u8(1));
}

void framing(Line& line, Bytes value) {
  if (!too_short(line, value, 4)) put_bits(line, kFraming, value.u32(0), "", "");
}

void bearer(Line& line, Bytes value) {
  if (!too_short(line, value, 4)) put_bits(line, kBearers, value.u32(0), "", "");
}

void tie_breaker(Line& line, Bytes value) {
  if (!too_short(line, value, 8)) octets(line, value.first(8));
}

void cause(Line& line, Bytes value) {
  if (too_short(line, value, 3)) return;
  line.print("{}, {:02x}", value.u16(0), value.u8(2));
  if (value.length() > 3) {
    line.put(' ');
    text(line, value.from(3));
  }
}

void response(Line& line, Bytes value) {
  if (!too_short(line, value, 16)) octets(line, value.first(16));
}

void authentication(Line& line, Bytes value) {
  if (!too_short(line, value, 2)) put_name(line, kAuthentications, value.u16(0), "AuthType-#{}");
}

void authentication_id(Line& line, Bytes value) {
  if (!too_short(line, value, 2)) line.dec(value.u8(1));
}

void call_errors(Line& line, Bytes value) {
  std::uint32_t at = 2;
  for (const auto* name : {"CRCErr", "FrameErr", "HardOver", "BufOver", "Timeout", "AlignErr"}) {
    if (too_short(line, value, at + 4)) return;
    line.print("{}={} ", name, value.u32(at));
    at += 4;
  }
}

void control_characters(Line& line, Bytes value) {
  if (too_short(line, value, 6)) return;
  line.print("send={:08x} ", value.u32(2));
  if (too_short(line, value, 10)) return;
  line.print("recv={:08x} ", value.u32(6));
}

void disconnect_cause(Line& line, Bytes value) {  // RFC 3145
  if (too_short(line, value, 5)) return;
  line.print("{:04x}, {:04x} ", value.u16(0), value.u16(2));
  put_name(line, kDirections, value.u8(4), "Direction-#{}");
  if (value.length() > 5) {
    line.put(' ');
    text(line, value.from(5));
  }
}

struct Attribute {
  std::uint16_t type;
  std::string_view name;
  void (*put_value)(Line&, Bytes);
};

constexpr Attribute kAttributes[] = {
    {0, "MSGTYPE", message},
    {1, "RESULT_CODE", result},
    {2, "PROTO_VER", version},
    {3, "FRAMING_CAP", framing},
    {4, "BEARER_CAP", bearer},
    {5, "TIE_BREAKER", tie_breaker},
    {6, "FIRM_VER", number16},
    {7, "HOST_NAME", text},
    {8, "VENDOR_NAME", text},
    {9, "ASSND_TUN_ID", number16},
    {10, "RECV_WIN_SIZE", number16},
    {11, "CHALLENGE", octets},
    {12, "Q931_CC", cause},
    {13, "CHALLENGE_RESP", response},
    {14, "ASSND_SESS_ID", number16},
    {15, "CALL_SER_NUM", number32},
    {16, "MINIMUM_BPS", number32},
    {17, "MAXIMUM_BPS", number32},
    {18, "BEARER_TYPE", bearer},
    {19, "FRAMING_TYPE", framing},
    {20, "PACKET_PROC_DELAY", obsolete},
    {21, "CALLED_NUMBER", text},
    {22, "CALLING_NUMBER", text},
    {23, "SUB_ADDRESS", text},
    {24, "TX_CONN_SPEED", number32},
    {25, "PHY_CHANNEL_ID", number32},
    {26, "INI_RECV_LCP", octets},
    {27, "LAST_SENT_LCP", octets},
    {28, "LAST_RECV_LCP", octets},
    {29, "PROXY_AUTH_TYPE", authentication},
    {30, "PROXY_AUTH_NAME", text},
    {31, "PROXY_AUTH_CHAL", octets},
    {32, "PROXY_AUTH_ID", authentication_id},
    {33, "PROXY_AUTH_RESP", octets},
    {34, "CALL_ERRORS", call_errors},
    {35, "ACCM", control_characters},
    {36, "RANDOM_VECTOR", octets},
    {37, "PRIVATE_GRP_ID", text},
    {38, "RX_CONN_SPEED", number32},
    {39, "SEQ_REQUIRED", nothing},
    {46, "PPP_DISCON_CC", disconnect_cause},
};

void put_pair(Line& line, Bytes pair) {
  const std::uint16_t flags = pair.u16(0);
  const std::uint16_t vendor = pair.u16(2);
  const std::uint16_t type = pair.u16(4);
  const Bytes value = pair.from(kPairHeader);
  if ((flags & kMandatory) != 0) line.put('*');
  if ((flags & kHidden) != 0) line.put('?');
  if (vendor != 0) {
    line.print("VENDOR{:04x}:ATTR{:04x}(", vendor, type);
    octets(line, value);
    line.put(')');
    return;
  }
  const auto* const attribute = std::ranges::find(kAttributes, type, &Attribute::type);
  const bool known = attribute != std::end(kAttributes);
  if (known) {
    line.put(attribute->name);
  } else {
    line.print("AVP-#{}", type);
  }
  line.put('(');
  if ((flags & kHidden) != 0) {
    line.put("???");
  } else if (known) {
    attribute->put_value(line, value);
  }
  line.put(')');
}

void put_pairs(Line& line, Bytes rest) {
  while (rest.length() > 0) {
    line.put(' ');
    const std::uint32_t size = rest.u16(0) & kPairLength;
    if (line.cut()) return;
    if (size < kPairHeader || size > rest.length() || !rest.has(0, size)) {
      line.truncated();
      return;
    }
    put_pair(line, rest.first(size));
    rest = rest.from(size);
  }
}

void put_packet(Line& line, Bytes data) {
  const std::uint16_t flags = data.u16(0);
  if (line.cut()) return;
  if ((flags & 15) == 1) {
    line.put(" l2f:");
    return;
  }
  if ((flags & 15) != 2) {
    line.put(" Unknown Version, neither L2F(1) nor L2TP(2)");
    return;
  }
  line.put(" l2tp:[");
  put_bits(line, kFlags, flags, "", "");
  line.put(']');
  std::uint32_t at = 2;
  std::uint32_t length = data.length();
  if ((flags & kHasLength) != 0) {
    length = data.u16(at);
    at += 2;
  }
  const std::uint16_t tunnel = data.u16(at);
  line.print("({}/", tunnel);
  const std::uint16_t session = data.u16(at + 2);
  line.print("{})", session);
  at += 4;
  if ((flags & kHasSequence) != 0) {
    const std::uint16_t sent = data.u16(at);
    line.print("Ns={},", sent);
    const std::uint16_t received = data.u16(at + 2);
    line.print("Nr={}", received);
    at += 4;
  }
  if ((flags & kHasOffset) != 0) {
    const std::uint32_t offset = data.u16(at);
    if (line.cut()) return;
    at += 2 + offset;
    if (!data.has(0, at)) {
      line.truncated();
      return;
    }
  }
  if (line.cut()) return;
  if (length > data.length()) {
    line.print(" Length {} larger than packet", length);
    return;
  }
  if (length < at) {
    line.print(" Length {} smaller than header length", length);
    return;
  }
  const Bytes payload = data.from(at).claiming(length - at);
  if ((flags & kControl) == 0) {
    line.put(" {");
    ppp(line, payload);
    line.put('}');
  } else if ((flags & kHasLength) == 0) {
    line.put(" No length");
  } else if (payload.length() == 0) {
    line.put(" ZLB");
  } else {
    put_pairs(line, payload);
  }
}

}  // namespace

void l2tp(Line& line, Bytes data) {
  line.protocol = "l2tp";
  put_packet(line, data);
}

}  // namespace tapbond::text
