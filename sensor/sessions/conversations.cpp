#include "sensor/sessions/conversations.h"

#include <utility>

#include "sensor/sessions/conn_log.h"
#include "sensor/sessions/datagram_services.h"
#include "sensor/sessions/payload_checksum.h"
#include "sensor/sessions/protocols/icmp_log.h"
#include "sensor/sessions/protocols/protocols.h"
#include "sensor/sessions/protocols/stream_readers.h"
#include "sensor/sessions/server_ports.h"
#include "sensor/sessions/service_finder.h"
#include "sensor/sessions/tcp_header.h"

namespace tapbond::sessions {
namespace {

using Side = Conversation::Side;

enum Protocol : std::uint8_t { kIcmp = 1, kTcp = 6, kUdp = 17, kIcmpv6 = 58 };

constexpr std::int64_t kSecond = 1'000'000'000;
// Zeek's defaults.
constexpr std::int64_t kTcpIdle = 300 * kSecond;
constexpr std::int64_t kIdle = 60 * kSecond;
constexpr std::int64_t kLoginIdle = 3600 * kSecond;  // of protocols whose users think
constexpr std::int64_t kAttempt = 5 * kSecond;
constexpr std::int64_t kClose = 5 * kSecond;
constexpr std::int64_t kDnsSession = 10 * kSecond;

constexpr std::uint32_t kUdpHeader = 8;
constexpr std::uint32_t kIcmpHeader = 8;
constexpr std::size_t kLegBits = 32;
constexpr std::size_t kMostExpected = 4096;

struct Counterpart {
  std::uint16_t type;
  bool one_way;
};

// The type that answers an ICMP message, or that it answers; where there is none, its code.
Counterpart icmp_counterpart(std::uint8_t protocol, std::uint8_t type, std::uint8_t code) {
  constexpr std::pair<std::uint8_t, std::uint8_t> kIpv4[] = {
      {8, 0}, {13, 14}, {15, 16}, {10, 9}, {17, 18}};
  constexpr std::pair<std::uint8_t, std::uint8_t> kIpv6[] = {{128, 129}, {133, 134}, {135, 136},
                                                             {130, 131}, {139, 140}, {144, 145}};
  const auto find = [&](const auto& pairs) -> Counterpart {
    for (const auto& [question, answer] : pairs) {
      if (type == question) return {answer, false};
      if (type == answer) return {question, false};
    }
    return {code, true};
  };
  return protocol == kIcmp ? find(kIpv4) : find(kIpv6);
}

// A connection to where people log in, of which the handshake was seen.
bool is_login(const Conversation& c) {
  const std::uint16_t port = c.responder.port;
  if (port != 21 && port != 22 && port != 23 && port != 513) return false;
  return c.history.letters().find_first_of("hs") != std::string::npos;
}

void leave(std::unique_ptr<Application>& application) {
  application->finish();
  application.reset();
}

}  // namespace

// What comes out of a TCP conversation while one of its segments is taken in.
class Conversations::TcpFollower final : public TcpConversation::Follower {
 public:
  TcpFollower(Conversations& all, Conversation& conversation, std::int64_t stamp)
      : all_(all), conversation_(conversation), stamp_(stamp) {}

  void tcp_bytes(Side from, std::span<const std::uint8_t> bytes) override {
    Conversation& c = conversation_;
    if (c.application && !c.application->read(from, bytes, stamp_)) leave(c.application);
  }
  void tcp_gap(Side from, std::uint64_t bytes, bool counts) override {
    Conversation& c = conversation_;
    if (counts) c.missed += bytes;
    if (c.application && !c.application->skip(from, bytes)) leave(c.application);
  }
  void tcp_end(Side from) override {
    if (conversation_.application) conversation_.application->end(from);
  }
  void tcp_flip() override {
    std::swap(conversation_.originator, conversation_.responder);
    std::swap(conversation_.directions[0], conversation_.directions[1]);
  }
  void weird(const char* name) override { all_.weird_.tell(stamp_, name, &conversation_); }

