// IEEE 802.11 management frames: fixed fields, then elements.
#include <tins/dot11/dot11_base.h>

#include <optional>

#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/link/ieee80211.h"

namespace tapbond::text {
namespace {

using Tins::Dot11;

constexpr unsigned kAction = 13;  // a subtype that libtins has no name for

constexpr Name kSubtypes[] = {
    {Dot11::ASSOC_REQ, "Assoc Request"},
    {Dot11::ASSOC_RESP, "Assoc Response"},
    {Dot11::REASSOC_REQ, "ReAssoc Request"},
    {Dot11::REASSOC_RESP, "ReAssoc Response"},
    {Dot11::PROBE_REQ, "Probe Request"},
    {Dot11::PROBE_RESP, "Probe Response"},
    {Dot11::BEACON, "Beacon"},
    {Dot11::ATIM, "ATIM"},
    {Dot11::DISASSOC, "Disassociation"},
    {Dot11::AUTH, "Authentication"},
    {Dot11::DEAUTH, "DeAuthentication"},
    {kAction, "Action"},
};
constexpr Name kAlgorithms[] = {{0, "Open System"}, {1, "Shared Key"}, {2, "EAP"}};
constexpr std::uint16_t kSharedKey = 1;

constexpr Name kCategories[] = {
    {0, "Spectrum Management "},
    {1, "QoS "},
    {2, "DLS "},
    {3, "BA "},
    {7, "HT "},
    {13, "MeshAction "},
    {14, "MultiohopAction "},
    {15, "SelfprotectAction "},
    {127, "Vendor "},
};
constexpr Name kBlockAckActions[] = {{0, "ADDBA Request"}, {1, "ADDBA Response"}, {2, "DELBA"}};
constexpr Name kThroughputActions[] = {{0, "TxChWidth"}, {1, "MIMOPwrSave"}};
constexpr Name kMeshActions[] = {
    {0, "MeshLink"},
    {1, "HWMP"},
    {2, "Gate Announcement"},
    {3, "Congestion Control"},
    {4, "MCCA Setup Request"},
    {5, "MCCA Setup Reply"},
    {6, "MCCA Advertisement Request"},
    {7, "MCCA Advertisement"},
    {8, "MCCA Teardown"},
    {9, "TBTT Adjustment Request"},
    {10, "TBTT Adjustment Response"},
};
constexpr Name kMultihopActions[] = {{0, "Proxy Update"}, {1, "Proxy Update Confirmation"}};
constexpr Name kSelfProtectedActions[] = {
    {1, "Peering Open"},     {2, "Peering Confirm"},       {3, "Peering Close"},
    {4, "Group Key Inform"}, {5, "Group Key Acknowledge"},
};

constexpr std::uint16_t kProtected = 0x4000;     // of the frame control field
constexpr std::uint16_t kInfrastructure = 0x01;  // of the capability field
constexpr std::uint16_t kPrivacy = 0x10;

constexpr std::uint32_t kMostNetworkName = 32;
constexpr std::uint32_t kMostChallenge = 253;
constexpr std::uint32_t kMostRates = 16;
constexpr std::uint32_t kMostMap = 255 - 1;

// What is told of the elements: of each kind the first, and whether all of them could be read.
struct Elements {
  std::optional<std::string_view> network;
  std::string_view rates;
  std::optional<std::uint8_t> channel;
  bool complete = true;
};

// Whether an element of a known kind has a size that its format allows.
bool acceptable(std::uint8_t kind, std::uint32_t size) {
  switch (kind) {
    case Dot11::SSID:
      return size <= kMostNetworkName;
    case Dot11::SUPPORTED_RATES:
      return size <= kMostRates;
    case Dot11::TIM:
      return size <= kMostMap;
    case Dot11::CHALLENGE_TEXT:
      return size <= kMostChallenge;
    default:
      return true;
  }
}

Elements read_elements(Bytes data) {
  Elements elements;
  while (data.length() > 0) {
    if (!holds(data, 2)) {
      elements.complete = false;
      break;
    }
    const std::uint8_t kind = data.u8(0);
    const std::uint32_t size = data.u8(1);
    if (!holds(data, 2 + size) || !acceptable(kind, size)) {
      elements.complete = false;
      break;
    }
    const std::string_view value = data.seen(2, size);
    if (kind == Dot11::SSID && !elements.network) elements.network = value;
    if (kind == Dot11::SUPPORTED_RATES && elements.rates.empty()) elements.rates = value;
    if (kind == Dot11::DS_SET && size == 1 && !elements.channel) {
      elements.channel = static_cast<std::uint8_t>(value[0]);
    }
    data = data.from(2 + size);
  }
  return elements;
}

void put_network(Line& line, const Elements& elements) {
  if (!elements.network) return;
  line.put(" (");
  for (const char c : *elements.network) {
    if (c == 0) break;
    put_visible(line, static_cast<std::uint8_t>(c));
  }
  line.put(')');
}

void put_rates(Line& line, const Elements& elements) {
  if (elements.rates.empty()) return;
  char separator = '[';
  line.put(' ');
  for (const char c : elements.rates) {
    const auto rate = static_cast<std::uint8_t>(c);
    line.put(separator);
    put_rate(line, rate & 0x7fu);
    if ((rate & 0x80) != 0) line.put('*');
    separator = ' ';
  }
  line.put(" Mbit]");
}

void put_channel(Line& line, const Elements& elements, std::uint16_t capabilities) {
  if (elements.channel) line.print(" CH: {}", *elements.channel);
  if ((capabilities & kPrivacy) != 0) line.put(", PRIVACY");
}

void put_status(Line& line, std::uint16_t status) {
  static constexpr std::uint16_t kStatusCount = 108;
  if (const Name* name = find_name(kWirelessStatuses, status)) {
    line.put(name->text);
  } else {
    line.put(status < kStatusCount ? "Reserved" : "n/a");
  }
}

void put_reason(Line& line, std::uint16_t reason) {
  const Name* name = find_name(kWirelessReasons, reason);
  line.put(name != nullptr ? name->text : "Reserved");
}

// A beacon, or the answer to a probe: time stamp, interval and capabilities before the elements.
bool put_announcement(Line& line, Bytes body, bool beacon) {
  if (!holds(body, 12)) return false;
  const std::uint16_t capabilities = body.le16(10);
  const Elements elements = read_elements(body.from(12));
  put_network(line, elements);
  put_rates(line, elements);
  if (beacon) line.put((capabilities & kInfrastructure) != 0 ? " ESS" : " IBSS");
  put_channel(line, elements, capabilities);
  return elements.complete;
}

bool put_association_request(Line& line, Bytes body) {
  if (!holds(body, 4)) return false;
  const Elements elements = read_elements(body.from(4));
  put_network(line, elements);
  put_rates(line, elements);
  return elements.complete;
}

bool put_reassociation_request(Line& line, Bytes body) {
  if (!holds(body, 10)) return false;
  const Elements elements = read_elements(body.from(10));
  put_network(line, elements);
  line.put(" AP : ");
  put_mac(line, body, 4);
  return elements.complete;
}

bool put_association_response(Line& line, Bytes body) {
  if (!holds(body, 6)) return false;
  const Elements elements = read_elements(body.from(6));
  line.print(" AID({:x}) :{}: ", body.le16(4) & 0x3fff,
             (body.le16(0) & kPrivacy) != 0 ? " PRIVACY " : "");
  put_status(line, body.le16(2));
  return elements.complete;
}

bool put_probe_request(Line& line, Bytes body) {
  const Elements elements = read_elements(body);
  put_network(line, elements);
  put_rates(line, elements);
  return elements.complete;
}

bool put_disassociation(Line& line, Bytes body) {
  if (!holds(body, 2)) return false;
  line.put(": ");
  put_reason(line, body.le16(0));
  return true;
}

bool put_authentication(Line& line, Bytes body) {
  if (!holds(body, 6)) return false;
  const std::uint16_t algorithm = body.le16(0);
  const std::uint16_t step = body.le16(2);
  const Elements elements = read_elements(body.from(6));
  line.put(" (");
  put_name(line, kAlgorithms, algorithm, "Reserved");
  line.print(")-{:x}", step);
  const bool challenge = algorithm == kSharedKey && (step == 2 || step == 3);
  line.put(challenge ? " [Challenge Text] " : ": ");
  if (step % 2 != 0) put_status(line, body.le16(4));
  return elements.complete;
}

// The sender stands in the header already where -e shows that.
void put_sender(Line& line, Bytes frame) {
  if (!line.options.link_header) {
    line.put(" (");
    put_mac(line, frame, 10);
    line.put(')');
  }
  line.put(": ");
}

bool put_deauthentication(Line& line, Bytes frame, Bytes body) {
  if (!holds(body, 2)) return false;
  put_sender(line, frame);
  put_reason(line, body.le16(0));
  return true;
}

Names actions_of(std::uint8_t category) {
  switch (category) {
    case 3:
      return kBlockAckActions;
    case 7:
      return kThroughputActions;
    case 13:
      return kMeshActions;
    case 14:
      return kMultihopActions;
    case 15:
      return kSelfProtectedActions;
    default:
      return {};
  }
}

bool put_action(Line& line, Bytes frame, Bytes body) {
  if (!holds(body, 2)) return false;
  put_sender(line, frame);
  const std::uint8_t category = body.u8(0);
  put_name(line, kCategories, category, "Reserved({}) ");
  put_name(line, actions_of(category), body.u8(1), "Act#{}");
  return true;
}

}  // namespace

bool wireless_management(Line& line, std::uint16_t control, Bytes frame, Bytes body) {
  const unsigned subtype = control >> 4 & 15u;
  put_name(line, kSubtypes, subtype, "Unhandled Management subtype({:x})");
  if ((control & kProtected) != 0) return wireless_privacy(line, body);
  switch (subtype) {
    case Dot11::ASSOC_REQ:
      return put_association_request(line, body);
    case Dot11::REASSOC_REQ:
      return put_reassociation_request(line, body);
    case Dot11::ASSOC_RESP:
    case Dot11::REASSOC_RESP:
      return put_association_response(line, body);
    case Dot11::PROBE_REQ:
      return put_probe_request(line, body);
    case Dot11::PROBE_RESP:
    case Dot11::BEACON:
      return put_announcement(line, body, subtype == Dot11::BEACON);
    case Dot11::DISASSOC:
      return put_disassociation(line, body);
    case Dot11::AUTH:
      return put_authentication(line, body);
    case Dot11::DEAUTH:
      return put_deauthentication(line, frame, body);
    case kAction:
      return put_action(line, frame, body);
    default:
      return true;
  }
}

}  // namespace tapbond::text
