#include "sensor/legs/dialler.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "sensor/posix/keep_alive.h"

namespace tapbond {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kPatience = 5 * kSecond;

std::string reason(int error) {
  std::string text = std::strerror(error);
  if (error == ECONNREFUSED) text += " (is tapbond --serve running there?)";
  return text;
}

// Where nobody listens on a port of the loopback that is also one for outgoing connections, a
// socket may get that very port, and so be connected to itself (RFC 9293, 3.5: simultaneous open).
bool is_its_own_peer(int socket) {
  sockaddr_storage here{};
  sockaddr_storage there{};
  socklen_t here_size = sizeof here;
  socklen_t there_size = sizeof there;
  return ::getsockname(socket, reinterpret_cast<sockaddr*>(&here), &here_size) == 0 &&
         ::getpeername(socket, reinterpret_cast<sockaddr*>(&there), &there_size) == 0 &&
         endpoint_text(here) == endpoint_text(there);
}

}  // namespace

void Dialler::dial(std::int64_t now) {
  began_ = now;
  socket_ = FileDescriptor::owned(
      ::socket(endpoint_.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket_) return fail(reason(errno));
  keep_alive(socket_.get());
  const int status = ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&endpoint_.address),
                               endpoint_.size);
  if (status != 0 && errno != EINPROGRESS && errno != EINTR) fail(reason(errno));
}

FileDescriptor Dialler::answer(std::int64_t now) {
  if (!socket_) return {};
  pollfd entry{socket_.get(), POLLOUT, 0};
  if (::poll(&entry, 1, 0) <= 0) {
    if (now - began_ > kPatience) {
      fail(fmt::format("no answer within {} s (is a firewall in the way?)", kPatience / kSecond));
    }
    return {};
  }
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  if (error == 0 && is_its_own_peer(socket_.get())) error = ECONNREFUSED;
  if (error != 0) {
    fail(reason(error));
    return {};
  }
  problem_.clear();
  return std::exchange(socket_, {});
}

void Dialler::fail(const std::string& problem) {
  socket_ = {};
  problem_ = problem;
}

}  // namespace tapbond
