// OpenFlow over TCP: messages one after the other, the header of each and where its kind is told.
#include "decoders/application/openflow.h"

#include "decoders/application/application.h"
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/link/ethernet.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 8;
constexpr std::uint8_t kVersion10 = 1;
constexpr std::uint8_t kVersion13 = 4;

constexpr Name kVersions[] = {
    {1, "1.0"}, {2, "1.1"}, {3, "1.2"}, {4, "1.3"}, {5, "1.4"}, {6, "1.5"},
};

// Those that are not organisations of Ethernet addresses.
constexpr Name kExperimenters[] = {
    {0x4f4e4600, "ONF Extensions"},
    {0xff000001, "Budapest University of Technology and Economics"},
    {0xff000002, "NoviFlow"},
    {0xff000003, "L3+ Extensions, Vendor Neutral"},
    {0xff000004, "L4-L7 Extensions"},
    {0xff000005, "Wireless and Mobility Extensions"},
    {0xff000006, "Forwarding Abstractions Extensions"},
    {0xff000007, "Optical Transport Extensions"},
    {0xff000008, "Network Benchmarking Lab, NCTU"},
    {0xff000009, "Mobile Packet Core Extensions"},
    {0xff00000a, "MPLS-TP OpenFlow Extensions for SPTN"},
};

const OpenflowMessage* message_of(std::uint8_t version, std::uint8_t type) {
  if (version == kVersion10) return openflow_10_message(type);
  if (version == kVersion13) return openflow_13_message(type);
  return nullptr;
}

void put_body(Line& line, Bytes body, const OpenflowMessage* message) {
  if (message != nullptr) {
    if (body.length() < message->least || (message->exact && body.length() > message->least)) {
      line.invalid();
    } else if (line.verbosity() > 0 && message->put != nullptr) {
      return message->put(line, Reader(body));
    }
  }
  body.must_be_whole();
}

bool partial(Line& line, const Reader& segment, std::uint32_t wanted) {
  if (segment.length() >= wanted) return false;
  line.put(" (end of TCP payload)");
  segment.rest().must_be_whole();
  return true;
}

// False where nothing behind the message can be read.
bool put_message(Line& line, Reader& segment) {
  const std::uint8_t version = segment.u8();
  line.put("\n\tversion ");
  put_name(line, kVersions, version, "unknown (0x{:02x})");
  if (partial(line, segment, 1)) return false;
  const std::uint8_t type = segment.u8();
  const OpenflowMessage* message = message_of(version, type);
  if (message != nullptr) {
    line.print(", type {}", message->name);
  } else {
    line.print(", type unknown (0x{:02x})", type);
  }
  if (partial(line, segment, 2)) return false;
  const std::uint32_t size = segment.u16();
  line.print(", length {}{}", size, size < kHeader ? " (too short!)" : "");
  if (partial(line, segment, 4)) return false;
  line.print(", xid 0x{:08x}", segment.u32());
  if (size < kHeader) {
    put_openflow_invalid(line, segment);
    return false;
  }
  put_body(line, segment.rest().claiming(size - kHeader), message);
  if (size - kHeader > segment.length()) return false;
  segment.skip(size - kHeader);
  return !line.cut();
}

}  // namespace

void put_openflow_vendor(Line& line, std::string_view title, std::uint32_t vendor) {
  line.print("{}0x{:08x} (", title, vendor);
  put_name(line, vendor >> 24 == 0 ? kOrganisations : Names(kExperimenters), vendor, "unknown");
  line.put(')');
}

void put_openflow_data(Line& line, Reader data) {
  if (data.length() == 0) return;
  line.print("\n\t data ({} octets)", data.length());
  if (line.verbosity() < 2) return data.rest().must_be_whole();
  put_hex_ascii_field(line, data.rest(), "\n\t  ");
}

void put_openflow_bits(Line& line, Names names, std::uint32_t value, std::uint32_t known) {
  if ((value & known) != 0) {
    line.put(" (");
    put_bits(line, names, value, "");
    line.put(')');
  }
  if ((value & ~known) != 0) line.put(" (bogus)");
}

void put_openflow_text(Line& line, Reader& from, std::uint32_t size) {
  line.put('\'');
  const Bytes text = from.bytes(size);
  const std::uint32_t taken = put_string(line, text, 0, size);
  if (taken < size && text.seen(0, taken).find('\0') == std::string_view::npos) line.cut_here();
  line.put('\'');
}

void put_openflow_invalid(Line& line, Reader rest) { line.invalid(rest.rest()); }

void openflow(Line& line, Bytes data) {
  line.protocol = "openflow";
  line.put(": OpenFlow");
  Reader segment(data);
  while (segment.length() > 0 && put_message(line, segment)) {
  }
}

}  // namespace tapbond::text
