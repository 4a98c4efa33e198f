// Every log that there may be.
#pragma once

#include <vector>

#include "sensor/sessions/log_row.h"

namespace tapbond::sessions {

std::vector<const LogSchema*> log_schemas();

}  // namespace tapbond::sessions
