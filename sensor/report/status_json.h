// The numbers of a run as JSON, for scripts and the page. The manual has the fields (STATUS).
#pragma once

#include <string>

#include "sensor/report/run_numbers.h"

namespace tapbond {

std::string status_json(const RunNumbers& numbers);

}  // namespace tapbond
