// Options that others of the trade have and tapbond has not: each is refused in a line that says
// why, and what does here what was meant.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <string>

namespace tapbond {

// Those of tcpdump, and letters that have another meaning to tshark, so that they are recognised.
void add_foreign_options(boost::program_options::options_description& known);

// Throws UsageError when the option of that key, as Boost.Program_options has it ("monitor-mode" or
// "-E"), is one of them.
void refuse_foreign_option(const std::string& key);

// Looks for what cannot be told by its letter, as tcpdump has that letter, too: dumpcap's -a and -b
// with their "duration:60", tshark's -d with a layer. Throws UsageError.
void refuse_foreign_words(int argc, const char* const* argv);

// What to add to a complaint about an argument of -T or -z that is tshark's; empty when it is not.
std::string remark_on_fields(const std::string& argument);
std::string remark_on_statistics(const std::string& argument);

}  // namespace tapbond
