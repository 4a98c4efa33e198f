// A configuration file: lines of the form "key = value", as Boost.Program_options reads them. A key
// is an option's long name; one that may be repeated on the command line may be repeated here. What
// follows a # is a comment.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <string>
#include <vector>

namespace tapbond {

struct Setting {
  std::string key;
  std::string value;  // empty for a switch
  std::string place;  // "FILE:LINE"
};

// The settings in their order. A switch has the value yes, or no, which leaves it out. Throws
// UsageError that says where in the file what is wrong.
std::vector<Setting> read_config_file(const std::string& path,
                                      const boost::program_options::options_description& known);

}  // namespace tapbond
