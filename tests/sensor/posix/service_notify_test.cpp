#include "sensor/posix/service_notify.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace tapbond {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

// The socket of a service manager, and the environment that it gives to a service.
class Manager {
 public:
  explicit Manager(const std::string& name) : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, sizeof address.sun_path - 1);
    if (name[0] == '@')
      address.sun_path[0] = '\0';
    else
      path_ = name;
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(bind(fd_, reinterpret_cast<const sockaddr*>(&address), length), 0);
    setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~Manager() {
    close(fd_);
    if (!path_.empty()) unlink(path_.c_str());
    for (const char* variable : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) {
      unsetenv(variable);
    }
  }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  // The oldest message, empty when there is none.
  std::string heard() const {
    char text[256];
    const ssize_t size = recv(fd_, text, sizeof text, 0);
    return size < 0 ? "" : std::string(text, static_cast<std::size_t>(size));
  }

 private:
  int fd_;
  std::string path_;
};

std::string socket_name() { return "/tmp/tapbond-notify-" + std::to_string(getpid()); }

TEST(ServiceNotify, IsSilentWithoutAManager) {
  ServiceNotify service;
  EXPECT_FALSE(service.has_manager());
  service.tell("READY=1");
  service.alive(kSecond);
}

TEST(ServiceNotify, TellsTheManager) {
  for (const std::string& name : {socket_name(), "@tapbond-notify-" + std::to_string(getpid())}) {
    const Manager manager(name);
    const ServiceNotify service;
    EXPECT_TRUE(service.has_manager());
    service.tell("READY=1\nSTATUS=listening");
    EXPECT_EQ(manager.heard(), "READY=1\nSTATUS=listening") << name;
  }
}

TEST(ServiceNotify, FeedsTheWatchdogTwiceInItsPatience) {
  const Manager manager(socket_name());
  setenv("WATCHDOG_USEC", "10000000", 1);
  setenv("WATCHDOG_PID", std::to_string(getpid()).c_str(), 1);
  ServiceNotify service;
  int fed = 0;
  for (std::int64_t now = 100 * kSecond; now < 120 * kSecond; now += kSecond / 10) {
    service.alive(now);
    if (manager.heard() == "WATCHDOG=1") ++fed;
  }
  EXPECT_EQ(fed, 4);
}

TEST(ServiceNotify, LeavesAnotherProcessesWatchdogAlone) {
  const Manager manager(socket_name());
  setenv("WATCHDOG_USEC", "10000000", 1);
  setenv("WATCHDOG_PID", "1", 1);
  ServiceNotify service;
  service.alive(100 * kSecond);
  EXPECT_EQ(manager.heard(), "");
}

TEST(ServiceNotify, DoesNotWaitForAManagerThatSleeps) {
  const Manager manager(socket_name());
  setenv("WATCHDOG_USEC", "2000", 1);
  ServiceNotify service;
  for (int i = 0; i < 100'000; ++i) service.alive(i * kSecond);
  service.tell("STOPPING=1");
  std::string last;
  for (std::string next; !(next = manager.heard()).empty();) last = next;
  EXPECT_EQ(last, "WATCHDOG=1") << "there was room left";
}

TEST(ServiceNotify, SaysWhatIsWrongWithTheAddress) {
  for (const char* name : {"vsock:2:1234", "/nonexistent/notify"}) {
    setenv("NOTIFY_SOCKET", name, 1);
    EXPECT_THROW(ServiceNotify(), std::runtime_error) << name;
  }
  setenv("NOTIFY_SOCKET", ("/" + std::string(200, 'x')).c_str(), 1);
  EXPECT_THROW(ServiceNotify(), std::runtime_error);
  unsetenv("NOTIFY_SOCKET");
}

}  // namespace
}  // namespace tapbond
