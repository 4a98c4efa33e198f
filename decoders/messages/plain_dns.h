// The questions and answers of DNS that nearly all of its traffic is made of, read in one pass.
//
// libtins copies a message, and makes an object with three strings of each record; of a log of DNS
// that is a third of the time. Plain is a message with at most one question, and with answers that
// are addresses or names (A, AAAA, NS, CNAME, PTR, DNAME), in names whose labels hold no zero. It
// reads as libtins reads it. All other messages, and whatever is wrong with one, are for libtins.
#pragma once

#include <cstdint>
#include <span>

#include "decoders/messages/dns_message.h"

namespace tapbond::messages {

// Fills in what the sections of a message with a whole header say: its question, answers and their
// times. False where it is not plain; then they hold anything.
bool read_plain_dns(std::span<const std::uint8_t> message, DnsMessage& read);

}  // namespace tapbond::messages
