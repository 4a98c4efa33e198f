#include "sensor/posix/keep_alive.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace tapbond {

void keep_alive(int socket) {
  // In seconds.
  constexpr int kIdleBeforeProbe = 4;
  constexpr int kProbeEvery = 2;
  constexpr int kProbes = 3;
  const auto set = [socket](int level, int option, int value) {
    ::setsockopt(socket, level, option, &value, sizeof value);
  };
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, kIdleBeforeProbe);
  set(IPPROTO_TCP, TCP_KEEPINTVL, kProbeEvery);
  set(IPPROTO_TCP, TCP_KEEPCNT, kProbes);
}

}  // namespace tapbond
