// The log of Secure Shell, ssh, with Zeek's fields: a line when both ends have said which
// algorithms they take, or when it is clear that they will not. What follows is encrypted; whether
// a login succeeded is not guessed.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "decoders/messages/ssh_message.h"
#include "sensor/sessions/conversation_row.h"
#include "sensor/sessions/protocols/line_reader.h"
#include "sensor/sessions/protocols/protocols.h"

namespace tapbond::sessions {
namespace {

using messages::SshOffer;
using Octets = std::span<const std::uint8_t>;

constexpr auto kFields = of_conversation({
    {"version", "count"},
    {"direction", "enum"},
    {"client", "string"},
    {"server", "string"},
    {"cipher_alg", "string"},
    {"mac_alg", "string"},
    {"compression_alg", "string"},
    {"kex_alg", "string"},
    {"host_key_alg", "string"},
});
constexpr LogSchema kSchema{"ssh", kFields};

constexpr std::string_view kMark = "SSH-";
constexpr int kMostLines = 50;  // that a server may say before its version
constexpr std::size_t kPacketLength = 4;
constexpr std::size_t kMostPacket = 35'000;  // that RFC 4253 allows

Sign begins(std::string_view text) {
  if (text.starts_with(kMark)) return Sign::kYes;
  return kMark.starts_with(text) ? Sign::kUndecided : Sign::kNo;
}

class SshReader final : public Application {
 public:
  SshReader(const Conversation& conversation, const LogContext& context)
      : conversation_(conversation), context_(context) {}

  bool read(Side from, Octets bytes, std::int64_t stamp) override;
  void finish() override;
  std::size_t held() const override {
    std::size_t size = sizeof *this;
    for (const Half& half : halves_) size += half.lines.held() + half.packet.capacity();
    return size;
  }

 private:
  struct Half {
    LineReader lines;
    int lines_left = kMostLines;
    std::string version;
    std::vector<std::uint8_t> packet;
    std::optional<SshOffer> offer;
  };

  bool read_packet(Half& half, Octets bytes);
  std::optional<unsigned> version() const;

  const Conversation& conversation_;
  const LogContext& context_;
  std::array<Half, 2> halves_;  // the client's, the server's
  std::int64_t first_ = 0;
};

bool SshReader::read(Side from, Octets bytes, std::int64_t stamp) {
  if (first_ == 0) first_ = stamp;
  Half& half = halves_[from == Side::kOriginator ? 0 : 1];
  while (half.version.empty() && half.lines.take(bytes)) {
    if (half.lines.line().starts_with(kMark)) {
      half.version = half.lines.line();
    } else if (half.lines_left-- == 0) {
      return false;
    }
  }
  const bool more = half.version.empty() || half.offer || read_packet(half, bytes);
  return more && (!halves_[0].offer || !halves_[1].offer);
}

// Its first packet is the offer, or there is none.
bool SshReader::read_packet(Half& half, Octets bytes) {
  std::vector<std::uint8_t>& packet = half.packet;
  const std::size_t room = kPacketLength + kMostPacket - packet.size();
  bytes = bytes.first(std::min(bytes.size(), room));
  packet.insert(packet.end(), bytes.begin(), bytes.end());
  if (packet.size() < kPacketLength) return true;
  const std::size_t length = std::size_t{packet[0]} << 24 | std::size_t{packet[1]} << 16 |
                             std::size_t{packet[2]} << 8 | packet[3];
  if (length > kMostPacket) return false;
  if (packet.size() < kPacketLength + length) return true;
  half.offer = messages::read_ssh_offer(Octets(packet).subspan(kPacketLength, length));
  packet = {};
  if (!half.offer) context_.weird.tell(conversation_.last, "SSH_unparsable", &conversation_);
  return half.offer.has_value();
}

// 1.99 is a server's or client's that speaks both.
std::optional<unsigned> SshReader::version() const {
  const std::string& client = halves_[0].version;
  const std::string& server = halves_[1].version;
  if (client.empty() || server.empty()) return std::nullopt;
  const auto speaks = [](std::string_view version, char which) {
    return version.substr(kMark.size()).starts_with(which) ||
           version.substr(kMark.size()).starts_with("1.99");
  };
  if (speaks(client, '2') && speaks(server, '2')) return 2;
  return speaks(client, '1') && speaks(server, '1') ? 1 : 0;
}

std::string_view agreed(const SshOffer& client, const SshOffer& server, SshOffer::List list) {
  const std::string_view name = messages::agreed(client.lists[list], server.lists[list]);
  return name.empty() ? "Algorithm negotiation failed" : name;
}

// Both directions agree on something of their own, which is nearly always the same.
std::string agreed(const SshOffer& client, const SshOffer& server, SshOffer::List to_server,
                   SshOffer::List to_client) {
  const std::string_view there = agreed(client, server, to_server);
  const std::string_view back = agreed(client, server, to_client);
  if (there == back) return std::string(there);
  return "To server: " + std::string(there) + ", to client: " + std::string(back);
}

void SshReader::finish() {
  const Half& client = halves_[0];
  const Half& server = halves_[1];
  if (client.version.empty() && server.version.empty()) return;
  LogRow row = conversation_row(context_.logs, kSchema, first_, &conversation_);
  const auto version = this->version();
  if (version) {
    row.count(*version);
  } else {
    row.unset();
  }
  const bool from_here = conversation_.originator.address.is_private();
  const bool to_here = conversation_.responder.address.is_private();
  row.text_or_unset(from_here == to_here ? "" : from_here ? "OUTBOUND" : "INBOUND");
  row.text_or_unset(client.version).text_or_unset(server.version);
  if (!client.offer || !server.offer) {
    row.unset().unset().unset().unset().unset();
    return;
  }
  const auto both = [&](SshOffer::List to_server, SshOffer::List to_client) {
    return agreed(*client.offer, *server.offer, to_server, to_client);
  };
  const auto one = [&](SshOffer::List list) { return agreed(*client.offer, *server.offer, list); };
  row.text_or_unset(both(SshOffer::kCipherToServer, SshOffer::kCipherToClient));
  row.text_or_unset(both(SshOffer::kMacToServer, SshOffer::kMacToClient));
  row.text_or_unset(both(SshOffer::kCompressionToServer, SshOffer::kCompressionToClient));
  row.text_or_unset(one(SshOffer::kKeyExchange)).text_or_unset(one(SshOffer::kHostKey));
}

}  // namespace

const StreamProtocol kSsh{kSchema, begins, make_reader<SshReader>};

}  // namespace tapbond::sessions
