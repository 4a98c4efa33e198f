#include "sensor/sessions/protocols/stream_readers.h"

#include <algorithm>
#include <utility>

#include "sensor/sessions/protocols/protocols.h"

namespace tapbond::sessions {

StreamReaders::StreamReaders(const Conversation& conversation,
                             std::unique_ptr<Application> services, const LogContext& context,
                             ReassemblyBudget& budget)
    : conversation_(conversation),
      context_(context),
      budget_(budget),
      services_(std::move(services)) {}

StreamReaders::~StreamReaders() { budget_.used -= held_; }

bool StreamReaders::read(Side from, std::span<const std::uint8_t> bytes, std::int64_t stamp) {
  if (services_ && !services_->read(from, bytes, stamp)) leave(services_);
  if (reader_) {
    read_on(from, bytes, stamp);
  } else if (looking_) {
    look(from, bytes, stamp);
  }
  return wanted();
}

std::pair<Sign, const StreamProtocol*> StreamReaders::find_protocol(std::string_view text) const {
  const bool enough = text.size() >= StreamProtocol::kEnough;
  Sign best = Sign::kNo;
  for (const StreamProtocol* protocol : kStreamProtocols) {
    if (protocol->port != 0 && protocol->port != conversation_.responder.port) continue;
    const Sign sign = protocol->begins(text.substr(0, StreamProtocol::kEnough));
    if (sign == Sign::kYes) return {sign, protocol};
    if (sign == Sign::kUndecided && !enough) best = sign;
  }
  return {best, nullptr};
}

void StreamReaders::look(Side from, std::span<const std::uint8_t> bytes, std::int64_t stamp) {
  Beginning& begun = beginning(from);
  if (bytes.empty()) return;
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::size_t kept =
      begun.lost > 0 ? 0 : std::min(text.size(), kMostKept - begun.text.size());
  begun.text += text.substr(0, kept);
  if (!begun.decided) {
    const auto [sign, protocol] = find_protocol(begun.text);
    if (sign == Sign::kYes) {
      begin_reading(*protocol, from, bytes.subspan(kept), stamp);
      return;
    }
    begun.decided = sign == Sign::kNo;
  }
  begun.lost += text.size() - kept;
  looking_ = !beginnings_[0].decided || !beginnings_[1].decided;
  if (!looking_) beginnings_ = {};
}

void StreamReaders::begin_reading(const StreamProtocol& protocol, Side from,
                                  std::span<const std::uint8_t> bytes, std::int64_t stamp) {
  looking_ = false;
  reader_ = protocol.make(conversation_, context_);
  // The other end first: what it said came before.
  const Side other = from == Side::kOriginator ? Side::kResponder : Side::kOriginator;
  const std::uint64_t lost = beginning(other).lost;
  for (const Side side : {other, from}) {
    const std::string text = std::exchange(beginning(side), {}).text;
    if (!reader_ || text.empty()) continue;
    read_on(side, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, stamp);
  }
  if (reader_ && lost > 0 && !reader_->skip(other, lost)) leave();
  if (reader_ && !bytes.empty()) read_on(from, bytes, stamp);
}

void StreamReaders::read_on(Side from, std::span<const std::uint8_t> bytes, std::int64_t stamp) {
  if (reader_->read(from, bytes, stamp)) {
    account();
    return;
  }
  looking_ = reader_->gives_way();
  leave();
}

void StreamReaders::account() {
  const std::size_t held = reader_->held();
  budget_.used = budget_.used - held_ + held;
  held_ = held;
  if (budget_.used <= budget_.most) return;
  context_.weird.tell(conversation_.last, "reader_memory_exceeded", &conversation_);
  leave();
}

void StreamReaders::leave(std::unique_ptr<Application>& reader) {
  reader->finish();
  reader.reset();
}

void StreamReaders::leave() {
  leave(reader_);
  budget_.used -= std::exchange(held_, 0);
}

bool StreamReaders::skip(Side from, std::uint64_t bytes) {
  if (services_ && !services_->skip(from, bytes)) leave(services_);
  if (reader_ && !reader_->skip(from, bytes)) leave();
  if (!reader_) {
    beginning(from).decided = true;
    beginning(from).lost += bytes;
  }
  return wanted();
}

void StreamReaders::end(Side from) {
  if (services_) services_->end(from);
  if (reader_) reader_->end(from);
}

void StreamReaders::finish() {
  if (services_) services_->finish();
  if (reader_) reader_->finish();
}

}  // namespace tapbond::sessions
