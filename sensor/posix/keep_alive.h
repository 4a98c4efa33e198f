// Notices when the other end of a TCP connection has vanished without a word.
#pragma once

namespace tapbond {

// From here on a connection that is silent is probed (RFC 9293, 3.8.4), and broken after about ten
// seconds without an answer.
void keep_alive(int socket);

}  // namespace tapbond
