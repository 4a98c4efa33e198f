// Finds out which protocol a conversation speaks, by what it says rather than by its port.
//
// The first bytes of both directions are kept, a few hundred, until they say what they are or
// cannot any more. A protocol counts as found when what Zeek calls confirmed has been seen: a
// message of it that is well formed, of both ends where one alone could be anything. What goes on
// encrypted behind a STARTTLS, or inside a CONNECT, is found as well, and the connections for data
// that FTP announces are passed on.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "sensor/sessions/application.h"
#include "sensor/sessions/conversation.h"

namespace tapbond::sessions {

// Called with the end point that data of FTP will be sent to.
using Announce = std::function<void(const Endpoint&)>;

class StreamServices final : public Application {
 public:
  // The conversation outlives it.
  StreamServices(Conversation& conversation, Announce announce)
      : conversation_(conversation), announce_(std::move(announce)) {}

  bool read(Side from, std::span<const std::uint8_t> bytes, std::int64_t stamp) override;
  void finish() override;

 private:
  static constexpr std::size_t kMost = 512;         // bytes of a direction, to find out from
  static constexpr std::size_t kMostLater = 65536;  // for what comes behind

  bool find();
  void look_for_more(Side from, std::string_view text);
  void look_for_websocket(Side from, std::string_view text);
  void begin_anew();

  Conversation& conversation_;
  Announce announce_;
  std::array<std::string, 2> begun_;  // of each direction
  std::size_t later_ = 0;
  bool found_ = false;
  bool tunnel_asked_ = false;     // HTTP's CONNECT
  bool websocket_asked_ = false;  // HTTP's Upgrade
  bool switched_ = false;         // and answered with 101
  Service service_ = Service::kHttp;
};

}  // namespace tapbond::sessions
