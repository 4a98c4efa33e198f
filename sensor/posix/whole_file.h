// A file that is there whole or not at all: written under a name of its own beside its place, with
// mode 0600, and given its name when it is on the disk.
#pragma once

#include <string>
#include <string_view>

namespace tapbond {

// Whether that will be possible, as far as it can be known before: the directory takes a file, and
// what has the name is nothing or a regular file, which will be replaced. Throws
// std::runtime_error with one clear line.
void check_whole_file(const std::string& path);

// Where a symbolic link has the name, what it leads to is replaced. Throws likewise, and then
// leaves nothing behind.
void write_whole_file(const std::string& path, std::string_view content);

}  // namespace tapbond
