// --to-interface: other programs hear the bonded stream, and nothing else, on an interface.

#include <gmock/gmock.h>

#include <csignal>
#include <thread>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

constexpr const char* kSendToBond = R"(
import socket
packet = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
packet.bind(("bond0", 0))
try:
    packet.send(bytes(60))
except OSError as refused:  # by the interface
    print(refused)
)";

class ToInterface : public NetworkTest {};

// Link-layer bytes of all packets, in order.
std::string bytes_in(const std::string& file) {
  return must_run({"tcpdump", "-n", "-t", "-xx", "-r", file});
}

TEST_F(ToInterface, TcpdumpHearsEveryFrameInOrder) {
  const Scratch scratch;
  const std::string written = scratch.path("written.pcap");
  const std::string heard = scratch.path("heard.pcap");
  Lab lab(2);
  Sensor sensor(lab.sensor(), lab.legs(), {"--to-interface", "bond0", "-w", written});
  Process tcpdump({"tcpdump", "-Z", "root", "-i", "bond0", "-w", heard}, {.netns = lab.sensor()});
  ASSERT_TRUE(tcpdump.wait_for_error_text("listening on bond0")) << tcpdump.err();
  lab.send({"--count", "20000", "--rate", "20000"});
  ASSERT_TRUE(eventually([&] { return counter(lab.sensor(), "bond0", "rx_packets") == 20'000; }));
  std::this_thread::sleep_for(1100ms);  // tcpdump's ring hands over its last block after a second
  tcpdump.signal(SIGINT);
  tcpdump.wait();
  const Outcome outcome = sensor.stop();

  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  EXPECT_THAT(outcome.result.err, HasSubstr("bond0: written 20000, lost 0\n"));
  EXPECT_EQ(check(heard, {"--count", "20000"}).at("missing"), 0U);
  EXPECT_EQ(bytes_in(heard), bytes_in(written));
  EXPECT_NE(run({"ip", "link", "show", "bond0"}, lab.sensor()).status, 0) << "still there";
}

// Neither what is sent to it nor the kernel's own voice gets anywhere.
TEST_F(ToInterface, IsSilentAndLeadsNowhere) {
  Lab lab(1);
  must_run({"sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=0"}, lab.sensor());
  Sensor sensor(lab.sensor(), lab.legs(), {"--to-interface", "bond0"});
  EXPECT_EQ(must_run({"ip", "-o", "address", "show", "dev", "bond0"}, lab.sensor()), "");
  EXPECT_THAT(must_run({"ip", "link", "show", "bond0"}, lab.sensor()), HasSubstr("NOARP"));
  Process tcpdump({"tcpdump", "-n", "-l", "-i", "bond0"}, {.netns = lab.sensor()});
  ASSERT_TRUE(tcpdump.wait_for_error_text("listening on bond0")) << tcpdump.err();
  lab.send({"--count", "1"});
  ASSERT_TRUE(eventually([&] { return !tcpdump.out().empty(); }));
  EXPECT_EQ(counter(lab.sensor(), "bond0", "tx_dropped"), 0U) << tcpdump.out();

  must_run({"python3", "-c", kSendToBond}, lab.sensor());
  EXPECT_EQ(counter(lab.sensor(), "bond0", "tx_packets"), 0U);
  EXPECT_EQ(counter(lab.sensor(), "bond0", "tx_dropped"), 1U);
  EXPECT_EQ(lab.leg_counter("eth1", "tx_packets"), 0U);
  EXPECT_EQ(sensor.stop().summary.captured, 1U);
}

TEST_F(ToInterface, TakesTheWidestMtuOfTheLegs) {
  Lab lab(2);
  must_run({"ip", "-n", lab.sensor(), "link", "set", "eth2", "mtu", "9000"});
  Sensor sensor(lab.sensor(), lab.legs(), {"--to-interface", "bond0"});
  EXPECT_THAT(must_run({"ip", "link", "show", "bond0"}, lab.sensor()), HasSubstr("mtu 9000 "));
}

TEST_F(ToInterface, PlaysAndCountsWhatIsLargerThanItsMtu) {
  const Scratch scratch;
  const Lab lab(1);
  const std::string file = scratch.path("large.pcap");
  must_run({CAPTURE_MAKER, "--count", "7", "--size", "3000", file});
  const Result result =
      run({tapbond_program(), "-r", file, "--to-interface", "bond0"}, lab.sensor());
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.err, HasSubstr("bond0: written 7, lost 0; 7 larger than its MTU of 1500\n"));
}

// The capture goes on.
TEST_F(ToInterface, IsDeletedBySomebody) {
  const Scratch scratch;
  const std::string file = scratch.path("goes-on.pcap");
  Lab lab(1);
  Sensor sensor(lab.sensor(), lab.legs(), {"--to-interface", "bond0", "-w", file});
  must_run({"ip", "link", "delete", "bond0"}, lab.sensor());
  lab.send({"--count", "100"});
  ASSERT_TRUE(sensor.process().wait_for_error_text("the capture goes on without it"));
  lab.send({"--count", "100", "--first", "100"});
  const Outcome outcome = sensor.stop();
  EXPECT_EQ(outcome.result.status, 1);
  EXPECT_THAT(outcome.result.err, HasSubstr("bond0: written 0, lost 200"));
  EXPECT_EQ(check(file, {"--count", "200"}).at("missing"), 0U);
}

TEST_F(ToInterface, IsRefusedWhereItCannotBe) {
  const Scratch scratch;
  const Lab lab(2);
  const Result taken =
      run({tapbond_program(), "-i", "eth1", "--to-interface", "eth2"}, lab.sensor());
  EXPECT_EQ(taken.status, 1);
  EXPECT_THAT(taken.err, HasSubstr("there is one of that name"));
  const Result denied = run({"setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin",
                             tapbond_program(), "-i", "eth1", "--to-interface", "bond0"},
                            lab.sensor());
  EXPECT_EQ(denied.status, 1);
  EXPECT_THAT(denied.err, ContainsRegex("--to-interface bond0: cannot .*cap_net_admin"));
}

}  // namespace
}  // namespace tapbond::lab
