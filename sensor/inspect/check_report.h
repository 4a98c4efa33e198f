// Verdicts as text, as JSON and as an exit status.
#pragma once

#include <string>

#include "sensor/checks/checks.h"

namespace tapbond {

// A line per verdict, what to do below it, and one line of conclusion.
std::string report_text(const Facts& facts, const Verdicts& verdicts);

// One object: hypervisor, seconds, status, and an array of verdicts.
std::string report_json(const Facts& facts, const Verdicts& verdicts);

// 0: all is well, 1: warnings, 2: failures.
int exit_status(const Verdicts& verdicts);

}  // namespace tapbond
