// As a service: what the unit in scripts/package allows, and what its manager is told and asks for.

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;

// The end of the service manager's socket that messages arrive at.
class Manager {
 public:
  explicit Manager(const std::string& path)
      : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    chmod(path.c_str(), 0777);
  }

  // True as soon as the manager has been told so, of whatever else it was told before.
  bool is_told(const std::string& what) {
    return eventually([&] {
      char text[512];
      for (ssize_t size = 0; (size = recv(socket_.get(), text, sizeof text, 0)) > 0;) {
        told_ += std::string(text, static_cast<std::size_t>(size)) + '\n';
      }
      const std::size_t at = told_.find(what);
      if (at != std::string::npos) told_.erase(0, at + what.size());
      return at != std::string::npos;
    });
  }

 private:
  Descriptor socket_;
  std::string told_;
};

class Service : public NetworkTest {
 protected:
  // The unit's: a user without rights, but for the one to listen.
  Process start(const Lab& lab, const std::string& configuration) const {
    std::filesystem::permissions(scratch_.path(""), std::filesystem::perms(0755));
    std::filesystem::copy_file(tapbond_program(), scratch_.path("tapbond"));
    must_run({"install", "-d", "-o", "nobody", "-m", "0750", scratch_.path("captures")});
    std::ofstream(scratch_.path("tapbond.conf")) << configuration;
    return Process(
        {"env", "NOTIFY_SOCKET=" + scratch_.path("notify"), "WATCHDOG_USEC=400000", "setpriv",
         "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--no-new-privs",
         "--inh-caps=-all,+net_raw", "--ambient-caps=-all,+net_raw", "--bounding-set=-all,+net_raw",
         scratch_.path("tapbond"), "--config", scratch_.path("tapbond.conf")},
        {.netns = lab.sensor()});
  }

  const Scratch scratch_;
};

TEST_F(Service, TellsItsManagerHowItGoes) {
  const std::string file = scratch_.path("captures/class.pcapng");
  Manager manager(scratch_.path("notify"));
  const Lab lab(2);
  Process service = start(lab, "interface = eth1\ninterface = eth2\nwrite = " + file + "\n");
  ASSERT_TRUE(manager.is_told("READY=1\nSTATUS=listening on eth1, eth2")) << service.err();
  EXPECT_TRUE(manager.is_told("WATCHDOG=1"));
  EXPECT_TRUE(manager.is_told("WATCHDOG=1"));
  lab.send({"--count", "1000", "--rate", "50000"});
  service.signal(SIGTERM);
  EXPECT_TRUE(manager.is_told("STOPPING=1"));
  EXPECT_EQ(service.wait().status, 0) << service.err();
  EXPECT_EQ(check(file, {"--count", "1000"}).at("missing"), 0U);
}

TEST_F(Service, ReloadingGoesOnInANewFile) {
  const std::string file = scratch_.path("captures/class.pcapng");
  const std::string moved = scratch_.path("captures/first.pcapng");
  Manager manager(scratch_.path("notify"));
  const Lab lab(2);
  Process service = start(lab, "interface = eth1\ninterface = eth2\nwrite = " + file + "\n");
  ASSERT_TRUE(manager.is_told("READY=1")) << service.err();
  Process sender(lab.send_command({"--count", "40000", "--rate", "20000"}),
                 {.netns = lab.sender()});
  EXPECT_TRUE(eventually([&] { return std::filesystem::file_size(file) > 100'000; }));
  std::filesystem::rename(file, moved);
  service.signal(SIGHUP);
  EXPECT_TRUE(eventually([&] { return std::filesystem::exists(file); })) << service.err();
  EXPECT_EQ(sender.wait().status, 0);
  lab.send({"--count", "1000", "--rate", "20000", "--first", "40000"});
  service.signal(SIGTERM);
  EXPECT_EQ(service.wait().status, 0) << service.err();

  const auto first = check(moved, {}).at("numbered");
  const auto second = check(file, {}).at("numbered");
  EXPECT_GT(first, 0U);
  EXPECT_GT(second, 0U);
  EXPECT_EQ(first + second, 41'000U) << service.err();
  const std::string both = scratch_.path("both.pcapng");
  must_run({"mergecap", "-a", "-w", both, moved, file});
  EXPECT_EQ(check(both, {"--count", "41000"}).at("missing"), 0U);
}

TEST_F(Service, ReloadingLeavesAFileThatIsInItsPlace) {
  const std::string file = scratch_.path("captures/class.pcapng");
  Manager manager(scratch_.path("notify"));
  const Lab lab(1);
  Process service = start(lab, "interface = eth1\nwrite = " + file + "\n");
  ASSERT_TRUE(manager.is_told("READY=1")) << service.err();
  lab.send({"--count", "100"});
  service.signal(SIGHUP);
  ASSERT_TRUE(service.wait_for_error_text("move it away first")) << service.err();
  lab.send({"--count", "100", "--first", "100"});
  service.signal(SIGTERM);
  EXPECT_EQ(service.wait().status, 0);
  EXPECT_EQ(check(file, {"--count", "200"}).at("missing"), 0U);
}

TEST_F(Service, SaysWhatItsConfigurationLacks) {
  Manager manager(scratch_.path("notify"));
  const Lab lab(1);
  Process service = start(lab, "write = " + scratch_.path("captures/class.pcapng") + "\n");
  const Result result = service.wait();
  EXPECT_EQ(result.status, EX_CONFIG) << "or it would be started again and again";
  EXPECT_THAT(result.err, HasSubstr("no leg to listen on"));
}

}  // namespace
}  // namespace tapbond::lab
