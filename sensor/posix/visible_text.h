// Text from outside, as it may be shown: names of interfaces, files and hosts, what a capture or a
// peer says of itself, a word of the command line that comes back in a complaint. A terminal obeys
// control characters, a line end makes one line two, and marks of direction reorder what is read.
//
// Whoever puts text on a terminal, into a log or on a page passes all of it through here, at the
// place where it leaves: then no source can be forgotten. (JSON has a rule of its own, which its
// writer follows; text from inside packets is tcpdump's, decoders/core/escape.h.)
#pragma once

#include <string>
#include <string_view>

namespace tapbond {

// One line of valid UTF-8 that moves nothing: control characters of ASCII, and bytes that are no
// UTF-8, as \x1b, other characters that cannot be seen as \u202e. All others stay, the backslash
// too (names on Windows are full of it), so that what has been made visible stays as it is.
std::string visible_text(std::string_view text);

}  // namespace tapbond
