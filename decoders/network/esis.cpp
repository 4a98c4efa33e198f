// ES-IS (ISO 9542): end systems and routers that say where they are.
#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/reader.h"
#include "decoders/network/osi.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 9;
constexpr std::uint32_t kLeast = kHeader + 2;
constexpr std::uint8_t kEndSystem = 2;
constexpr std::uint8_t kRouter = 4;
constexpr std::uint8_t kRedirect = 6;
constexpr Name kTypes[] = {{kEndSystem, "ESH"}, {kRouter, "ISH"}, {kRedirect, "redirect"}};

constexpr std::uint8_t kProtocols = 129;
constexpr std::uint8_t kConfigurationTime = 198;
constexpr Name kOptions[] = {
    {kProtocols, "Protocols supported"},
    {195, "QoS Maintenance"},
    {197, "Security"},
    {kConfigurationTime, "ES Configuration Time"},
    {205, "Priority"},
    {225, "Addressk Mask"},
    {226, "SNPA Mask"},
};

// An address behind its size: the size, or nothing where the header ends before it does.
std::optional<std::uint32_t> sized(Line& line, Reader& from, std::string_view bad) {
  if (from.rest().raw(0, 1) == nullptr) return std::nullopt;
  if (from.length() < 1) {
    line.put(bad);
    return std::nullopt;
  }
  const std::uint32_t size = from.u8();
  if (from.rest().raw(0, size) == nullptr) return std::nullopt;
  if (from.length() < size) {
    line.put(bad);
    return std::nullopt;
  }
  return size;
}

bool put_redirect(Line& line, Reader& from) {
  constexpr std::string_view kBad = ", bad redirect/li";
  const auto destination = sized(line, from, kBad);
  if (!destination) return false;
  put_nsap(line, "\n\t  ", from.bytes(*destination), *destination);
  const auto subnetwork = sized(line, from, kBad);
  if (!subnetwork) return false;
  const Bytes address = from.bytes(*subnetwork);
  // The size of the entity is not counted against the header.
  Reader uncounted(from.rest().claiming(from.length() + 1));
  const auto network = sized(line, uncounted, kBad);
  from = uncounted;
  if (!network) return false;
  line.print("\n\t  SNPA (length: {}): ", *subnetwork);
  if (*subnetwork > 0) {
    put_link_address(line, address, 0, *subnetwork);
  } else {
    line.put("<empty>");
  }
  const Bytes entity = from.bytes(*network);
  if (*network > 0) {
    put_nsap(line, fmt::format("\n\t  NET (length: {}) ", *network), entity, *network);
  }
  return true;
}

bool put_entities(Line& line, Reader& from, unsigned count, std::string_view bad) {
  for (unsigned i = 0; i < count; ++i) {
    const auto size = sized(line, from, bad);
    if (!size) return false;
    put_nsap(line, fmt::format("\n\t  NET (length: {}): ", *size), from.bytes(*size), *size);
  }
  return true;
}

bool put_end_system(Line& line, Reader& from) {
  constexpr std::string_view kBad = ", bad esh/li";
  if (from.rest().raw(0, 1) == nullptr) return false;
  if (from.length() < 1) {
    line.put(kBad);
    return false;
  }
  const unsigned count = from.u8();
  line.print("\n\t  Number of Source Addresses: {}", count);
  return put_entities(line, from, count, kBad);
}

void put_protocols(Line& line, Bytes value) {
  for (std::uint32_t i = 0; i < value.length() && !line.cut(); ++i) {
    const std::uint8_t protocol = value.u8(i);
    put_name(line, kOsiProtocols, protocol, "unknown");
    line.print(" (0x{:02x})", protocol);
    if (i + 1 < value.length()) line.put(", ");
  }
}

void put_options(Line& line, Reader& from) {
  while (from.length() > 0 && !line.cut()) {
    if (from.length() < 2) return line.put(", bad opts/li");
    const std::uint8_t type = from.u8();
    const std::uint32_t size = from.u8();
    if (size > from.length()) return line.print(", opt ({}) too long", type);
    const Bytes value = from.bytes(size);
    line.put("\n\t  ");
    put_name(line, kOptions, type, "Unknown");
    line.print(" Option #{}, length {}, value: ", type, size);
    if (type == kProtocols) {
      put_protocols(line, value);
    } else if (type != kConfigurationTime) {
      put_unknown_rest(line, value, "\n\t  ");
    } else if (size == 2) {
      line.print("{}s", value.u16(0));
    } else {
      line.put("(bad length)");
    }
    if (line.verbosity() > 1) put_unknown_rest(line, value, "\n\t  ");
  }
}

void put_pdu(Line& line, Bytes data, std::uint8_t type, std::uint32_t header) {
  line.print("length {}\n\t", data.length());
  put_name(line, kTypes, type, "unknown type: {}");
  const std::uint16_t checksum = data.u16(7);
  line.print(" ({}), v: 1, checksum: 0x{:04x}", type, checksum);
  put_osi_checksum(line, data, checksum, 7, header);
  line.print(", holding time: {}s, length indicator: {}", data.u16(5), header);
  if (line.verbosity() > 1) put_unknown_rest(line, data.first(kHeader), "\n\t");
  Reader from(data.claiming(header).from(kHeader));
  bool whole = false;
  if (type == kRedirect) {
    whole = put_redirect(line, from);
  } else if (type == kEndSystem) {
    whole = put_end_system(line, from);
  } else if (type == kRouter) {
    whole = put_entities(line, from, 1, ", bad ish/li");
  } else if (line.verbosity() == 1) {
    const Bytes rest = data.from(kHeader);
    put_unknown_rest(line, rest.claiming(rest.captured()), "\n\t  ");
  }
  if (whole) put_options(line, from);
}

void put_packet(Line& line, Bytes data) {
  const bool titled = !line.options.link_header;
  if (titled) line.put("ES-IS");
  if (data.length() <= 2) {
    line.put(line.quick() ? "bad pkt!" : "no header at all!");
    return;
  }
  if (data.raw(0, kHeader) == nullptr) return;
  const std::uint32_t header = data.u8(1);
  const unsigned version = data.u8(2);
  if (version != 1) return line.print(" version {} packet not supported", version);
  if (header > data.length()) {
    return line.print(" length indicator({}) > PDU size ({})!", header, data.length());
  }
  if (header < kLeast) return put_short_osi_header(line, data, header);
  const std::uint8_t type = data.u8(4) & 0x1f;
  if (titled) line.put(", ");
  if (line.verbosity() > 0) return put_pdu(line, data, type, header);
  put_name(line, kTypes, type, "unknown type ({})");
  line.print(", length {}", data.length());
}

}  // namespace

void esis(Line& line, Bytes data) {
  line.protocol = "esis";
  put_packet(line, data);
  line.settle_cut();
}

}  // namespace tapbond::text
