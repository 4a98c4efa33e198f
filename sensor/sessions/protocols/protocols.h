// Every protocol that has a log.
#pragma once

#include <span>

#include "sensor/sessions/protocols/protocol.h"

namespace tapbond::sessions {

// Each in a file of its own.
extern const StreamProtocol kSsl;
extern const StreamProtocol kSsh;
extern const StreamProtocol kFtp;
extern const StreamProtocol kSmtp;
extern const StreamProtocol kHttp;
extern const StreamProtocol kDnsStream;
extern const DatagramProtocol kDns;
extern const DatagramProtocol kDtls;
extern const DatagramProtocol kDhcp;
extern const DatagramProtocol kNtp;

// All of them; the first stream protocol that knows a beginning as its own has it.
extern const std::span<const StreamProtocol* const> kStreamProtocols;
extern const std::span<const DatagramProtocol* const> kDatagramProtocols;

}  // namespace tapbond::sessions
