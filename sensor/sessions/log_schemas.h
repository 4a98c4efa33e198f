// Every log that there may be.
#pragma once

#include <span>

#include "sensor/sessions/log_row.h"

namespace tapbond::sessions {

extern const std::span<const LogSchema* const> kLogSchemas;

}  // namespace tapbond::sessions
