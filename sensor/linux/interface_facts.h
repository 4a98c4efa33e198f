// Everything that Linux knows of one interface and that matters to a leg.
#pragma once

#include <string>

#include "sensor/linux/facts.h"

namespace tapbond {

// Of the caller's network namespace; link.index is 0 where there is no such interface.
InterfaceFacts interface_facts(const std::string& interface);

}  // namespace tapbond
