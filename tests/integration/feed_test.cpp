// Legs that are feeds over TCP: a central sensor bonds what others serve.

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

#include "tests/integration/common_stamps.h"
#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/pcapng_interfaces.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kEast = "127.0.0.1:57021";
constexpr const char* kWest = "127.0.0.1:57022";

std::string leg_of(const std::string& address) { return "TCP@" + address; }

std::string text_of(const std::string& file) {
  return must_run({"tcpdump", "-n", "-tt", "--nano", "-xx", "-r", file});
}

class Feed : public NetworkTest {
 protected:
  void SetUp() override {
    NetworkTest::SetUp();
    if (IsSkipped()) return;
    lab_.emplace(2);
    must_run({"ip", "-n", lab_->sensor(), "link", "set", "lo", "up"});
  }

  std::unique_ptr<Sensor> serve(const std::string& interface, const std::string& address,
                                std::vector<std::string> options = {}) {
    options.insert(options.end(), {"--serve", address});
    return std::make_unique<Sensor>(lab_->sensor(), std::vector{interface}, options);
  }
  Sensor central(const std::vector<std::string>& legs, std::vector<std::string> options = {}) {
    options.insert(options.end(), {"-w", file_});
    return {lab_->sensor(), legs, options};
  }
  // Who listens there sends what `command` prints to whoever connects first.
  std::unique_ptr<Process> offer(const std::string& command, const std::string& port) {
    return std::make_unique<Process>(
        std::vector<std::string>{"sh", "-c", command + " | exec nc -l -N 127.0.0.1 " + port},
        Process::Options{.netns = lab_->sensor()});
  }
  std::string refused(const std::vector<std::string>& options, int status = 1) {
    std::vector<std::string> command = {tapbond_program(), "-w", file_};
    command.insert(command.end(), options.begin(), options.end());
    const Result result = run(command, lab_->sensor());
    EXPECT_EQ(result.status, status);
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_FALSE(std::filesystem::exists(file_));
    return result.err;
  }

  std::optional<Lab> lab_;
  const Scratch scratch_;
  const std::string file_ = scratch_.path("central.pcapng");
};

