// Slow protocols (IEEE 802.3 annex 57A): link aggregation, its markers, and OAM.
#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {
namespace {

enum Subtype : std::uint8_t { kAggregation = 1, kMarker = 2, kOam = 3 };
constexpr Name kSubtypes[] = {{kAggregation, "LACP"}, {kMarker, "MARKER"}, {kOam, "OAM"}};
constexpr std::uint8_t kVersion = 1;
constexpr std::uint32_t kFieldHeader = 2;

enum Field : std::uint8_t { kEnd = 0, kActor = 1, kPartner = 2, kCollector = 3 };
constexpr std::uint8_t kMarkerInformation = 1;
constexpr Name kAggregationFields[] = {
    {kEnd, "Terminator"},
    {kActor, "Actor Information"},
    {kPartner, "Partner Information"},
    {kCollector, "Collector Information"},
};
constexpr Name kMarkerFields[] = {{kEnd, "Terminator"}, {kMarkerInformation, "Marker Information"}};
constexpr Name kStates[] = {
    {0x01, "Activity"},   {0x02, "Timeout"},      {0x04, "Aggregation"}, {0x08, "Synchronization"},
    {0x10, "Collecting"}, {0x20, "Distributing"}, {0x40, "Default"},     {0x80, "Expired"},
};

bool has_size(Line& line, std::uint32_t size, std::uint32_t right) {
  if (size != right) line.print("\n\t    ERROR: illegal length - should be {}", right);
  return size == right;
}

void put_participant(Line& line, Bytes field) {
  line.put("\n\t  System ");
  put_mac(line, field, 4);
  line.print(", System Priority {}, Key {}, Port {}, Port Priority {}", field.u16(2), field.u16(10),
             field.u16(14), field.u16(12));
  line.put("\n\t  State Flags [");
  put_bits(line, kStates, field.u8(16), "none");
  line.put(']');
}

void put_marker(Line& line, Bytes field) {
  line.put("\n\t  Request System ");
  put_mac(line, field, 4);
  line.print(", Request Port {}, Request Transaction ID 0x{:08x}", field.u16(2), field.u32(10));
}

// False where the type does not say what to tell.
bool put_field(Line& line, std::uint8_t subtype, std::uint8_t type, Bytes field) {
  const std::uint32_t size = field.length();
  if (subtype == kAggregation && (type == kActor || type == kPartner)) {
    if (has_size(line, size, 20)) put_participant(line, field);
  } else if (subtype == kAggregation && type == kCollector) {
    if (has_size(line, size, 16)) line.print("\n\t  Max Delay {}", field.u16(2));
  } else if (subtype == kMarker && type == kMarkerInformation) {
    if (has_size(line, size, 16)) put_marker(line, field);
  } else {
    return false;
  }
  return true;
}

void put_fields(Line& line, std::uint8_t subtype, Bytes data) {
  const Names names = subtype == kAggregation ? Names(kAggregationFields) : Names(kMarkerFields);
  while (data.length() > 0 && !line.cut()) {
    if (data.length() < kFieldHeader) {
      line.put("\n\t\t packet is too short");
      return;
    }
    const std::uint8_t type = data.u8(0);
    const std::uint32_t size = data.u8(1);
    line.put("\n\t");
    put_name(line, names, type, "Unknown");
    line.print(" TLV (0x{:02x}), length {}", type, size);
    if (type == kEnd) return;
    if (size < kFieldHeader) {
      line.print("\n\t    ERROR: illegal length - should be >= {}", kFieldHeader);
      return;
    }
    if (size > data.length()) {
      line.put("\n\t\t packet is too short");
      return;
    }
    if (data.raw(0, size) == nullptr) return;
    const bool told = put_field(line, subtype, type, data.first(size));
    if (!told || line.verbosity() > 1) {
      put_unknown_field(line, data, kFieldHeader, size - kFieldHeader, "\n\t  ");
    }
    data = data.from(size);
  }
}

void too_short(Line& line) {
  line.put(line.verbosity() > 0 ? "\n\t\t packet is too short" : " (packet is too short)");
}

}  // namespace

void slow_protocols(Line& line, Bytes data) {
  line.protocol = "slow";
  if (data.length() < 1) {
    too_short(line);
    return;
  }
  const std::uint8_t subtype = data.u8(0);
  const bool versioned = subtype == kAggregation || subtype == kMarker;
  if (versioned) {
    if (data.length() < 2) {
      too_short(line);
      return;
    }
    const std::uint8_t version = data.u8(1);
    if (version != kVersion) {
      line.print("{} version {} packet not supported", name_of(kSubtypes, subtype), version);
      return;
    }
    line.print("{}v{}, length {}", name_of(kSubtypes, subtype), version, data.length());
  } else {
    put_name(line, kSubtypes, subtype, "unknown ({})");
    line.print(", length {}", data.length());
  }
  if (!versioned && subtype != kOam) {
    put_hex_dump(line, data.seen(0, data.length()));
  } else if (line.verbosity() == 0) {
    return;
  } else if (subtype == kOam) {
    oam(line, data.from(1));
  } else {
    put_fields(line, subtype, data.from(2));
  }
}

}  // namespace tapbond::text
