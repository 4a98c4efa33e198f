#include "sensor/posix/service_notify.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

namespace tapbond {
namespace {

constexpr int kPatienceMs = 1000;

FileDescriptor connect_to(const std::string& name) {
  const auto fail = [&](const char* why) {
    return std::runtime_error(fmt::format("NOTIFY_SOCKET={}: {}", name, why));
  };
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name.size() >= sizeof address.sun_path || (name[0] != '/' && name[0] != '@')) {
    throw fail("this is not the address of a Unix socket");
  }
  std::copy(name.begin(), name.end(), address.sun_path);
  if (name[0] == '@') address.sun_path[0] = '\0';  // an abstract name: unix(7)
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  auto fd = FileDescriptor::owned(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd || connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), length) != 0) {
    throw fail(std::strerror(errno));
  }
  return fd;
}

// The watchdog's patience with this process in microseconds, 0 when there is no watchdog.
std::int64_t watchdog_usec() {
  const auto number = [](const char* variable) {
    const char* text = std::getenv(variable);
    std::int64_t value = 0;
    if (text != nullptr) std::from_chars(text, text + std::strlen(text), value);
    return value;
  };
  const std::int64_t pid = number("WATCHDOG_PID");
  return pid == 0 || pid == getpid() ? number("WATCHDOG_USEC") : 0;
}

}  // namespace

ServiceNotify::ServiceNotify() {
  const char* name = std::getenv("NOTIFY_SOCKET");
  if (name == nullptr || *name == '\0') return;
  socket_ = connect_to(name);
  feed_every_ = watchdog_usec() * 1000 / 2;
}

void ServiceNotify::tell(std::string_view state) const {
  if (!socket_) return;
  // A manager that is gone is no reason to stop, and one that does not read none to hang.
  pollfd room{socket_.get(), POLLOUT, 0};
  ::poll(&room, 1, kPatienceMs);
  [[maybe_unused]] const auto sent = ::write(socket_.get(), state.data(), state.size());
}

void ServiceNotify::alive(std::int64_t now) {
  if (feed_every_ == 0 || now < next_feed_) return;
  // Not waited for when the manager does not read; the next call tries again.
  constexpr std::string_view kAlive = "WATCHDOG=1";
  if (::write(socket_.get(), kAlive.data(), kAlive.size()) >= 0) next_feed_ = now + feed_every_;
}

}  // namespace tapbond
