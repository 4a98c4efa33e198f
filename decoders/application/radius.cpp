// RADIUS (RFC 2865, RFC 2866, RFC 5176).
#include "decoders/application/radius.h"

#include "decoders/application/application.h"
#include "decoders/core/hexdump.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 20;

constexpr Name kCommands[] = {
    {1, "Access-Request"},
    {2, "Access-Accept"},
    {3, "Access-Reject"},
    {4, "Accounting-Request"},
    {5, "Accounting-Response"},
    {11, "Access-Challenge"},
    {12, "Status-Server"},
    {13, "Status-Client"},
    {40, "Disconnect-Request"},
    {41, "Disconnect-ACK"},
    {42, "Disconnect-NAK"},
    {43, "CoA-Request"},
    {44, "CoA-ACK"},
    {45, "CoA-NAK"},
    {255, "Reserved"},
};

bool unassigned(std::uint8_t type) { return type == 17 || type == 21 || type == 54 || type == 93; }

void put_attributes(Line& line, Bytes rest) {
  while (rest.length() > 0 && !line.cut()) {
    if (rest.length() < 2) return line.cut_here();
    const std::uint8_t type = rest.u8(0);
    const std::uint32_t size = rest.u8(1);
    const RadiusAttribute* attribute = radius_attribute(type);
    line.print("\n\t  {} Attribute ({}), length: {}",
               attribute != nullptr ? attribute->name
               : unassigned(type)   ? "Unassigned"
                                    : "Unknown",
               type, size);
    if (size < 2) {
      line.put(" (bogus, must be >= 2)");
      return;
    }
    if (size > rest.length()) {
      line.put(" (bogus, goes past end of packet)");
      return;
    }
    line.put(", Value: ");
    const Bytes value = rest.from(2).claiming(size - 2);
    if (size > 2) {
      if (attribute != nullptr) put_radius_value(line, value, *attribute);
      if (line.verbosity() > 1) {
        put_unknown_field(line, value, 0, std::min(size - 2, value.captured()), "\n\t    ");
      }
    }
    rest = rest.from(size);
  }
}

void put_message(Line& line, Bytes data) {
  if (data.raw(0, kHeader) == nullptr) return;
  std::uint32_t length = data.u16(2);
  if (length < kHeader) {
    line.put("RADIUS");
    line.invalid();
    return;
  }
  length = std::min(length, data.length());
  const std::uint8_t code = data.u8(0);
  const unsigned id = data.u8(1);
  const Name* command = find_name(kCommands, code);
  const std::string_view name = command != nullptr ? command->text : "Unknown Command";
  if (line.verbosity() == 0) {
    line.print("RADIUS, {} ({}), id: 0x{:02x} length: {}", name, code, id, length);
    return;
  }
  line.print("RADIUS, length: {}\n\t{} ({}), id: 0x{:02x}, Authenticator: {:016x}{:016x}", length,
             name, code, id, data.u64(4), data.u64(12));
  put_attributes(line, data.from(kHeader).claiming(length - kHeader));
}

}  // namespace

void radius(Line& line, Bytes data) {
  line.protocol = "radius";
  put_message(line, data);
  line.settle_cut();
}

}  // namespace tapbond::text
