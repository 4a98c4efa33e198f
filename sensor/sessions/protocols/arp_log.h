// The log of who has which address, arp, which is not one of Zeek's: a line when an address of IPv4
// is first seen with a hardware address, and when it moves to another one.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "decoders/core/bytes.h"
#include "sensor/sessions/address.h"
#include "sensor/sessions/logs.h"

namespace tapbond::sessions {

extern const LogSchema kArpSchema;

class ArpLog {
 public:
  explicit ArpLog(Logs& logs) : logs_(logs) {}

  // A message, behind Ethernet's header.
  void look(text::Bytes message, std::int64_t stamp);

 private:
  static constexpr std::size_t kMost = 65'536;  // addresses; more are told as new each time

  Logs& logs_;
  std::map<Address, std::string> owners_;
};

}  // namespace tapbond::sessions
