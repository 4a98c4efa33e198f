// What there is on the command line and in a configuration file: names, letters, and whether a word
// belongs to them.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <string>
#include <vector>

namespace tapbond {

boost::program_options::options_description known_options();

// The long names of all options.
std::vector<std::string> option_names();

}  // namespace tapbond
