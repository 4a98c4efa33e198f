// Operation, administration and maintenance of a link (IEEE 802.3 clause 57).
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/link/ethernet.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 3;
constexpr std::uint32_t kFieldHeader = 2;
constexpr std::uint32_t kInformationSize = 16;
constexpr std::uint32_t kEventSize = 40;
constexpr std::string_view kTooShort = "\n\t\t packet is too short";

enum Code : std::uint8_t { kInformation = 0, kEvent = 1, kLoopback = 4 };
constexpr Name kCodes[] = {
    {kInformation, "Information"}, {kEvent, "Event Notification"},  {2, "Variable Request"},
    {3, "Variable Response"},      {kLoopback, "Loopback Control"}, {0xfe, "Vendor Private"},
};
constexpr Name kFlags[] = {
    {0x01, "Link Fault"},       {0x02, "Dying Gasp"},   {0x04, "Critical Event"},
    {0x08, "Local Evaluating"}, {0x10, "Local Stable"}, {0x20, "Remote Evaluating"},
    {0x40, "Remote Stable"},
};
enum : std::uint8_t { kEnd = 0, kLocal = 1, kRemote = 2 };
constexpr Name kInformationTypes[] = {
    {kEnd, "End of TLV marker"},
    {kLocal, "Local"},
    {kRemote, "Remote"},
    {0xfe, "Organization specific"},
};
constexpr std::uint8_t kLastKnownEvent = 4;
constexpr Name kEventTypes[] = {
    {kEnd, "End of TLV marker"},
    {1, "Errored Symbol Period Event"},
    {2, "Errored Frame Event"},
    {3, "Errored Frame Period Event"},
    {kLastKnownEvent, "Errored Frame Seconds Summary Event"},
    {0xfe, "Organization specific"},
};
constexpr Name kParserActions[] = {{0, "forwarding"}, {1, "looping back"}, {2, "discarding"}};
constexpr Name kCapabilities[] = {
    {0x01, "Active"},      {0x02, "Unidirectional"},     {0x04, "Remote-Loopback"},
    {0x08, "Link-Events"}, {0x10, "Variable-Retrieval"},
};
constexpr Name kCommands[] = {{1, "Enable OAM Remote Loopback"},
                              {2, "Disable OAM Remote Loopback"}};

bool has_size(Line& line, std::uint32_t size, std::uint32_t right) {
  if (size != right) line.print("\n\t    ERROR: illegal length - should be {}", right);
  return size == right;
}

// Each tells a field of a known type; false where it has the wrong size.
bool put_information(Line& line, Bytes field) {
  if (!has_size(line, field.length(), kInformationSize)) return false;
  line.print("\n\t    OAM-Version {}, Revision {}", field.u8(2), field.u16(3));
  const std::uint8_t state = field.u8(5);
  line.put("\n\t    State-Parser-Action ");
  put_name(line, kParserActions, state & 3u, "reserved");
  line.print(", State-MUX-Action {}", (state & 4) != 0 ? "discarding" : "forwarding");
  line.put("\n\t    OAM-Config Flags [");
  put_bits(line, kCapabilities, field.u8(6), "none");
  line.print("], OAM-PDU-Config max-PDU size {}\n\t    OUI ", field.u16(7) & 0x7ff);
  const std::uint32_t organisation = field.u24(9);
  put_name(line, kOrganisations, organisation, "Unknown");
  line.print(" (0x{:06x}), Vendor-Private 0x{:08x}", organisation, field.u32(12));
  return true;
}

bool put_event(Line& line, Bytes field) {
  if (!has_size(line, field.length(), kEventSize)) return false;
  line.print("\n\t    Timestamp {} ms, Errored Window {}", field.u16(2) * 100, field.u64(4));
  line.print("\n\t    Errored Threshold {}", field.u64(12));
  line.print("\n\t    Errors {}", field.u64(20));
  line.print("\n\t    Error Running Total {}", field.u64(28));
  line.print("\n\t    Event Running Total {}", field.u32(36));
  return true;
}

void put_fields(Line& line, Bytes data, bool events) {
  while (data.length() > 0 && !line.cut()) {
    if (data.length() < kFieldHeader) {
      line.put(kTooShort);
      return;
    }
    const std::uint8_t type = data.u8(0);
    const std::uint32_t size = data.u8(1);
    line.put("\n\t  ");
    put_name(line, events ? Names(kEventTypes) : Names(kInformationTypes), type, "Reserved");
    line.print(" {} Type ({}), length {}", events ? "Link Event" : "Information", type, size);
    if (type == kEnd) return;
    if (size < kFieldHeader) {
      line.print("\n\t    ERROR: illegal length - should be >= {}", kFieldHeader);
      return;
    }
    if (size > data.length()) {
      line.put(kTooShort);
      return;
    }
    const Bytes field = data.first(size);
    if (field.raw(0, size) == nullptr) return;
    bool told = false;
    if (events && type <= kLastKnownEvent) {
      told = put_event(line, field);
    } else if (!events && (type == kLocal || type == kRemote)) {
      told = put_information(line, field);
    }
    if (!told || line.verbosity() > 1) put_unknown_field(line, field, 0, size, "\n\t  ");
    data = data.from(size);
  }
}

void put_loopback(Line& line, Bytes body) {
  if (body.length() < 1) {
    line.put(kTooShort);
    return;
  }
  const std::uint8_t command = body.u8(0);
  line.put("\n\t  Command ");
  put_name(line, kCommands, command, "Unknown");
  line.print(" ({})", command);
}

}  // namespace

void oam(Line& line, Bytes data) {
  if (data.length() < kHeader) {
    line.put(kTooShort);
    return;
  }
  const std::uint16_t flags = data.u16(0);
  const std::uint8_t code = data.u8(2);
  line.put("\n\tCode ");
  put_name(line, kCodes, code, "Unknown ({})");
  line.put(" OAM PDU, Flags [");
  put_bits(line, kFlags, flags, "none");
  line.put(']');
  Bytes body = data.from(kHeader);
  switch (code) {
    case kInformation:
      put_fields(line, body, false);
      break;
    case kEvent:
      if (body.length() < 2) {
        line.put(kTooShort);
        return;
      }
      line.print("\n\t  Sequence Number {}", body.u16(0));
      put_fields(line, body.from(2), true);
      break;
    case kLoopback:
      put_loopback(line, body);
      break;
    default:
      if (line.verbosity() == 1) {
        put_unknown_field(line, body, 0, std::min(body.captured(), body.length()), "\n\t  ");
      }
      break;
  }
}

}  // namespace tapbond::text
