// The parts of sFlow (sflow.org).
#pragma once

#include "decoders/core/names.h"

namespace tapbond::text {

extern const Names kSflowCounters;

// The record of a size and format at the start of what is left of a counter sample; false where
// that is shorter than its format.
bool sflow_counter(Line& line, Bytes rest, std::uint32_t size, std::uint32_t format);

// Dumps a record whose format has no name.
void put_unknown_sflow(Line& line, Bytes rest, std::uint32_t size, Names formats,
                       std::uint32_t format);

}  // namespace tapbond::text
