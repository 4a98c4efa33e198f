// Text as it may stand in HTML.
#pragma once

#include <string>
#include <string_view>

namespace tapbond {

// Whatever it is, it shows as itself, also in an attribute between double quotes. All text that
// does not stand in the source goes through here.
std::string html_text(std::string_view text);

}  // namespace tapbond
