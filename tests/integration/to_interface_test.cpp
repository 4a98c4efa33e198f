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

// As NetworkManager does it. With a capture beside it and as the only output.
TEST_F(ToInterface, IsWaitedForWhileItIsDown) {
  const Scratch scratch;
  for (const bool alone : {false, true}) {
    Lab lab(1);
    std::vector<std::string> options{"--to-interface", "bond0"};
    if (!alone) options.insert(options.end(), {"-w", scratch.path("beside.pcap")});
    Sensor sensor(lab.sensor(), lab.legs(), options);
    lab.send({"--count", "100"});
    ASSERT_TRUE(eventually([&] { return counter(lab.sensor(), "bond0", "rx_packets") == 100; }));
    must_run({"ip", "-n", lab.sensor(), "link", "set", "bond0", "down"});
    ASSERT_TRUE(sensor.process().wait_for_error_text("bond0 is not up"));
    lab.send({"--count", "100", "--first", "100"});
    std::this_thread::sleep_for(300ms);  // they are on their way to it
    must_run({"ip", "-n", lab.sensor(), "link", "set", "bond0", "up"});
    ASSERT_TRUE(sensor.process().wait_for_error_text("bond0 is back; 100 packets were lost"));
    lab.send({"--count", "100", "--first", "200"});
    const Outcome outcome = sensor.stop();
    EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
    EXPECT_THAT(outcome.result.err, HasSubstr("bond0: written 200, lost 100; away 1 time, "));
    EXPECT_EQ(outcome.summary.captured, alone ? 200U : 300U);
    EXPECT_EQ(outcome.summary.dropped(), alone ? 100U : 0U);
  }
}

// The capture goes on, and whoever may make an interface can bring this one back.
TEST_F(ToInterface, IsDeletedBySomebody) {
  const Scratch scratch;
  for (const bool again : {false, true}) {
    const std::string file = scratch.path("goes-on.pcap");
    Lab lab(1);
    Sensor sensor(lab.sensor(), lab.legs(), {"--to-interface", "bond0", "-w", file});
    must_run({"ip", "link", "delete", "bond0"}, lab.sensor());
    ASSERT_TRUE(sensor.process().wait_for_error_text("bond0 was deleted"));
    lab.send({"--count", "200"});
    if (again) {
      std::this_thread::sleep_for(300ms);
      must_run({"ip", "tuntap", "add", "dev", "bond0", "mode", "tap"}, lab.sensor());
      must_run({"ip", "link", "set", "bond0", "up"}, lab.sensor());
      ASSERT_TRUE(sensor.process().wait_for_error_text("bond0 is back"));
      lab.send({"--count", "100", "--first", "200"});
    }
    const Outcome outcome = sensor.stop();
    EXPECT_EQ(outcome.result.status, again ? 0 : 1);
    EXPECT_THAT(outcome.result.err,
                HasSubstr(again ? "bond0: written 100, lost 200" : "bond0: written 0, lost 200"));
    EXPECT_EQ(outcome.result.err.find("has not come back; 200 packets") == std::string::npos,
              again);
    EXPECT_EQ(check(file, {"--count", again ? "300" : "200"}).at("missing"), 0U);
  }
}

TEST_F(ToInterface, IsPlayedToUnderAnotherName) {
  Lab lab(1);
  Sensor sensor(lab.sensor(), lab.legs(), {"--to-interface", "bond0"});
  must_run({"ip", "-n", lab.sensor(), "link", "set", "bond0", "name", "other"});
  ASSERT_TRUE(sensor.process().wait_for_error_text("renamed it to other"));
  lab.send({"--count", "100"});
  EXPECT_TRUE(eventually([&] { return counter(lab.sensor(), "other", "rx_packets") == 100; }));
  EXPECT_EQ(sensor.stop().result.status, 0);
}

TEST_F(ToInterface, IsPlayedToInAnotherNamespace) {
  Lab lab(1);
  Sensor sensor(lab.sensor(), lab.legs(), {"--to-interface", "bond0"});
  must_run({"ip", "-n", lab.sensor(), "link", "set", "bond0", "netns", lab.sender()});
  ASSERT_TRUE(sensor.process().wait_for_error_text("moved to another network namespace"));
  lab.send({"--count", "100"});  // it is down there
  ASSERT_TRUE(sensor.process().wait_for_error_text("bond0 is not up"));
  std::this_thread::sleep_for(300ms);
  must_run({"ip", "-n", lab.sender(), "link", "set", "bond0", "up"});
  lab.send({"--count", "100", "--first", "100"});
  EXPECT_TRUE(eventually([&] { return counter(lab.sender(), "bond0", "rx_packets") == 100; }));
  const Outcome outcome = sensor.stop();
  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  EXPECT_THAT(outcome.result.err, HasSubstr("bond0: written 100, lost 100; away 1 time"));
}

TEST_F(ToInterface, IsMeasuredByTheMtuThatItHas) {
  Lab lab(1);
  Sensor sensor(lab.sensor(), lab.legs(), {"--to-interface", "bond0"});
  must_run({"ip", "-n", lab.sensor(), "link", "set", "bond0", "mtu", "600"});
  std::this_thread::sleep_for(1s);  // it looks twice in a second
  lab.send({"--count", "100", "--size", "1000"});
  ASSERT_TRUE(eventually([&] { return counter(lab.sensor(), "bond0", "rx_packets") == 100; }));
  EXPECT_THAT(sensor.stop().result.err, HasSubstr("100 larger than its MTU of 600"));
}

TEST_F(ToInterface, PlaysAndCountsWhatWasCut) {
  const Scratch scratch;
  const Lab lab(1);
  const std::string file = scratch.path("cut.pcap");
  must_run({CAPTURE_MAKER, "--count", "7", "--size", "300", scratch.path("whole.pcap")});
  for (const std::string length : {"60", "10"}) {
    must_run({"editcap", "-F", "pcap", "-s", length, scratch.path("whole.pcap"), file});
    const Result result =
        run({tapbond_program(), "-r", file, "--to-interface", "bond0"}, lab.sensor());
    EXPECT_EQ(result.status, 0);
    if (length == "60") {
      EXPECT_THAT(result.err, HasSubstr("bond0: packets that were cut as they were captured"));
      EXPECT_THAT(result.err, HasSubstr("bond0: written 7, lost 0; 7 shorter than on the wire\n"));
    } else {
      EXPECT_THAT(result.err,
                  HasSubstr("bond0: written 0, lost 7; 7 without a whole header not played\n"));
    }
  }
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
