// ASN.1's basic encoding (X.690), as far as SNMP goes.
#pragma once

#include <optional>

#include "decoders/core/line.h"

namespace tapbond::text {

struct BerElement {
  enum class Kind {
    kAny,  // context-specific, and nobody knows of what type
    kOctets,
    kNull,
    kObjectId,
    kInteger,
    kUnsigned,
    kUnsigned64,
    kString,
    kSequence,
    kAddress,
    kMessage,  // a context-specific constructed type: SNMP's PDUs
    kNoSuchObject,
    kNoSuchInstance,
    kEndOfView,
  };
  Kind kind = Kind::kOctets;
  std::uint32_t id = 0;  // the tag's number
  Bytes content;
  std::int32_t integer = 0;
  std::uint64_t number = 0;
};

// Takes the first element of `data` off it; nothing, with the reason printed, where it is broken.
std::optional<BerElement> take_ber(Line& line, Bytes& data);

void put_ber(Line& line, const BerElement& element);
void put_ber_string(Line& line, const BerElement& element);  // "text", or its bytes as 01_02_03
void put_ber_octets(Line& line, const BerElement& element);  // _01_02_03

}  // namespace tapbond::text
