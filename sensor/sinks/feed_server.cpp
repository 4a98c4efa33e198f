#include "sensor/sinks/feed_server.h"

#include <fmt/format.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "sensor/posix/clock.h"
#include "sensor/posix/keep_alive.h"
#include "sensor/posix/thread_name.h"

namespace tapbond {
namespace {

[[noreturn]] void cannot(const Endpoint& endpoint, const char* what) {
  const char* remedy = errno == EADDRINUSE      ? "; another program has it: choose another port"
                       : errno == EADDRNOTAVAIL ? "; it is not an address of this machine"
                       : errno == EACCES        ? "; ports below 1024 take root"
                                                : "";
  throw std::runtime_error(fmt::format("--serve {}: cannot {}: {}{}",
                                       endpoint_text(endpoint.address), what, std::strerror(errno),
                                       remedy));
}

FileDescriptor listen_on(const Endpoint& endpoint) {
  auto listener = FileDescriptor::owned(
      ::socket(endpoint.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!listener) cannot(endpoint, "make a socket");
  // A sensor that is started again need not wait for connections that have just ended.
  const int yes = 1;
  ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&endpoint.address), endpoint.size) !=
      0) {
    cannot(endpoint, "take this address");
  }
  if (::listen(listener.get(), SOMAXCONN) != 0) cannot(endpoint, "listen");
  return listener;
}

}  // namespace

FeedServer::FeedServer(const Endpoint& endpoint, std::string name, std::size_t may_lag,
                       std::size_t most_readers)
    : name_(std::move(name)),
      may_lag_(may_lag),
      most_readers_(most_readers),
      listener_(listen_on(endpoint)),
      log_(name_, read_clock().monotonic) {}

FeedServer::~FeedServer() {
  quit_ = true;
  wakener_.wake();
  if (thread_.joinable()) thread_.join();
}

void FeedServer::start() {
  thread_ = std::thread([this] { run(); });
}

void FeedServer::publish(const Part& part, bool preamble) {
  {
    const std::lock_guard lock(mutex_);
    if (preamble) preamble_.push_back(part);
    for (auto reader = readers_.begin(); reader != readers_.end();) {
      if (reader->waiting > may_lag_) {
        spdlog::warn("{} reads {} too slowly and is cut off", reader->name, name_);
        ++cut_off_;
        reader = readers_.erase(reader);
        continue;
      }
      reader->parts.push_back({part, preamble});
      if (!preamble) reader->waiting += part->size();
      ++reader;
    }
    reading_ = readers_.size();
  }
  wakener_.wake();
}

void FeedServer::finish(int wait_ms) {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wakener_.wake();
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
  while (has_readers() && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  const std::lock_guard lock(mutex_);
  for (const Reader& reader : readers_) {
    spdlog::warn("{} reads {} too slowly and has not got its end", reader.name, name_);
    ++cut_off_;
  }
}

void FeedServer::run() {
  name_this_thread("tapbond-feed");
  std::vector<pollfd> polled;
  while (!quit_) {
    polled = {{wakener_.descriptor(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    {
      const std::lock_guard lock(mutex_);
      for (const Reader& reader : readers_) {
        const int events =
            (reader.asks_nothing ? 0 : POLLIN) | (reader.parts.empty() ? 0 : POLLOUT);
        polled.push_back({reader.socket.get(), static_cast<short>(events), 0});
      }
    }
    if (::poll(polled.data(), polled.size(), log_.settle(read_clock().monotonic)) < 0) continue;
    wakener_.clear();

    const std::lock_guard lock(mutex_);
    // Whoever was cut off meanwhile is missing from the list; nobody else changes it.
    for (auto reader = readers_.begin(); reader != readers_.end();) {
      reader = serve(*reader) ? std::next(reader) : readers_.erase(reader);
    }
    if (!closing_) accept_readers();
    reading_ = readers_.size();
  }
  log_.finish();
}

void FeedServer::accept_readers() {
  const std::int64_t now = read_clock().monotonic;
  for (;;) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    auto socket = FileDescriptor::owned(::accept4(
        listener_.get(), reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket) return;
    if (readers_.size() >= most_readers_) {
      log_.turned_away(endpoint_text(peer), most_readers_, now);
      continue;
    }
    keep_alive(socket.get());
    ++accepted_;
    Reader& reader = readers_.emplace_back();
    reader.socket = std::move(socket);
    reader.name = endpoint_text(peer);
    for (const Part& part : preamble_) reader.parts.push_back({part, true});
    log_.came(reader.name, now);
    serve(reader);
  }
}

// Sends what the socket takes. False when the reader has left, or has all there will be.
bool FeedServer::serve(Reader& reader) {
  std::array<char, 256> unasked;
  const ssize_t heard = ::recv(reader.socket.get(), unasked.data(), unasked.size(), 0);
  if (heard == 0) reader.asks_nothing = true;
  bool there = heard >= 0 || errno == EAGAIN || errno == EINTR;
  while (there && !reader.parts.empty()) {
    const auto& [shared, preamble] = reader.parts.front();
    const std::vector<std::uint8_t>& part = *shared;
    const ssize_t put = ::send(reader.socket.get(), part.data() + reader.sent,
                               part.size() - reader.sent, MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0 && errno == EAGAIN) return true;
    there = put >= 0;
    if (!there) break;
    reader.sent += static_cast<std::size_t>(put);
    if (!preamble) reader.waiting -= static_cast<std::size_t>(put);
    if (reader.sent < part.size()) continue;
    reader.parts.pop_front();
    reader.sent = 0;
  }
  if (!there) log_.left(reader.name, read_clock().monotonic);
  return there && !closing_;
}

}  // namespace tapbond
