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

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
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

  // Questions and answers that two clocks stamped can be further apart than any queue is late. From
  // now on those up to `most` nanoseconds apart are found as well, where an id tells them from all
  // others for so long. It is weaker evidence, and kept apart: take_far() gives what was found
  // since the last time.
  void look_far(std::int64_t most);
  std::vector<CauseAndEffect> take_far() { return std::exchange(far_, {}); }
  static constexpr std::size_t memory_of_far(std::size_t conversations) {
    return QuestionTable::memory(2 * conversations);
  }

  // Appends what the frames prove. `first` is the number that the first of them is to be known by;
  // numbers rise by one, also from call to call. Many at once take less time than one by one.
  void look(std::span<const FrameView> frames, FrameNumber first,
            std::vector<CauseAndEffect>& found);
  void look(const FrameView& frame, FrameNumber number, std::vector<CauseAndEffect>& found) {
    look({&frame, 1}, number, found);
  }

 private:
  // What most frames are: a TCP segment, or a datagram between ports that nobody asks at, in an IP
  // packet without options right behind Ethernet.
  struct Plain {
    enum class Kind { kNo, kSilent, kSegment };  // kSilent: one that only errors may quote
    Kind kind = Kind::kNo;
    std::uint32_t identity = 0;  // of the packet
    TcpCauses::Segment segment;
  };

  static constexpr std::size_t kGroup = 32;

  void read_plain(const FrameView& frame, Plain& plain) const;
  void look_at_any(const FrameView& frame, FrameNumber number, std::vector<CauseAndEffect>& found);
  void look_at_spoken(const Spoken& spoken, FrameNumber number, std::int64_t stamp,
                      std::vector<CauseAndEffect>& found);

  std::size_t conversations_;  // to remember
  const std::bitset<65536>& udp_ports_;
  TcpCauses tcp_;
  QuestionTable questions_;
  std::optional<QuestionTable> far_questions_;
  std::vector<CauseAndEffect> far_;
  QuotedPackets quoted_;
  std::array<Plain, kGroup> group_;  // of one look()
};

}  // namespace tapbond::causes
