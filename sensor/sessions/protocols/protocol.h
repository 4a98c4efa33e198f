// A protocol that has a log: what it begins with, and who reads it.
//
// A new log is one file here, with its fields, its reader and one of these, and a line in
// protocols.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "sensor/sessions/application.h"
#include "sensor/sessions/conversation.h"
#include "sensor/sessions/logs.h"
#include "sensor/sessions/onlooker.h"
#include "sensor/sessions/service.h"
#include "sensor/sessions/weird_log.h"

namespace tapbond::sessions {

class DhcpLog;

// What readers write to. All of it outlives them.
struct LogContext {
  Logs& logs;
  WeirdLog& weird;
  DhcpLog& dhcp;
  Onlooker* onlooker = nullptr;  // none: nobody looks on
};

using MakeReader = std::unique_ptr<Application> (*)(const Conversation&, const LogContext&);

template <typename Reader>
std::unique_ptr<Application> make_reader(const Conversation& conversation,
                                         const LogContext& context) {
  return std::make_unique<Reader>(conversation, context);
}

// Of what one end says first: it is the protocol's, it is not, or too little is there to say.
enum class Sign : std::uint8_t { kYes, kNo, kUndecided };

// Found by what either end begins with.
struct StreamProtocol {
  static constexpr std::size_t kEnough = 24;  // bytes, of which there is always an answer

  const LogSchema& schema;
  Sign (*begins)(std::string_view text);
  MakeReader make;
  std::uint16_t port = 0;  // of the responder, where a beginning alone says too little; 0: any
};

// Found by find_datagram_service().
struct DatagramProtocol {
  const LogSchema& schema;
  Service service;
  MakeReader make;
};

}  // namespace tapbond::sessions
