// Resource records (RFC 1035 4.1.3).
#pragma once

#include <optional>

#include "decoders/core/line.h"

namespace tapbond::text {

// A question or a record of the message at `at`; gives where the next one begins, nothing where it
// is broken.
std::optional<std::uint32_t> put_dns_question(Line& line, Bytes message, std::uint32_t at,
                                              bool multicast);
std::optional<std::uint32_t> put_dns_record(Line& line, Bytes message, std::uint32_t at,
                                            bool multicast);

// The options in the `size` bytes of an OPT record's data; false where one is broken.
bool put_edns_options(Line& line, Bytes data, std::uint32_t size);

}  // namespace tapbond::text
