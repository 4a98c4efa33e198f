// The parts of IS-IS (ISO 10589): identifiers, and the values that follow a PDU's header.
#pragma once

#include "decoders/core/reader.h"
#include "decoders/network/osi.h"

namespace tapbond::text {

constexpr std::uint32_t kIsisSystem = 6;
constexpr std::uint32_t kIsisNode = 7;     // a system and its pseudonode
constexpr std::uint32_t kIsisStateId = 8;  // a node and the number of its link state PDU

// An identifier of one of these sizes behind its title.
void put_isis_identifier(Line& line, std::string_view title, Bytes data, std::uint32_t size);

// All values of the PDU; `values` is the place of the first, `length` what the PDU claims to have.
void put_isis_values(Line& line, Bytes pdu, std::uint32_t values, std::uint32_t length);

// What can be reached: neighbours and addresses, each with what is told under them. They are false
// where the value cannot be true.
enum class IsisMetric : std::uint8_t { kGiven, kNone };
bool put_isis_neighbors(Line& line, Bytes value, IsisMetric metric);
bool put_isis_prefixes(Line& line, Bytes value, bool ipv6);
void put_isis_old_prefixes(Line& line, Bytes value);

// RFC 6329 and RFC 7981.
void put_isis_port_capability(Line& line, Bytes values);
void put_isis_bridging_capability(Line& line, Bytes values);
void put_isis_router_capability(Line& line, Bytes values);

}  // namespace tapbond::text
