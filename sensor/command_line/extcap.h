// Wireshark's way of asking for packets: extcap (Wireshark Developer's Guide, "Adding Capture
// Interfaces And Log Sources Using Extcap"). A program in the extcap folder is asked with
// --extcap-* options what it offers, then told to capture into a pipe.
#pragma once

#include <string>
#include <vector>

namespace tapbond {

// Whether it is Wireshark that asks.
bool is_extcap(int argc, const char* const* argv);

struct ExtcapRequest {
  std::string answer;                     // to print, and nothing more is to be done; or
  std::vector<std::string> command_line;  // tapbond's own, that makes the capture asked for
};

// Throws UsageError.
ExtcapRequest parse_extcap(int argc, const char* const* argv);

}  // namespace tapbond