TEST_F(Feed, TwoSensorsBondedAreOneSensorWithBothLegs) {
  const CommonStamps stamps;
  const std::string direct_file = scratch_.path("direct.pcapng");
  const auto east = serve("eth1", kEast, {"--label", "eth1=client side"});
  const auto west = serve("eth2", kWest);
  Sensor direct(lab_->sensor(), lab_->legs(), {"-w", direct_file});
  Sensor both = central({leg_of(kEast), leg_of(kWest)}, {"--hold", "2000"});
  for (const char* has : {"57021 has eth1", "57022 has eth2"}) {
    ASSERT_TRUE(both.process().wait_for_error_text(has)) << both.process().err();
  }
  lab_->send({"--count", "20000", "--rate", "50000"});
  EXPECT_EQ(east->stop().summary.captured, 10'000U);
  EXPECT_EQ(west->stop().summary.captured, 10'000U);
  for (const char* address : {kEast, kWest}) {
    ASSERT_TRUE(both.process().wait_for_error_text(leg_of(address) + ": the feed has ended"));
  }
  EXPECT_EQ(direct.stop().summary.captured, 20'000U);
  const Outcome outcome = both.stop();
  EXPECT_EQ(outcome.result.status, 0);
  EXPECT_EQ(outcome.summary.captured, 20'000U);
  EXPECT_EQ(outcome.summary.legs.at(leg_of(kEast)).late, 0U);
  EXPECT_EQ(outcome.summary.legs.at(leg_of(kWest)).late, 0U);

  EXPECT_TRUE(text_of(file_) == text_of(direct_file)) << "bytes, stamps and order are the same";
  std::string host = must_run({"uname", "-n"});
  host.pop_back();
  auto interfaces = read_pcapng_interfaces(file_);
  ASSERT_EQ(interfaces.size(), 2U);
  std::ranges::sort(interfaces, {}, &PcapngInterface::name);  // who connected first is first
  EXPECT_EQ(interfaces[0].name, std::string(kEast) + "/eth1");
  EXPECT_EQ(interfaces[0].description, host + ": client side");
  EXPECT_EQ(interfaces[1].name, std::string(kWest) + "/eth2");
  EXPECT_EQ(interfaces[1].description, host);
  for (const PcapngInterface& interface : interfaces) {
    EXPECT_EQ(interface.received, 10'000U);
    EXPECT_EQ(interface.delivered, 10'000U);
    EXPECT_EQ(interface.osdrop, 0U) << "as its own sensor tells at its end";
  }
  EXPECT_THAT(must_run({"capinfos", "-I", file_}),
              AllOf(HasSubstr(interfaces[0].name), HasSubstr(interfaces[1].name)));
  EXPECT_THAT(must_run({"tshark", "-n", "-r", file_, "-c", "2", "-T", "fields", "-e",
                        "frame.interface_name", "-e", "frame.interface_description"}),
              HasSubstr(interfaces[0].name + "\t" + interfaces[0].description + "\n"));
}

// The reader is told while both go on, so that it knows whoever ends first.
TEST_F(Feed, TellsWhatItsSensorDropped) {
  const auto east = serve("eth1", kEast, {"-B", "256"});
  Sensor both = central({leg_of(kEast), "eth2"});
  ASSERT_TRUE(both.process().wait_for_error_text("has eth1")) << both.process().err();
  east->process().signal(SIGSTOP);
  lab_->send({"--count", "20000", "--rate", "100000"}, {1});
  east->process().signal(SIGCONT);
  ASSERT_TRUE(eventually([&] {
    both.process().signal(SIGUSR1);
    return both.process().err().find("on its own sensor dropped") != std::string::npos;
  })) << both.process().err();
  const Outcome outcome = both.stop();
  const LegSummary at_its_sensor = east->stop().summary.legs.at("eth1");
  ASSERT_GT(at_its_sensor.dropped_by_kernel, 0U);
  const LegSummary& leg = outcome.summary.legs.at(leg_of(kEast));
  EXPECT_EQ(leg.dropped_before_by_kernel, at_its_sensor.dropped_by_kernel);
  EXPECT_EQ(leg.received, at_its_sensor.written);
  EXPECT_EQ(outcome.summary.dropped_by_kernel, 0U);
  for (const PcapngInterface& interface : read_pcapng_interfaces(file_)) {
    const bool fed = interface.name.starts_with(kEast);
    EXPECT_EQ(interface.osdrop, fed ? at_its_sensor.dropped_by_kernel : 0U);
    EXPECT_EQ(interface.received, fed ? at_its_sensor.received : 0U);
    EXPECT_EQ(interface.delivered, interface.packets);
  }
}

// Reconnecting works without root, and with what the filter of system calls leaves.
TEST_F(Feed, IsTakenUpAgainWhenItsSensorIsBack) {
  auto east = serve("eth1", kEast);
  Sensor both = central({leg_of(kEast), "eth2"});
  ASSERT_TRUE(both.process().wait_for_error_text("has eth1")) << both.process().err();
  Process steady(lab_->send_command({"--count", "10000000", "--rate", "20000"}, {2}),
                 {.netns = lab_->sender()});
  lab_->send({"--count", "5000", "--rate", "50000", "--first", "100000000"}, {1});
  EXPECT_EQ(east->stop().summary.captured, 5'000U);
  ASSERT_TRUE(both.process().wait_for_error_text("the feed has ended; trying again"));
  east = serve("eth1", kEast);
  ASSERT_TRUE(both.process().wait_for_error_text("is back after")) << both.process().err();
  lab_->send({"--count", "5000", "--rate", "50000", "--first", "200000000"}, {1});
  EXPECT_EQ(east->stop().summary.captured, 5'000U);
  steady.signal(SIGTERM);
  const std::uint64_t steady_frames = numbers_in(steady.wait().out).at("sent");
  ASSERT_TRUE(eventually([&] {
    const std::string said = both.process().err();
    const auto first = said.find("has ended");
    return said.find("has ended", first + 1) != std::string::npos;
  }));
  const Outcome outcome = both.stop();

  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  const LegSummary& feed = outcome.summary.legs.at(leg_of(kEast));
  EXPECT_EQ(feed.written, 10'000U);
  EXPECT_EQ(feed.times_away, 2U);
  EXPECT_GT(feed.seconds_away, 0);
  const LegSummary& undisturbed = outcome.summary.legs.at("eth2");
  EXPECT_EQ(undisturbed.written, steady_frames);
  EXPECT_EQ(undisturbed.times_away, 0U);
  for (const auto& [first, count] : std::map<std::string, std::uint64_t>{
           {"0", steady_frames}, {"100000000", 5'000}, {"200000000", 5'000}}) {
    EXPECT_EQ(check(file_, {"--first", first, "--count", std::to_string(count)}).at("missing"), 0U);
  }
  EXPECT_EQ(read_pcapng_interfaces(file_).size(), 2U) << "the interface has its old row again";
}

// No capability, and no root: nothing but sockets is needed.
TEST_F(Feed, AloneTakesNoRights) {
  const std::string program = scratch_.path("tapbond");
  std::filesystem::copy(tapbond_program(), program);
  std::filesystem::permissions(scratch_.path("."), static_cast<std::filesystem::perms>(0777));
  const auto east = serve("eth1", kEast);
  Process both({"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                "--bounding-set=-all", program, "-i", leg_of(kEast), "-w", file_, "udp"},
               {.netns = lab_->sensor()});
  ASSERT_TRUE(both.wait_for_error_text("has eth1")) << both.err();
  lab_->send({"--count", "1000", "--rate", "50000"}, {1});
  east->stop();
  ASSERT_TRUE(both.wait_for_error_text("the feed has ended")) << both.err();
  both.signal(SIGTERM);
  EXPECT_EQ(both.wait().status, 0) << both.err();
  EXPECT_EQ(check(file_, {"--count", "1000"}).at("missing"), 0U);
}

TEST_F(Feed, MayBeTcpdumpOverASocket) {
  const auto tcpdump = offer("tcpdump -i eth1 -U -w -", "57021");
  ASSERT_TRUE(tcpdump->wait_for_error_text("listening on eth1")) << tcpdump->err();
  Sensor both = central({leg_of(kEast), "eth2"}, {"udp", "port", "9000"});
  ASSERT_TRUE(both.process().wait_for_error_text(leg_of(kEast) + " has ")) << both.process().err();
  lab_->send({"--count", "2000", "--rate", "20000", "--ports", "9000,9001"});
  ASSERT_TRUE(eventually([&] {
    both.process().signal(SIGUSR1);
    return both.process().err().find(leg_of(kEast) + ": received 1000,") != std::string::npos;
  })) << both.process().err();
  const Outcome outcome = both.stop();
  const LegSummary& feed = outcome.summary.legs.at(leg_of(kEast));
  EXPECT_EQ(feed.filtered + feed.written, 1'000U);
  EXPECT_EQ(outcome.summary.captured, 1'000U);
  EXPECT_EQ(check(file_).at("numbered"), 1'000U);
  EXPECT_EQ(read_pcapng_interfaces(file_).at(1).name, kEast);
}

// Frames of years ago, as fast as they come: they are late, and nobody else is.
TEST_F(Feed, OfAReplayHoldsNobodyUp) {
  const std::string old = scratch_.path("old.pcap");
  must_run({CAPTURE_MAKER, "--count", "100000", "--size", "1000", old});
  Sensor both = central({"eth1", leg_of(kEast)});
  Process steady(
      lab_->send_command({"--count", "10000000", "--rate", "20000", "--first", "200000"}, {1}),
      {.netns = lab_->sender()});
  ASSERT_TRUE(eventually([&] { return std::filesystem::file_size(file_) > 100'000; }));
  const auto replay = offer("cat " + old, "57021");
  ASSERT_TRUE(both.process().wait_for_error_text("the feed has ended")) << both.process().err();
  steady.signal(SIGTERM);
  const std::uint64_t steady_frames = numbers_in(steady.wait().out).at("sent");
  const Outcome outcome = both.stop();
  EXPECT_THAT(outcome.result.err, HasSubstr("behind this host's clock"));
  EXPECT_EQ(outcome.summary.legs.at(leg_of(kEast)).written, 100'000U);
  EXPECT_GT(outcome.summary.legs.at(leg_of(kEast)).late, 0U);
  EXPECT_EQ(outcome.summary.legs.at("eth1").written, steady_frames);
  EXPECT_EQ(outcome.summary.legs.at("eth1").late, 0U);
  EXPECT_EQ(outcome.summary.dropped(), 0U);
}

// What waits at the sensors meanwhile, because sockets are full, is not taken for late.
TEST_F(Feed, StaysInOrderWhenNobodyReadsForAWhile) {
  const auto east = serve("eth1", kEast);
  const auto west = serve("eth2", kWest);
  Sensor both = central({leg_of(kEast), leg_of(kWest)}, {"--hold", "500", "-c", "60000"});
  for (const char* has : {"57021 has eth1", "57022 has eth2"}) {
    ASSERT_TRUE(both.process().wait_for_error_text(has)) << both.process().err();
  }
  both.process().signal(SIGSTOP);
  lab_->send({"--count", "60000", "--rate", "20000", "--weights", "9,1"});
  both.process().signal(SIGCONT);
  const Outcome outcome = both.wait();
  EXPECT_EQ(check(file_, {"--count", "60000"}).at("missing"), 0U);
  EXPECT_EQ(check(file_).at("inversions_by_stamp"), 0U);
  EXPECT_EQ(outcome.summary.legs.at(leg_of(kEast)).late, 0U);
  EXPECT_EQ(outcome.summary.legs.at(leg_of(kWest)).late, 0U);
}

TEST_F(Feed, ThatIsNoneDisturbsNobody) {
  const auto zeros = offer("cat /dev/zero", "57021");
  const auto silence = offer("sleep 60", "57022");
  Sensor both = central({leg_of(kEast), "eth1", leg_of(kWest)});
  ASSERT_TRUE(both.process().wait_for_error_text("neither a pcap nor a pcapng"));
  lab_->send({"--count", "5000", "--rate", "20000"}, {1});
  const Outcome outcome = both.stop();
  EXPECT_EQ(outcome.result.status, 0);
  EXPECT_EQ(outcome.summary.legs.at("eth1").written, 5'000U);
  EXPECT_EQ(outcome.summary.legs.at("eth1").late, 0U);
  EXPECT_EQ(outcome.summary.legs.at(leg_of(kEast)).times_away, 1U);
}

// The one port that connections are made from is the one that nobody listens on: such a connection
// would be one to itself.
TEST_F(Feed, IsNeverItself) {
  must_run({"sysctl", "-qw", "net.ipv4.ip_local_port_range=57021 57021"}, lab_->sensor());
  Sensor both = central({leg_of(kEast)});
  ASSERT_TRUE(both.process().wait_for_error_text("Connection refused")) << both.process().err();
  EXPECT_EQ(both.stop().summary.legs.at(leg_of(kEast)).times_away, 1U);
}

// A sensor may be central to some and a source to others.
TEST_F(Feed, CanBeServedOn) {
  const auto east = serve("eth1", kEast);
  Sensor middle(lab_->sensor(), {leg_of(kEast)}, {"--serve", kWest});
  ASSERT_TRUE(middle.process().wait_for_error_text("has eth1")) << middle.process().err();
  Sensor top = central({leg_of(kWest)}, {"-c", "1000"});
  ASSERT_TRUE(top.process().wait_for_error_text("has 127.0.0.1:57021/eth1")) << top.process().err();
  lab_->send({"--count", "1000", "--rate", "20000"}, {1});
  EXPECT_EQ(top.wait().summary.captured, 1'000U);
  EXPECT_EQ(read_pcapng_interfaces(file_).at(0).name, "127.0.0.1:57022/127.0.0.1:57021/eth1");
}

TEST_F(Feed, IsRefusedWhereItMakesNoSense) {
  EXPECT_THAT(refused({"-i", "TCP@sensor7:57012"}),
              AllOf(HasSubstr("sensor7:57012"), HasSubstr("names are never resolved")));
  EXPECT_THAT(refused({"-i", "TCP@[::1]:5", "-i", "TCP@[0::1]:5"}), HasSubstr("given twice"));
  EXPECT_THAT(refused({"-i", leg_of(kEast), "prot", "5"}),
              AllOf(HasSubstr("prot 5"), HasSubstr("does not compile")));
  EXPECT_THAT(refused({"-i", leg_of(kEast), "--serve", kEast}), HasSubstr("another feed"));
  EXPECT_THAT(refused({"--check", "-i", "eth1", "-i", leg_of(kEast)}, 3),
              HasSubstr("no interface of this host"));
}

}  // namespace
}  // namespace tapbond::lab
