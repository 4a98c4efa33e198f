// tapbond and tcpdump, run with the same options over the same capture file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tapbond::parity {

using Words = std::vector<std::string>;

Words words(std::string_view text);  // split at spaces

struct Printed {
  std::string text;
  int status = 0;     // exit status, or 128 + the signal that ended it
  bool hung = false;  // was still running after half a minute
};

Printed tapbond(const Words& options, const std::string& file);
Printed tcpdump(const Words& options, const std::string& file);

// Packet by packet, of texts printed with -#.
struct Comparison {
  std::size_t ours = 0;  // packets printed
  std::size_t theirs = 0;
  std::size_t same = 0;            // with identical text
  std::string first_difference{};  // for people
};
Comparison compare(std::string_view ours, std::string_view theirs);

// Where two texts differ first, for people; empty where they do not.
std::string first_difference(std::string_view ours, std::string_view theirs);

}  // namespace tapbond::parity
