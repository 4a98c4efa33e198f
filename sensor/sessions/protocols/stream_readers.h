// Who reads a stream: one finds out which protocol it speaks, and where that has a log, another
// reads what is said.
//
// What follows a STARTTLS or a CONNECT is looked at anew, as though a conversation began there.
// What readers keep counts in the budget of all streams: a reader that would keep more than there
// may be logs what it knows, and reads no further.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "sensor/sessions/protocols/protocol.h"
#include "sensor/sessions/reassembly.h"

namespace tapbond::sessions {

class StreamReaders final : public Application {
 public:
  // `services` finds the protocol. The others outlive it.
  StreamReaders(const Conversation& conversation, std::unique_ptr<Application> services,
                const LogContext& context, ReassemblyBudget& budget);
  ~StreamReaders() override;
  StreamReaders(const StreamReaders&) = delete;
  StreamReaders& operator=(const StreamReaders&) = delete;

  bool read(Side from, std::span<const std::uint8_t> bytes, std::int64_t stamp) override;
  bool skip(Side from, std::uint64_t bytes) override;
  void end(Side from) override;
  void finish() override;

 private:
  // Bytes that are kept of what an end says while it is not clear what the other one speaks.
  static constexpr std::size_t kMostKept = 512;

  struct Beginning {  // of a direction
    std::string text;
    std::uint64_t lost = 0;  // behind that, bytes
    bool decided = false;    // nothing that has a log begins so
  };

  Beginning& beginning(Side side) { return beginnings_[side == Side::kOriginator ? 0 : 1]; }
  bool wanted() const { return services_ || reader_ || looking_; }
  std::pair<Sign, const StreamProtocol*> find_protocol(std::string_view text) const;
  void look(Side from, std::span<const std::uint8_t> bytes, std::int64_t stamp);
  void begin_reading(const StreamProtocol& protocol, Side from, std::span<const std::uint8_t> bytes,
                     std::int64_t stamp);
  void read_on(Side from, std::span<const std::uint8_t> bytes, std::int64_t stamp);
  void account();
  static void leave(std::unique_ptr<Application>& reader);
  void leave();

  const Conversation& conversation_;
  const LogContext& context_;
  ReassemblyBudget& budget_;
  std::unique_ptr<Application> services_;
  std::unique_ptr<Application> reader_;
  std::array<Beginning, 2> beginnings_;
  std::size_t held_ = 0;  // of the budget
  bool looking_ = true;
};

}  // namespace tapbond::sessions
