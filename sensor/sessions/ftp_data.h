// Where FTP is going to send data, as its commands and replies tell (RFC 959, RFC 2428).
#pragma once

#include <string_view>

#include "sensor/sessions/address.h"

namespace tapbond::sessions {

// Of what one end sent: a reply to PASV or EPSV, or a PORT or EPRT command. `sender` is its
// address.
bool read_ftp_data(std::string_view text, bool is_reply, const Address& sender, Endpoint& data);

}  // namespace tapbond::sessions
