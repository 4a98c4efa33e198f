// Extended attributes of files, in the user's part of their names: xattr(7) of Linux, extattr(2) of
// FreeBSD, where they have no "user." before them.
#pragma once

#include <string>
#include <string_view>

namespace tapbond {

// 0, or the errno of what went wrong: ENOTSUP where the file system keeps none.
int set_attribute(int file, const std::string& name, std::string_view value);

// Of the file of that name, not of one that it links to; empty where it has none.
std::string attribute_of(const std::string& path, const std::string& name);

}  // namespace tapbond