 private:
  Conversations& all_;
  Conversation& conversation_;
  std::int64_t stamp_;
};

Conversations::Conversations(std::size_t most, std::size_t reassembly_bytes, Logs& logs,
                             WeirdLog& weird, Uids& uids, Onlooker* onlooker)
    : logs_(logs),
      weird_(weird),
      dhcp_(logs),
      context_{logs, weird, dhcp_, onlooker},
      uids_(uids),
      budget_{reassembly_bytes, 0},
      table_(most, uids.secret(), [this](Conversation& over) { end(over); }) {}

void Conversations::name_leg(std::uint16_t leg, const std::string& name) {
  if (leg >= leg_names_.size()) leg_names_.resize(leg + std::size_t{1});
  leg_names_[leg] = name;
}

Conversation* Conversations::take(const Packet& packet, Bytes& datagram) {
  Header header;
  if (!read_header(packet, header)) return nullptr;
  Conversation& conversation = find(packet, header);
  const Side from = conversation.side_of(header.source);
  bool may_be_tunnel = false;
  switch (header.transport) {
    case Transport::kTcp:
      take_tcp(packet, conversation, from);
      break;
    case Transport::kUdp:
      may_be_tunnel = take_udp(packet, conversation, from, datagram);
      break;
    case Transport::kIcmp:
      take_icmp(packet, conversation, from);
      break;
    case Transport::kOther:
      conversation.last = packet.origin.stamp;
      count(packet, conversation.direction(from));
      break;
  }
  table_.touch(conversation);
  table_.reschedule(conversation);
  if (context_.onlooker != nullptr) {
    context_.onlooker->packet(conversation.side_of(header.source));
  }
  return may_be_tunnel ? &conversation : nullptr;
}

bool Conversations::read_header(const Packet& packet, Header& header) {
  const Bytes& data = packet.payload;
  header.source.address = packet.source;
  header.destination.address = packet.destination;
  std::uint32_t least = 0;
  switch (packet.protocol) {
    case kTcp:
      header.transport = Transport::kTcp;
      least = TcpHeader::kLeast;
      break;
    case kUdp:
      header.transport = Transport::kUdp;
      least = kUdpHeader;
      break;
    case kIcmp:
    case kIcmpv6:
      header.transport = Transport::kIcmp;
      least = kIcmpHeader;
      break;
    default:
      return true;
  }
  if (data.length() < least || !data.has(0, least)) {
    weird_.tell(packet.origin.stamp,
                data.length() < least ? "truncated_header" : "internally_truncated_header",
                packet.source, packet.destination);
    return false;
  }
  if (header.transport == Transport::kIcmp) {
    const Counterpart other = icmp_counterpart(packet.protocol, data.u8(0), data.u8(1));
    header.source.port = data.u8(0);
    header.destination.port = other.type;
    header.one_way = other.one_way;
    return true;
  }
  header.source.port = data.u16(0);
  header.destination.port = data.u16(2);
  const std::uint16_t from = header.source.port;
  const std::uint16_t to = header.destination.port;
  if (header.transport == Transport::kUdp) {
    header.backwards = is_likely_udp_server(from) && !is_likely_udp_server(to) &&
                       !packet.destination.is_broadcast();
    return true;
  }
  const TcpHeader::Flags flags = TcpHeader::flags(data);
  if (flags.syn && !flags.ack) return true;
  // Both may be a server's port. A SYN that answers is not turned around then: who probes that way
  // hopes for it.
  header.backwards =
      is_likely_tcp_server(from) && (!is_likely_tcp_server(to) || (!flags.syn && from < to));
  return true;
}

Conversation& Conversations::find(const Packet& packet, const Header& header) {
  const Key key = Key::of(header.source, header.destination, packet.protocol, header.one_way);
  Conversation* known = table_.find(key);
  if (known != nullptr && known->tcp) {
    Segment segment;
    segment.stamp = packet.origin.stamp;
    TcpFollower follower(*this, *known, segment.stamp);
    if (TcpHeader::read(packet.payload, segment) &&
        known->tcp->is_reuse(segment, known->last, follower)) {
      table_.remove(*known);
      known = nullptr;
    }
  }
  if (known == nullptr) return begin(packet, header, key);
  if (packet.origin.tunnels > 0) known->went_through(packet.origin.tunnel);
  return *known;
}

Conversation& Conversations::begin(const Packet& packet, const Header& header, const Key& key) {
  Conversation& c = table_.add(key);
  c.originator = header.source;
  c.responder = header.destination;
  c.transport = header.transport;
  c.one_way = header.one_way;
  c.uid = uids_.next();
  c.community_id = CommunityId(c.originator, c.responder, packet.protocol, c.one_way);
  c.first = c.last = packet.origin.stamp;
  c.idle_for = kIdle;
  if (header.backwards) c.flip();
  if (packet.origin.tunnels > 0) c.went_through(packet.origin.tunnel);
  if (c.transport == Transport::kTcp) {
    c.tcp = std::make_unique<TcpConversation>(budget_);
    c.look_at = c.first + kAttempt;
    const auto data = expected_data_.find(c.responder);
    if (data != expected_data_.end() && c.first <= data->second) {
      c.services.add(Service::kFtpData);
      expected_data_.erase(data);
    } else {
      auto services = std::make_unique<StreamServices>(
          c, [this, &c](const Endpoint& where) { expect_data(where, c.last); });
      c.application = std::make_unique<StreamReaders>(c, std::move(services), context_, budget_);
    }
  }
  return c;
}

void Conversations::count(const Packet& packet, Direction& direction) const {
  ++direction.packets;
  direction.ip_bytes += packet.ip_bytes;
  direction.legs |= std::uint32_t{1} << std::min<std::size_t>(packet.origin.leg, kLegBits - 1);
}

void Conversations::take_tcp(const Packet& packet, Conversation& c, Side from) {
  const std::int64_t stamp = packet.origin.stamp;
  Segment segment;
  segment.stamp = stamp;
  if (!TcpHeader::read(packet.payload, segment)) {
    const bool too_short = 4u * (packet.payload.u8(12) >> 4) < TcpHeader::kLeast;
    weird_.tell(stamp, too_short ? "bad_TCP_header_len" : "truncated_header", &c);
    return;
  }
  if (packet.verify &&
      checksum(packet.source, packet.destination, kTcp, TcpHeader::bytes(packet.payload)) != 0) {
    weird_.tell(stamp, "bad_TCP_checksum", &c);
    if (c.direction(from).bad_checksums.count()) c.history.add('C', from);
    return;
  }
  const TcpState before = c.tcp->originator().state;
  if (!c.tcp->both_closed()) c.last = stamp;
  TcpFollower follower(*this, c, stamp);
  const Endpoint source = from == Side::kOriginator ? c.originator : c.responder;
  c.tcp->take(segment, from, c.history, follower);
  count(packet, c.direction(c.side_of(source)));
  schedule_tcp(c, stamp, before);
}

void Conversations::schedule_tcp(Conversation& c, std::int64_t stamp, TcpState before) {
  const TcpConversation& tcp = *c.tcp;
  const TcpState now = tcp.originator().state;
  if (before == TcpState::kInactive && (now == TcpState::kSynSent || now == TcpState::kSynAckSent))
    c.attempt_until = stamp + kAttempt;
  if (tcp.established() && c.idle_for == kIdle) c.idle_for = is_login(c) ? kLoginIdle : kTcpIdle;
  if (c.services.has(Service::kSsh) || c.services.has(Service::kFtp)) c.idle_for = kLoginIdle;
  if (tcp.complete() && c.close_at == kNever) c.close_at = c.last + kClose;
}

bool Conversations::take_udp(const Packet& packet, Conversation& c, Side from, Bytes& datagram) {
  const std::int64_t stamp = packet.origin.stamp;
  const Bytes& data = packet.payload;
  Direction& direction = c.direction(from);
  constexpr std::uint16_t kVxlan = 4789;
  const bool without = data.u16(6) == 0 && (packet.source.is_ipv4() || data.u16(2) == kVxlan);
  if (packet.verify && !without &&
      checksum(packet.source, packet.destination, kUdp,
               {data.raw(0, data.length()), data.length()}) != 0) {
    weird_.tell(stamp, "bad_UDP_checksum", &c);
    if (direction.bad_checksums.count()) c.history.add('C', from);
    return false;
  }
  const std::uint32_t told = data.u16(4);
  if (told != data.length()) weird_.tell(stamp, "UDP_datagram_length_mismatch", &c);
  c.last = stamp;
  c.history.add_once('D', from);
  direction.active = true;
  direction.payload += static_cast<std::int64_t>(told) - kUdpHeader;
  count(packet, direction);
  datagram = data.from(kUdpHeader);
  return true;
}

void Conversations::take_icmp(const Packet& packet, Conversation& c, Side from) {
  const Bytes& data = packet.payload;
  if (packet.verify) {
    const std::span<const std::uint8_t> bytes{data.raw(0, data.length()), data.length()};
    const std::uint16_t wrong = packet.protocol == kIcmp
                                    ? checksum(bytes)
                                    : checksum(packet.source, packet.destination, kIcmpv6, bytes);
    if (wrong != 0) {
      weird_.tell(packet.origin.stamp, "bad_ICMP_checksum", &c);
      return;
    }
  }
  c.last = packet.origin.stamp;
  Direction& direction = c.direction(from);
  direction.active = true;
  direction.payload += static_cast<std::int64_t>(data.length()) - kIcmpHeader;
  count(packet, direction);
  if (const auto quoted = quoted_packet(packet.protocol, data)) {
    const Key key = Key::of(quoted->source, quoted->destination, quoted->protocol, false);
    log_icmp_error(logs_, c, data, *quoted, table_.find(key), c.last);
  }
}

void Conversations::expect_data(const Endpoint& where, std::int64_t stamp) {
  if (expected_data_.size() >= kMostExpected) expected_data_.clear();
  expected_data_[where] = stamp + kTcpIdle;
}

void Conversations::read_datagram(Conversation& c, Side from, Bytes datagram, std::int64_t stamp) {
  const std::string_view text = datagram.seen(0, datagram.length());
  const std::span<const std::uint8_t> bytes{reinterpret_cast<const std::uint8_t*>(text.data()),
                                            text.size()};
  if (find_datagram_service(text, {c.originator.port, c.responder.port}, from, c.services)) {
    for (const DatagramProtocol* protocol : kDatagramProtocols) {
      if (c.services.has(protocol->service)) c.application = protocol->make(c, context_);
    }
    if (c.services.has(Service::kDns)) {
      c.look_at = c.first + kDnsSession;
      table_.reschedule(c);
    }
    // What is announced to many has no question.
    if (!c.responder.address.is_multicast() && comes_from_the_other_end(text, c.services, from)) {
      c.flip();
      from = from == Side::kOriginator ? Side::kResponder : Side::kOriginator;
    }
  }
  if (c.application && !c.application->read(from, bytes, stamp)) leave(c.application);
}

void Conversations::end(Conversation& c) {
  if (c.application) leave(c.application);
  ++ended_;
  if (context_.onlooker != nullptr) context_.onlooker->conversation(c);
  log_conversation(logs_, c, legs(c.directions[0].legs), legs(c.directions[1].legs));
}

std::vector<std::string> Conversations::legs(std::uint32_t bits) const {
  std::vector<std::string> names;
  for (std::size_t leg = 0; leg < std::min(leg_names_.size(), kLegBits); ++leg) {
    if ((bits >> leg & 1) != 0) names.push_back(leg_names_[leg]);
  }
  return names;
}

}  // namespace tapbond::sessions
