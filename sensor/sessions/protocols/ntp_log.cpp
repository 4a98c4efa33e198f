// The log of the time that is told, ntp, with Zeek's fields: a line for each message.
#include "decoders/messages/ntp_message.h"
#include "sensor/sessions/conversation_row.h"
#include "sensor/sessions/protocols/protocols.h"

namespace tapbond::sessions {
namespace {

constexpr auto kFields = of_conversation({
    {"version", "count"},
    {"mode", "count"},
    {"stratum", "count"},
    {"poll", "interval"},
    {"precision", "interval"},
    {"root_delay", "interval"},
    {"root_disp", "interval"},
    {"ref_id", "string"},
    {"ref_time", "time"},
    {"org_time", "time"},
    {"rec_time", "time"},
    {"xmt_time", "time"},
    {"num_exts", "count"},
});
constexpr LogSchema kSchema{"ntp", kFields};

class NtpReader final : public Application {
 public:
  NtpReader(const Conversation& conversation, const LogContext& context)
      : conversation_(conversation), context_(context) {}

  bool read(Side, std::span<const std::uint8_t> bytes, std::int64_t stamp) override {
    const auto message = messages::read_ntp(bytes);
    if (!message) return true;
    LogRow row = conversation_row(context_.logs, kSchema, stamp, &conversation_);
    row.count(message->version).count(message->mode).count(message->stratum);
    row.fraction(message->poll).fraction(message->precision);
    row.fraction(message->root_delay).fraction(message->root_dispersion);
    row.text_or_unset(message->reference);
    row.time(message->reference_time).time(message->origin_time).time(message->receive_time);
    row.time(message->transmit_time).count(message->extensions);
    return true;
  }

 private:
  const Conversation& conversation_;
  const LogContext& context_;
};

}  // namespace

const DatagramProtocol kNtp{kSchema, Service::kNtp, make_reader<NtpReader>};

}  // namespace tapbond::sessions
