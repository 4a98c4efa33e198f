// A filter means on an interface what it means in the file that is written, and every frame that it
// stops is counted, wherever it runs.

#include <gmock/gmock.h>

#include <filesystem>
#include <memory>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;

class Filters : public NetworkTest {};

std::uint64_t in_file(const std::string& file, const std::string& filter) {
  return std::stoull(must_run({"tcpdump", "-nr", file, "--count", filter}));
}

TEST_F(Filters, MeanOfTaggedFramesWhatTheyMeanInAFile) {
  // The last three are run here, not in the kernel.
  const std::vector<std::string> filters = {"udp",
                                            "not udp",
                                            "udp dst port 9001",
                                            "vlan",
                                            "vlan 77 and udp dst port 9001",
                                            "not vlan 77",
                                            "ether[14:2] & 0xfff = 77",
                                            "ether[12:4] = 0x8100004d",
                                            "ip protochain 17",
                                            "not ip protochain 17"};
  const Scratch scratch;
  Lab lab(1);
  const std::string all = scratch.path("all.pcap");
  Sensor everything(lab.sensor(), lab.legs(), {"-w", all});
  std::vector<std::unique_ptr<Sensor>> sensors;
  for (const std::string& filter : filters) {
    sensors.push_back(std::make_unique<Sensor>(
        lab.sensor(), lab.legs(),
        std::vector<std::string>{"-s", "60", "-w", scratch.path(filter + ".pcap"), filter}));
  }
  lab.send({"--count", "60", "--rate", "5000", "--ports", "9000,9001,9002"});
  lab.send({"--count", "90", "--rate", "5000", "--ports", "9000,9001,9002", "--tag", "77"});
  lab.send({"--count", "30", "--rate", "5000", "--ports", "9000,9001", "--tag", "78"});
  EXPECT_EQ(everything.stop().summary.captured, 180U);
  for (std::size_t i = 0; i < filters.size(); ++i) {
    const LegSummary leg = sensors[i]->stop().summary.legs.at("eth1");
    const std::uint64_t expected = in_file(all, filters[i]);
    EXPECT_EQ(leg.received, 180U) << filters[i];
    EXPECT_EQ(leg.written, expected) << filters[i];
    EXPECT_EQ(leg.filtered, 180U - expected) << filters[i];
    EXPECT_EQ(std::filesystem::file_size(scratch.path(filters[i] + ".pcap")),
              24 + expected * (16 + 60))
        << filters[i] << ": cut to 60 bytes";
  }
}

TEST_F(Filters, KnowDirectionsFromTheFirstFrameOn) {
  const Scratch scratch;
  Lab lab(1);
  Process steady(lab.send_command({"--count", "1000000", "--rate", "20000"}),
                 {.netns = lab.sender()});
  for (const std::string filter : {"inbound", "outbound", "inbound and udp"}) {
    Sensor sensor(lab.sensor(), lab.legs(), {"-w", scratch.path("one.pcap"), filter});
    const std::uint64_t before = lab.leg_counter("eth1", "rx_packets");
    ASSERT_TRUE(eventually([&] { return lab.leg_counter("eth1", "rx_packets") > before + 2'000; }));
    const Outcome outcome = sensor.stop();
    const LegSummary& leg = outcome.summary.legs.at("eth1");
    EXPECT_GE(leg.received, 2'000U) << filter;
    EXPECT_EQ(leg.written, filter == "outbound" ? 0 : leg.received) << filter;
    EXPECT_EQ(outcome.summary.dropped(), 0U) << filter;
  }
  steady.signal(SIGTERM);
}

TEST_F(Filters, OfAnyCountWhatIsSeenTwiceOnce) {
  Lab lab(1);
  must_run({"ip", "-n", lab.sensor(), "link", "set", "lo", "up"});
  for (const std::string filter : {"", "icmp", "inbound", "ip protochain 1"}) {
    const Scratch scratch;
    Sensor sensor(lab.sensor(), {"any"}, {"-w", scratch.path("any.pcap"), filter});
    must_run({"ip", "netns", "exec", lab.sensor(), "ping", "-c", "5", "-i", "0.01", "127.0.0.1"});
    const Outcome outcome = sensor.stop();
    EXPECT_EQ(outcome.summary.legs.at("any").received, 10U) << filter;
    EXPECT_EQ(outcome.summary.legs.at("any").written, 10U) << filter;
    EXPECT_EQ(outcome.summary.dropped(), 0U) << filter;
  }
}

// As tcpdump asks for it: with the interface's name before the line, and in the file.
TEST_F(Filters, OfAnyComeWithTheHeaderThatTcpdumpHas) {
  const Scratch scratch;
  const std::string file = scratch.path("any.pcap");
  Lab lab(1);
  must_run({"ip", "-n", lab.sensor(), "link", "set", "lo", "up"});
  for (const std::vector<std::string>& how : {std::vector<std::string>{"-t"}, {"-t", "-e"}}) {
    std::vector<std::string> options = {"-i", "any", "-n", "-l", "-c", "4", "icmp"};
    options.insert(options.begin(), how.begin(), how.end());
    options.insert(options.begin(), "tcpdump");
    Process theirs(options, {.netns = lab.sensor()});
    ASSERT_TRUE(theirs.wait_for_error_text("listening on any"));
    std::vector<std::string> own = {"-c", "4", "-w", file, "--print", "icmp"};
    own.insert(own.begin(), how.begin(), how.end());
    Sensor ours(lab.sensor(), {"any"}, own);
    must_run({"ip", "netns", "exec", lab.sensor(), "ping", "-c", "2", "-i", "0.01", "127.0.0.1"});
    const std::string text = theirs.wait().out;
    EXPECT_EQ(ours.wait().result.out, text);
    EXPECT_EQ(text.rfind("lo ", 0), 0U) << text;
    EXPECT_THAT(run({"tcpdump", "-nr", file}).err, HasSubstr("LINUX_SLL2"));
  }
}

// A tun device has no Ethernet header; what it brings cannot be in the way of the file either.
TEST_F(Filters, PassOverALegThatTheyCannotMatch) {
  const Scratch scratch;
  const std::string file = scratch.path("one.pcap");
  Lab lab(1);
  must_run({"ip", "-n", lab.sensor(), "tuntap", "add", "dev", "tun0", "mode", "tun"});
  must_run({"ip", "-n", lab.sensor(), "link", "set", "tun0", "up"});
  Sensor sensor(lab.sensor(), {"tun0", "eth1"}, {"-w", file, "not", "ether", "src", "2:0:0:0:9:9"});
  lab.send({"--count", "100", "--rate", "5000"});
  const Outcome outcome = sensor.stop();
  EXPECT_EQ(outcome.result.status, 0);
  EXPECT_EQ(outcome.summary.legs.at("eth1").written, 100U);
  EXPECT_THAT(outcome.result.err, HasSubstr("packets of that link type are filtered"));
  EXPECT_EQ(check(file).at("numbered"), 100U);
}

// In /etc/hosts, and no more asked for there than anywhere else.
TEST(FilterDump, LooksNoNameUp) {
  const Result result = run({tapbond_program(), "-d", "host", "localhost"});
  EXPECT_NE(result.status, 0) << result.out;
  EXPECT_THAT(result.err, HasSubstr("localhost"));
}

}  // namespace
}  // namespace tapbond::lab
