// The log of who has which address, arp, which is not one of Zeek's: a line when an address of IPv4
// (by ARP) or IPv6 (by neighbour discovery) is first seen with a hardware address, and when it
// moves to another one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "decoders/core/bytes.h"
#include "sensor/sessions/address.h"
#include "sensor/sessions/logs.h"
#include "sensor/sessions/packet.h"

namespace tapbond::sessions {

extern const LogSchema kArpSchema;

class ArpLog {
 public:
  explicit ArpLog(Logs& logs) : logs_(logs) {}

  // A message of ARP, behind Ethernet's header.
  void look(text::Bytes message, std::int64_t stamp);

  // A packet of ICMPv6 that has come through no router.
  void look_at_neighbor(const Packet& packet);

 private:
  struct Claim {  // that an address has a hardware address
    Address address;
    std::string hardware;
    const char* operation;
    std::optional<Address> asked_for;
  };

  void see(const Claim& claim, std::int64_t stamp);

  static constexpr std::size_t kMost = 65'536;  // addresses; more are told as new each time

  Logs& logs_;
  std::map<Address, std::string> owners_;
};

}  // namespace tapbond::sessions
