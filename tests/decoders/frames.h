// What is expected of the printer for frames, tcpdump being the judge.
#pragma once

#include <string>
#include <vector>

#include "capture.h"
#include "decoders/frame_printer.h"
#include "frame_builder.h"

namespace tapbond::test {

// What the printer prints of the frames, one after the other, and what tcpdump does with the same
// options. Stamps are left out unless the options ask for a style.
std::string printed(const std::vector<Sample>& samples, const TextOptions& options);
std::string printed_by_tcpdump(const std::vector<Sample>& samples, const TextOptions& options);

// Both of them print `expected`.
void expect_text(const std::vector<Sample>& samples, const TextOptions& options,
                 const std::string& expected);
void expect_text(const Octets& frame, const std::string& expected, int verbosity = 0);

// Both print the same, with every option there is.
void expect_parity(const std::vector<Sample>& samples);

// The same without -v, for what is read only as far as it prints then.
void expect_brief_parity(const std::vector<Sample>& samples);

}  // namespace tapbond::test
