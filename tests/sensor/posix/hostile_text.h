// Text that a terminal would obey, that would be more than one line, or that reads as what it is
// not; and whether any of it got through.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace tapbond {

// Titles of windows, colours, line ends, C1 controls as bytes and in UTF-8, overrides and isolates
// of direction, separators of lines, marks without width, and bytes that are no UTF-8.
constexpr std::string_view kHostile[] = {
    "\x1b]0;owned\x07",
    "\x1b[31m",
    "\n",
    "\r",
    "\t",
    "\b",
    "\x7f",
    "\xc2\x80",
    "\xc2\x9b",
    "\xc2\x9f",
    "\xe2\x80\xaa",
    "\xe2\x80\xae",
    "\xe2\x81\xa6",
    "\xe2\x81\xa9",
    "\xe2\x80\xa8",
    "\xe2\x80\x8f",
    "\xef\xbb\xbf",
    "\xd8\x9c",
    "\xf3\xa0\x81\x81",
    "\xff",
    "\x9b",
    "\xc0\x8a",
    "\xed\xa0\x80",
    "\xf4\x90\x80\x80",
};

// A name made of them that would, besides, forge a line of its own.
inline std::string hostile_name() {
  std::string name = "eth0";
  for (const std::string_view text : kHostile) name += text;
  return name + "\nFORGED";
}

// Lines of text in which none of it stands.
inline testing::AssertionResult harmless(const std::string& lines) {
  for (const std::string_view text : kHostile) {
    const bool line_end = text == "\n";
    // A byte that is none of UTF-8 alone is one in the middle of a character.
    const bool continuation = text == "\x9b";
    if (!line_end && !continuation && lines.find(text) != std::string::npos) {
      return testing::AssertionFailure()
             << testing::PrintToString(text) << " stands in " << testing::PrintToString(lines);
    }
  }
  if (lines.starts_with("FORGED") || lines.find("\nFORGED") != std::string::npos) {
    return testing::AssertionFailure() << "a line is forged: " << lines;
  }
  return testing::AssertionSuccess();
}

}  // namespace tapbond
