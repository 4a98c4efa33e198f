// Finds out which protocol the datagrams of a conversation are of, by their ports and their form,
// or by their form alone where that leaves no doubt.
#pragma once

#include <cstdint>
#include <string_view>

#include "sensor/sessions/history.h"
#include "sensor/sessions/service.h"

namespace tapbond::sessions {

struct DatagramPorts {
  std::uint16_t originator = 0;
  std::uint16_t responder = 0;
};

// What a datagram tells of its conversation is added to what is known of it. True when it is the
// first that tells something.
bool find_datagram_service(std::string_view datagram, const DatagramPorts& ports,
                           History::Side from, Services& services);

// A message that, in the protocol that was found, the other end sends: the first of a conversation
// that was seen is an answer.
bool comes_from_the_other_end(std::string_view datagram, const Services& services,
                              History::Side from);

}  // namespace tapbond::sessions
