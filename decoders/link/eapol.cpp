// The Extensible Authentication Protocol over LANs (IEEE 802.1X, RFC 3748).
#include "decoders/core/escape.h"
#include "decoders/core/names.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kFrameHeader = 4;
constexpr std::uint32_t kHeader = 4;
constexpr std::uint32_t kBody = 5;  // where what the type says begins
constexpr std::uint8_t kRequest = 1;
constexpr std::uint8_t kResponse = 2;
constexpr std::uint8_t kLengthIncluded = 0x80;

enum Type : std::uint8_t {
  kIdentity = 1,
  kNotification = 2,
  kNak = 3,
  kTls = 13,
  kSim = 18,
  kTtls = 21,
  kAka = 23,
  kFast = 43,
};

constexpr Name kFrames[] = {
    {0, "EAP packet"},
    {1, "EAPOL start"},
    {2, "EAPOL logoff"},
    {3, "EAPOL key"},
    {4, "Encapsulated ASF alert"},
};
constexpr Name kCodes[] = {{1, "Request"}, {2, "Response"}, {3, "Success"}, {4, "Failure"}};
constexpr Name kTypes[] = {
    {0, "No proposed"},
    {1, "Identity"},
    {2, "Notification"},
    {3, "Nak"},
    {4, "MD5-challenge"},
    {5, "OTP"},
    {6, "GTC"},
    {13, "TLS"},
    {18, "SIM"},
    {21, "TTLS"},
    {23, "AKA"},
    {43, "FAST"},
    {254, "Expanded types"},
    {255, "Experimental"},
};
constexpr Name kTlsFlags[] = {{0x80, "L bit"}, {0x40, "More fragments bit"}, {0x20, "Start bit"}};
constexpr Name kSubtypes[] = {
    {1, "Challenge"},     {2, "Auth reject"}, {4, "Sync failure"},
    {5, "Identity"},      {10, "Start"},      {11, "Challenge"},
    {12, "Notification"}, {13, "Reauth"},     {14, "Client error"},
};

void put_words(Line& line, Bytes data, std::string_view title) {
  line.put(title);
  put_text(line, data, kBody, data.length() - kBody);
}

void put_wanted(Line& line, Bytes data) {
  for (std::uint32_t at = kBody; at < data.length() && !line.cut(); ++at) {
    const std::uint8_t type = data.u8(at);
    if (at > kBody) line.put(',');
    line.put(' ');
    put_name(line, kTypes, type, "unknown");
    line.print(" ({})", type);
  }
}

void put_tls(Line& line, Bytes data, std::uint8_t type) {
  const std::uint8_t flags = data.u8(kBody);
  if (type == kTtls) line.print(" TTLSv{}", flags & 7);
  if (type == kFast) line.print(" FASTv{}", flags & 7);
  line.put(" flags [");
  put_bits(line, kTlsFlags, flags, "none");
  line.print("] 0x{:02x}", flags);
  if ((flags & kLengthIncluded) == 0) return;
  if (data.length() < kBody + 5) {
    line.print(" (too short for EAP {} request/response with length)",
               type == kFast ? "FAST" : "TLS/TTLS");
    return;
  }
  line.print(", len {}", data.u32(kBody + 1));
}

void put_subtype(Line& line, Bytes data) {
  const std::uint8_t subtype = data.u8(kBody);
  line.put(" subtype [");
  put_name(line, kSubtypes, subtype, "unknown");
  line.print("] 0x{:02x}", subtype);
}

// What a request or response of the type is called when nothing follows its type; empty where
// nothing needs to.
std::string_view needs_body(std::uint8_t type) {
  switch (type) {
    case kNotification:
      return "Notification";
    case kNak:
      return "Legacy NAK";
    case kTls:
    case kTtls:
      return "TLS/TTLS";
    case kFast:
      return "FAST";
    case kSim:
    case kAka:
      return "SIM/AKA";
    default:
      return {};
  }
}

void put_request(Line& line, Bytes data) {
  if (data.length() < kBody) {
    line.put(" (too short for EAP request/response)");
    return;
  }
  const std::uint8_t type = data.u8(kHeader);
  line.put("\n\t\t Type ");
  put_name(line, kTypes, type, "unknown");
  line.print(" ({})", type);
  if (data.length() == kBody) {
    if (const auto name = needs_body(type); !name.empty()) {
      line.print(" (too short for EAP {} request/response)", name);
    }
    return;
  }
  switch (type) {
    case kIdentity:
      return put_words(line, data, ", Identity: ");
    case kNotification:
      return put_words(line, data, ", Notification: ");
    case kNak:
      return put_wanted(line, data);
    case kTls:
    case kTtls:
    case kFast:
      return put_tls(line, data, type);
    case kSim:
    case kAka:
      return put_subtype(line, data);
    default:
      return;
  }
}

}  // namespace

void eap(Line& line, Bytes data) {
  const std::uint8_t code = data.u8(0);
  const std::uint16_t length = data.u16(2);
  if (line.cut()) return;
  if (length != data.length()) {
    line.put("EAP fragment?");
    return;
  }
  put_name(line, kCodes, code, "unknown");
  line.print(" ({}), id {}, len {}", code, data.u8(1), length);
  if (!data.has(0, length)) {
    line.truncated();
    return;
  }
  if (length < kHeader) {
    line.put(" (too short for EAP header)");
  } else if (code == kRequest || code == kResponse) {
    put_request(line, data);
  }
}

void eapol(Line& line, Bytes data) {
  line.protocol = "eap";
  if (!data.has(0, kFrameHeader)) {
    line.truncated();
    return;
  }
  const std::uint8_t type = data.u8(1);
  const std::uint16_t length = data.u16(2);
  put_name(line, kFrames, type, "unknown");
  line.print(" ({}) v{}, len {}", type, data.u8(0), length);
  if (line.verbosity() < 1 || type != 0) return;
  if (length == 0) {
    line.truncated();
    return;
  }
  line.put(", ");
  eap(line, data.from(kFrameHeader).claiming(length));
}

}  // namespace tapbond::text
