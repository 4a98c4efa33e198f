// Every protocol that has a log.
#pragma once

#include <span>

#include "sensor/sessions/protocols/protocol.h"

namespace tapbond::sessions {

// Each in a file of its own.
extern const StreamProtocol kSsl;
extern const DatagramProtocol kDns;

// All of them; the first stream protocol that knows a beginning as its own has it.
extern const std::span<const StreamProtocol* const> kStreamProtocols;
extern const std::span<const DatagramProtocol* const> kDatagramProtocols;

}  // namespace tapbond::sessions
