// IEEE 802.11: frame control, addresses, control frames and data.
#include "decoders/link/ieee80211.h"

#include <tins/dot11/dot11_base.h>

#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/link/ethernet.h"
#include "decoders/link/link_types.h"

namespace tapbond::text {
namespace {

using Tins::Dot11;

constexpr unsigned kWrapper = 7;  // a control frame that libtins has no name for

constexpr std::uint16_t kToDistribution = 0x0100;
constexpr std::uint16_t kFromDistribution = 0x0200;
constexpr std::uint16_t kProtected = 0x4000;
constexpr unsigned kNullData = Dot11::DATA_NULL;  // bits of a data frame's subtype
constexpr unsigned kQualityOfService = Dot11::QOS_DATA_DATA;

constexpr std::uint32_t kAddress1 = 4;
constexpr std::uint32_t kAddress2 = 10;
constexpr std::uint32_t kAddress3 = 16;
constexpr std::uint32_t kAddress4 = 24;

// In the order in which they are said.
constexpr Name kFlags[] = {
    {0x2000, "More Data "}, {0x0400, "More Fragments "},   {0x1000, "Pwr Mgmt "},
    {0x0800, "Retry "},     {0x8000, "Strictly Ordered "}, {0x4000, "Protected "},
};
constexpr Name kControlNames[] = {
    {kWrapper, "Control Wrapper"},
    {Dot11::BLOCK_ACK_REQ, "BAR"},
    {Dot11::BLOCK_ACK, "BA"},
    {Dot11::PS, "Power Save-Poll"},
    {Dot11::RTS, "Request-To-Send"},
    {Dot11::CTS, "Clear-To-Send"},
    {Dot11::ACK, "Acknowledgment"},
    {Dot11::CF_END, "CF-End"},
    {Dot11::CF_END_ACK, "CF-End+CF-Ack"},
};
constexpr std::string_view kContentionFree[] = {"", "Ack", "Poll", "Ack/Poll"};

unsigned type_of(std::uint16_t control) { return control >> 2 & 3u; }
unsigned subtype_of(std::uint16_t control) { return control >> 4 & 15u; }

// 0, with the reason printed, where the frame is of a kind that has no known header.
std::uint32_t header_size(Line& line, std::uint16_t control) {
  const unsigned subtype = subtype_of(control);
  switch (type_of(control)) {
    case Dot11::MANAGEMENT:
      return 24;
    case Dot11::CONTROL:
      switch (subtype) {
        case Dot11::BLOCK_ACK_REQ:
          return 20;
        case Dot11::BLOCK_ACK:
        case Dot11::CTS:
        case Dot11::ACK:
          return 10;
        case kWrapper:
        case Dot11::PS:
        case Dot11::RTS:
        case Dot11::CF_END:
        case Dot11::CF_END_ACK:
          return 16;
        default:
          line.print("unknown 802.11 ctrl frame subtype ({})", subtype);
          return 0;
      }
    case Dot11::DATA: {
      const bool relayed = (control & kToDistribution) != 0 && (control & kFromDistribution) != 0;
      return (relayed ? 30u : 24u) + ((subtype & kQualityOfService) != 0 ? 2u : 0u);
    }
    default:
      line.print("unknown 802.11 frame type ({})", type_of(control));
      return 0;
  }
}

void put_address(Line& line, std::string_view label, Bytes frame, std::uint32_t at) {
  line.put(label);
  put_mac(line, frame, at);
  line.put(' ');
}

void put_block_ack_request(Line& line, Bytes frame) {
  put_address(line, " RA:", frame, kAddress1);
  put_address(line, "TA:", frame, kAddress2);
  line.print("CTL({:x}) SEQ({}) ", frame.le16(16), frame.le16(18));
}

void put_control_header(Line& line, unsigned subtype, Bytes frame) {
  switch (subtype) {
    case Dot11::BLOCK_ACK_REQ:
      put_block_ack_request(line, frame);
      break;
    case Dot11::BLOCK_ACK:
    case Dot11::CTS:
    case Dot11::ACK:
      put_address(line, "RA:", frame, kAddress1);
      break;
    case Dot11::PS:
      put_address(line, "BSSID:", frame, kAddress1);
      put_address(line, "TA:", frame, kAddress2);
      break;
    case Dot11::RTS:
      put_address(line, "RA:", frame, kAddress1);
      put_address(line, "TA:", frame, kAddress2);
      break;
    case Dot11::CF_END:
    case Dot11::CF_END_ACK:
      put_address(line, "RA:", frame, kAddress1);
      put_address(line, "BSSID:", frame, kAddress2);
      break;
    default:
      break;
  }
}

void put_control(Line& line, unsigned subtype, Bytes frame) {
  line.put(name_of(kControlNames, subtype));
  if (subtype == Dot11::PS) {
    line.print(" AID({:x})", frame.le16(2));
    return;
  }
  if (line.options.link_header || subtype == kWrapper) return;
  if (subtype == Dot11::BLOCK_ACK_REQ) {
    put_block_ack_request(line, frame);
  } else if (subtype == Dot11::RTS) {
    put_address(line, " TA:", frame, kAddress2);
  } else {
    put_address(line, " RA:", frame, kAddress1);
  }
}

void put_data_header(Line& line, std::uint16_t control, Bytes frame) {
  const unsigned subtype = subtype_of(control);
  const bool quality = (subtype & kQualityOfService) != 0;
  if ((subtype & 3) != 0 || quality) {
    line.print("CF {}{} ", kContentionFree[subtype & 3], quality ? "+QoS" : "");
  }
  switch (control & (kToDistribution | kFromDistribution)) {
    case 0:
      put_address(line, "DA:", frame, kAddress1);
      put_address(line, "SA:", frame, kAddress2);
      put_address(line, "BSSID:", frame, kAddress3);
      break;
    case kFromDistribution:
      put_address(line, "DA:", frame, kAddress1);
      put_address(line, "BSSID:", frame, kAddress2);
      put_address(line, "SA:", frame, kAddress3);
      break;
    case kToDistribution:
      put_address(line, "BSSID:", frame, kAddress1);
      put_address(line, "SA:", frame, kAddress2);
      put_address(line, "DA:", frame, kAddress3);
      break;
    default:
      put_address(line, "RA:", frame, kAddress1);
      put_address(line, "TA:", frame, kAddress2);
      put_address(line, "DA:", frame, kAddress3);
      put_address(line, "SA:", frame, kAddress4);
      break;
  }
}

void put_header(Line& line, std::uint16_t control, Bytes frame) {
  const unsigned type = type_of(control);
  if (line.verbosity() > 0) {
    put_bits(line, kFlags, control, "", "");
    if (type != Dot11::CONTROL || subtype_of(control) != Dot11::PS) {
      line.print("{}us ", frame.le16(2));
    }
  }
  if (type == Dot11::MANAGEMENT) {
    put_address(line, "BSSID:", frame, kAddress3);
    put_address(line, "DA:", frame, kAddress1);
    put_address(line, "SA:", frame, kAddress2);
  } else if (type == Dot11::CONTROL) {
    put_control_header(line, subtype_of(control), frame);
  } else {
    put_data_header(line, control, frame);
  }
}

// Returns the size of the header that the body begins with, where it has one.
std::uint32_t put_data(Line& line, std::uint16_t control, Bytes frame, Bytes body) {
  if ((subtype_of(control) & kNullData) != 0) return 0;
  if ((control & kProtected) != 0) {
    line.put("Data");
    if (!wireless_privacy(line, body)) line.truncated();
    return 0;
  }
  LinkAddresses addresses{frame, kAddress2, kAddress1};
  const bool to = (control & kToDistribution) != 0;
  const bool from = (control & kFromDistribution) != 0;
  if (to) addresses.destination = kAddress3;
  if (from) addresses.source = to ? kAddress4 : kAddress3;
  const int size = llc(line, body, &addresses);
  if (size >= 0) return static_cast<std::uint32_t>(size);
  put_unknown_payload(line, body);
  return static_cast<std::uint32_t>(-size);
}

}  // namespace

bool wireless_privacy(Line& line, Bytes body) {
  if (!holds(body, 4)) return false;
  const std::uint32_t vector = body.le32(0);
  line.print(" IV:{:3x} Pad {:x} KeyID {:x}", vector & 0xffffff, vector >> 24 & 0x3f, vector >> 30);
  return true;
}

void put_rate(Line& line, unsigned half_megabits) {
  line.print("{}.{}", half_megabits / 2, half_megabits % 2 * 5);
}

std::uint32_t ieee80211(Line& line, Bytes frame, const WirelessTrailer& trailer) {
  line.protocol = "802.11";
  const std::uint32_t whole = frame.captured();
  frame = frame.first(frame.length() - std::min(frame.length(), trailer.check_bytes));
  if (frame.captured() < 2) {
    line.truncated();
    return whole;
  }
  const std::uint16_t control = frame.le16(0);
  std::uint32_t header = header_size(line, control);
  if (header == 0) return 0;
  if (trailer.padded) header = (header + 3) / 4 * 4;
  if (frame.captured() < header) {
    line.truncated();
    return header;
  }
  if (line.options.link_header) put_header(line, control, frame);
  const Bytes body = frame.from(header);
  switch (type_of(control)) {
    case Dot11::MANAGEMENT:
      if (!wireless_management(line, control, frame, body)) line.truncated();
      break;
    case Dot11::CONTROL:
      put_control(line, subtype_of(control), frame);
      break;
    default:
      header += put_data(line, control, frame, body);
      break;
  }
  return header;
}

void ieee80211_link(Line& line, Bytes frame) {
  const std::uint32_t header = ieee80211(line, frame);
  if (!line.cut()) line.link_bytes += header;
}

}  // namespace tapbond::text
