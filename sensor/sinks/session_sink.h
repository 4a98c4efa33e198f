// Writes the log of sessions (sensor/sessions/sessions.h).
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "sensor/sessions/logs.h"
#include "sensor/sinks/sink.h"

namespace tapbond {

class ConversationsNow;

struct SessionSinkOptions {
  sessions::LogOptions logs;
  bool verify_checksums = true;
  std::size_t memory = 0;  // bytes that conversations may take together, about
  std::shared_ptr<ConversationsNow> onlooker{};  // null: nobody looks on
};

// Run as root, it creates the directory and the files at once; otherwise, and where files follow
// one another, start() does, as the user that the process has become by then. Throws SinkError.
std::unique_ptr<Sink> make_session_sink(const SessionSinkOptions& options);

}  // namespace tapbond
