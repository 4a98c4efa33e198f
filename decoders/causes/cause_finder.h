// Which frame is the cause of which: evidence about the order in which frames were on the wire.
//
// Found are acknowledgements of TCP bytes and time stamps, and answers that name their question:
// ICMP echo, ARP, neighbour discovery, DNS and its kin, DHCP, NTP, SNMP, RADIUS, and ICMP errors by
// the packet that they quote; over IPv4 and IPv6, behind tags and tunnels. A frame that is cut or
// malformed proves nothing. Frames may come in any order: an answer that is seen before its
// question is paired with it as well.
//
// Memory is bounded and set; what was heard of longest ago is forgotten first. One thread. Equal
// frames give equal evidence.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "decoders/causes/numbered_stream.h"
#include "decoders/causes/question_table.h"
#include "decoders/causes/quoted_packets.h"
#include "decoders/causes/tcp_causes.h"
#include "decoders/frame_printer.h"

namespace tapbond::causes {

class CauseFinder {
 public:
  static constexpr std::size_t kConversations = 16384;

  // Remembers so many conversations, as many questions, and half as many of the packets that an
  // ICMP error may quote.
  explicit CauseFinder(std::size_t conversations = kConversations);

  // Bytes that this takes at most.
  static constexpr std::size_t memory(std::size_t conversations) {
    return TcpCauses::memory(conversations) + QuestionTable::memory(2 * conversations) +
           conversations / 2 * sizeof(std::uint32_t);
  }

  // Appends what `frame`, to be known by that number, proves. Numbers rise by one.
  void look(const FrameView& frame, FrameNumber number, std::vector<CauseAndEffect>& found);

 private:
  bool look_at_plain(const FrameView& frame, FrameNumber number,
                     std::vector<CauseAndEffect>& found);

  const std::bitset<65536>& udp_ports_;
  TcpCauses tcp_;
  QuestionTable questions_;
  QuotedPackets quoted_;
};

}  // namespace tapbond::causes
