// Who talked to whom: frames in, a log of the conversations that they belong to out.
//
// One object for one stream, called by one thread. Frames come in the order of time; one that is
// late is taken as it comes. A frame that cannot be read counts as far as it can be: its packet in
// its conversation by the header, what it carries not.
#pragma once

#include <cstdint>
#include <string>

#include "decoders/frame_printer.h"
#include "decoders/packets/link_layers.h"
#include "sensor/sessions/conversations.h"
#include "sensor/sessions/fragments.h"
#include "sensor/sessions/logs.h"
#include "sensor/sessions/protocols/arp_log.h"
#include "sensor/sessions/tunnels.h"
#include "sensor/sessions/weird_log.h"

namespace tapbond::sessions {

struct SessionOptions {
  std::size_t most_conversations = 1'000'000;  // at a time
  std::size_t reassembly_bytes = 0;            // that wait for others to come before them
  bool verify_checksums = true;
};

class Sessions {
 public:
  // All of it outlives this; an onlooker need not be.
  Sessions(const SessionOptions& options, Logs& logs, Onlooker* onlooker = nullptr);

  void name_leg(std::uint16_t leg, const std::string& name);

  void look(const FrameView& frame, std::uint16_t leg);

  // No frame from before that time (nanoseconds since 1970) will come: what is over by then is
  // logged.
  void advance(std::int64_t now);

  // Logs what goes on.
  void finish();

  // Of the conversations that go on those that had a packet last, that one first, and no more than
  // `most`.
  void visit_newest(std::size_t most, const ConversationTable::Visit& visit) const {
    conversations_.visit_newest(most, visit);
  }

  // Of the conversations: those that are over, go on, and had to be logged early for want of room.
  std::uint64_t ended() const { return conversations_.ended(); }
  std::size_t open() const { return conversations_.open(); }
  std::uint64_t pushed_out() const { return conversations_.pushed_out(); }

  // How often what was malformed or against the rules was seen, by Zeek's name for it.
  const WeirdLog::Counts& weird() const { return weird_.counts(); }

 private:
  void look_at(packets::Next layer, const Origin& origin);
  void look_at_ip(Bytes data, const Origin& origin);
  bool is_sound(const packets::IpPacket& ip, Bytes data, const Origin& origin);
  bool has_right_header(const packets::IpPacket& ip, Bytes data, const Origin& origin);
  void look_at_packet(const packets::IpPacket& ip, Bytes data, const Origin& origin, bool verify);
  void look_into_tunnel(packets::Next inside, const Uid& tunnel, const Origin& origin);
  void look_at_datagram(Conversation& conversation, const Packet& packet, Bytes datagram);

  const SessionOptions options_;
  WeirdLog weird_;
  Uids uids_;
  Fragments fragments_;
  AddressTunnels address_tunnels_;
  Conversations conversations_;
  ArpLog arp_;
};

}  // namespace tapbond::sessions
