// IEEE 802.11 frames, whatever was captured before them.
//
// libtins names the types and subtypes of frames, the elements and most reasons; status codes,
// actions and the newer reasons it has no names for. Its parsers refuse a frame whose last element
// is cut, and of the RSN element, which they would read, nothing is printed.
#pragma once

#include "decoders/core/line.h"
#include "decoders/core/names.h"

namespace tapbond::text {

struct WirelessTrailer {
  bool padded = false;            // the header is padded to a multiple of four bytes
  std::uint32_t check_bytes = 0;  // of a frame check sequence at the end
};

// A frame from its frame control field on. Returns the size of its header.
std::uint32_t ieee80211(Line& line, Bytes frame, const WirelessTrailer& trailer = {});

// The body of a management frame, whose header begins at `frame`. False where it is cut off.
bool wireless_management(Line& line, std::uint16_t control, Bytes frame, Bytes body);

// The initialization vector in front of an encrypted body; false where it is cut off.
bool wireless_privacy(Line& line, Bytes body);

void put_rate(Line& line, unsigned half_megabits);  // "5.5", of units of 500 kb/s

extern const Names kWirelessReasons;   // IEEE 802.11 table 9-45
extern const Names kWirelessStatuses;  // IEEE 802.11 table 9-46

// Both sizes reach over `count` bytes: a frame check sequence may lie behind either.
inline bool holds(Bytes data, std::uint32_t count) {
  return data.captured() >= count && data.length() >= count;
}

}  // namespace tapbond::text
