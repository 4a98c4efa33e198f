// What the spanning tree protocols share.
#pragma once

#include "decoders/core/names.h"

namespace tapbond::text {

extern const Names kSpanningTreeFlags;
extern const Names kSpanningTreeRoles;

// Of a port, in the flags of all but the oldest protocol.
constexpr unsigned spanning_tree_role(std::uint8_t flags) { return flags >> 2 & 3u; }

// A message of the common and of the other trees (IEEE 802.1Q clause 14), behind its name.
void multiple_spanning_trees(Line& line, Bytes data);

}  // namespace tapbond::text
