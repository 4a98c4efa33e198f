// --serve: readers over TCP get the live stream.

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/pcapng_interfaces.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"
#include "tests/integration/strict_reader.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kAddress = "127.0.0.1:57012";

// As a late queue makes it: the reply to a ping on one leg, and then the request on the other.
constexpr const char* kSendReplyFirst = R"(
import socket
MAC, IP = [bytes([2, 0, 0, 0, 0, n]) for n in (1, 2)], [bytes([192, 0, 2, n]) for n in (1, 2)]
for leg, kind, sender in ("tx2", b"\0", 1), ("tx1", b"\x08", 0):
    packet = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    packet.bind((leg, 0))
    packet.send(MAC[1 - sender] + MAC[sender] + b"\x08\0" +
                bytes.fromhex("4500001c0001000040010000") + IP[sender] + IP[1 - sender] +
                kind + bytes.fromhex("00000000070001") + bytes(18))
)";

class Serve : public NetworkTest {
 protected:
  void SetUp() override {
    NetworkTest::SetUp();
    if (IsSkipped()) return;
    lab_.emplace(2);
    must_run({"ip", "-n", lab_->sensor(), "link", "set", "lo", "up"});
  }

  // A reader that keeps what it gets, from now on to the end.
  std::unique_ptr<Process> reader(Sensor& sensor, const std::string& file) {
    auto process = std::make_unique<Process>(
        std::vector<std::string>{"sh", "-c", "exec nc -d 127.0.0.1 57012 >\"$0\"", file},
        Process::Options{.netns = lab_->sensor()});
    ++readers_;
    const auto connected = [&] {
      const std::string said = sensor.process().err();
      std::size_t count = 0;
      constexpr std::string_view kWords = "reads the feed\n";
      for (std::size_t at = said.find(kWords); at != std::string::npos;
           at = said.find(kWords, at + 1)) {
        ++count;
      }
      return count == readers_;
    };
    EXPECT_TRUE(eventually(connected)) << sensor.process().err();
    return process;
  }

  std::optional<Lab> lab_;
  std::size_t readers_ = 0;
};

std::string text_of(const std::string& file) {
  return must_run({"tcpdump", "-n", "-tt", "--nano", "-xx", "-r", file});
}

TEST_F(Serve, ReadersGetWhatTheFileGets) {
  const Scratch scratch;
  const std::string written = scratch.path("written.pcapng");
  const std::string first = scratch.path("first.pcapng");
  const std::string second = scratch.path("second.pcapng");
  Sensor sensor(lab_->sensor(), lab_->legs(), {"-w", written, "--serve", kAddress});
  const auto one = reader(sensor, first);
  lab_->send({"--count", "5000", "--rate", "20000"});
  const auto two = reader(sensor, second);
  lab_->send({"--count", "5000", "--rate", "20000", "--first", "5000"});
  const Outcome outcome = sensor.stop();
  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  EXPECT_THAT(outcome.result.err, HasSubstr("2 readers, 0 cut off"));
  one->wait();
  two->wait();

  EXPECT_EQ(text_of(first), text_of(written));
  auto later = check(second, {"--first", "5000", "--count", "5000"});
  EXPECT_EQ(later["missing"], 0U) << "from the moment it connects";
  for (const std::string& file : {first, second}) {
    const auto interfaces = read_pcapng_interfaces(file);
    ASSERT_EQ(interfaces.size(), 2U);
    EXPECT_EQ(interfaces[1].name, "eth2");
    EXPECT_EQ(interfaces[1].received, outcome.summary.legs.at("eth2").received);
  }
}

// Neither the capture nor another reader waits for one that stalls.
TEST_F(Serve, SaysWhatWasMovedWhenAsked) {
  const Scratch scratch;
  const std::string written = scratch.path("written.pcapng");
  const std::string read = scratch.path("read.pcapng");
  Sensor sensor(
      lab_->sensor(), lab_->legs(),
      {"-w", written, "--order", "causal,comment", "--hold", "2000", "--serve", kAddress});
  const auto one = reader(sensor, read);
  must_run({"python3", "-c", kSendReplyFirst}, lab_->sender());
  EXPECT_EQ(sensor.stop().summary.captured, 2U);
  one->wait();
  for (const std::string& file : {written, read}) {
    EXPECT_THAT(must_run({"tshark", "-n", "-r", file, "-Y", "icmp.type == 8", "-T", "fields", "-e",
                          "frame.number", "-e", "frame.comment"}),
                StartsWith("1\tmoved by tapbond to before its effect; the kernel stamped it "));
  }
}

TEST_F(Serve, AStalledReaderIsCutOff) {
  const Scratch scratch;
  const std::string written = scratch.path("written.pcap");
  const std::string read = scratch.path("read.pcapng");
  Sensor sensor(lab_->sensor(), lab_->legs(), {"-w", written, "--serve", kAddress});
  const auto stalled = reader(sensor, scratch.path("stalled.pcapng"));
  stalled->signal(SIGSTOP);
  const auto good = reader(sensor, read);
  lab_->send({"--count", "100000", "--rate", "50000", "--size", "1000"});
  EXPECT_TRUE(sensor.process().wait_for_error_text("too slowly and is cut off"));
  const Outcome outcome = sensor.stop();
  good->wait();
  EXPECT_EQ(outcome.result.status, 0);
  EXPECT_EQ(outcome.summary.captured, 100'000U) << outcome.result.err;
  EXPECT_THAT(outcome.result.err, HasSubstr("feed: written 100000, lost 0; 2 readers, 1 cut off"));
  EXPECT_EQ(check(read, {"--count", "100000"}).at("missing"), 0U);
}

TEST_F(Serve, WiresharkReadsIt) {
  Sensor sensor(lab_->sensor(), lab_->legs(), {"--serve", kAddress});
  Process tshark({"tshark", "-n", "-i", std::string("TCP@") + kAddress, "-T", "fields", "-e",
                  "frame.interface_name", "-c", "500"},
                 {.netns = lab_->sensor()});
  ASSERT_TRUE(sensor.process().wait_for_error_text("reads the feed")) << tshark.err();
  lab_->send({"--count", "500", "--rate", "5000"});
  const Result result = tshark.wait();
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 500) << result.err;
  EXPECT_THAT(result.out, HasSubstr("eth2"));
  EXPECT_EQ(sensor.stop().summary.captured, 500U);
}

// What knows the classic pcap alone gets it, beside who reads pcapng; from `nc -N`, too, which
// closes its own direction at once.
TEST_F(Serve, ClassicReadersGetWhatTheyTake) {
  const Scratch scratch;
  const std::string micro = scratch.path("micro.pcap");
  const std::string nano = scratch.path("nano.pcap");
  const std::string written = scratch.path("written.pcap");
  Sensor sensor(lab_->sensor(), lab_->legs(),
                {"-w", written, "--serve", kAddress, "--serve", "127.0.0.1:57013,pcap", "--serve",
                 "127.0.0.1:57014,pcap-nano"});
  const auto half_closed = [&](const std::string& port, const std::string& file) {
    return std::make_unique<Process>(
        std::vector<std::string>{"sh", "-c", "exec nc -N 127.0.0.1 \"$0\" </dev/null >\"$1\"", port,
                                 file},
        Process::Options{.netns = lab_->sensor()});
  };
  const auto first = half_closed("57013", micro);
  const auto second = half_closed("57014", nano);
  Process tshark({"tshark", "-n", "-i", "TCP@127.0.0.1:57013", "-T", "fields", "-e", "frame.number",
                  "-c", "500"},
                 {.netns = lab_->sensor()});
  EXPECT_TRUE(sensor.process().wait_for_error_text("reads the feed at 127.0.0.1:57014"));
  EXPECT_TRUE(eventually([&] {
    const std::string said = sensor.process().err();
    const std::string word = "reads the feed at 127.0.0.1:57013";
    const std::size_t at = said.find(word);
    return at != std::string::npos && said.find(word, at + 1) != std::string::npos;
  })) << sensor.process().err()
      << tshark.err();
  lab_->send({"--count", "500", "--rate", "5000"});
  const Result seen = tshark.wait();
  EXPECT_EQ(std::count(seen.out.begin(), seen.out.end(), '\n'), 500) << seen.err;
  const Outcome outcome = sensor.stop();
  first->wait();
  second->wait();
  for (const StrictReader& reader :
       {StrictReader::arkime(), StrictReader::network_miner(), StrictReader::zeek()}) {
    EXPECT_EQ(reader.read(micro), 500U) << reader.name;
  }
  EXPECT_EQ(StrictReader::zeek().read(nano), 500U);
  EXPECT_EQ(text_of(nano), text_of(written));
  EXPECT_THROW(StrictReader::arkime().read(nano), std::runtime_error);
  EXPECT_THAT(outcome.result.err,
              HasSubstr("feed 127.0.0.1:57013: written 500, lost 0; 2 readers, 0 cut off"));
}

TEST_F(Serve, TellsArkimeOfCutPackets) {
  const Scratch scratch;
  const std::string file = scratch.path("cut.pcap");
  Sensor sensor(lab_->sensor(), lab_->legs(), {"-s", "60", "--serve", "127.0.0.1:57012,pcap"});
  const auto cut = reader(sensor, file);
  lab_->send({"--count", "10", "--rate", "1000", "--size", "100"});
  sensor.stop();
  cut->wait();
  EXPECT_THROW(StrictReader::arkime().read(file), std::runtime_error);
  EXPECT_EQ(StrictReader::network_miner().read(file), 10U);
}

TEST_F(Serve, AClassicFeedHasOneLinkType) {
  const Result refused =
      run({tapbond_program(), "-i", "eth1", "-i", "any", "--serve", "127.0.0.1:57012,pcap"},
          lab_->sensor());
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, testing::AllOf(HasSubstr("LINUX_SLL2"), HasSubstr("EN10MB"),
                                          HasSubstr("serve pcapng")));
}

TEST_F(Serve, HasAMostOfReadersAndGathersAStorm) {
  Sensor sensor(lab_->sensor(), lab_->legs(), {"--serve", kAddress, "--serve-readers", "1"});
  const Scratch scratch;
  const auto only = reader(sensor, scratch.path("only.pcapng"));
  must_run({"sh", "-c", "for i in $(seq 200); do nc -d 127.0.0.1 57012 >/dev/null; done"},
           lab_->sensor());
  const Outcome outcome = sensor.stop();
  EXPECT_THAT(outcome.result.err, HasSubstr("1 read the feed already"));
  EXPECT_LT(std::count(outcome.result.err.begin(), outcome.result.err.end(), '\n'), 60);
  EXPECT_THAT(outcome.result.err, HasSubstr("feed: written 0, lost 0; 1 reader, 0 cut off"));
}

// What a reader is sent passes the leg, and would be sent to it again.
TEST_F(Serve, IsNotCapturedItself) {
  must_run({"ip", "-n", lab_->sensor(), "link", "set", "eth1", "arp", "on"});
  must_run({"ip", "-n", lab_->sensor(), "address", "add", "10.9.0.1/24", "dev", "eth1"});
  must_run({"ip", "-n", lab_->sender(), "address", "add", "10.9.0.2/24", "dev", "tx1"});
  struct Case {
    std::string leg;
    std::string serve;
    std::string reader;  // its namespace
    std::string host;    // that it reads from
  };
  for (const Case& each : {Case{"lo", "127.0.0.1", lab_->sensor(), "127.0.0.1"},
                           Case{"lo", "0.0.0.0", lab_->sensor(), "10.9.0.1"},
                           Case{"any", "0.0.0.0", lab_->sensor(), "127.0.0.1"},
                           Case{"eth1", "10.9.0.1", lab_->sender(), "10.9.0.1"},
                           Case{"eth1", "0.0.0.0", lab_->sender(), "10.9.0.1"}}) {
    SCOPED_TRACE(each.leg + ", " + each.serve);
    const Scratch scratch;
    const std::string file = scratch.path("served.pcapng");
    Sensor sensor(lab_->sensor(), {each.leg},
                  {"-w", file, "--serve", each.serve + ":57012", "--serve-any"});
    EXPECT_THAT(sensor.process().err(), HasSubstr("would carry itself"));
    const Process reader({"nc", "-d", each.host, "57012"}, {.netns = each.reader});
    ASSERT_TRUE(sensor.process().wait_for_error_text("reads the feed")) << sensor.process().err();
    must_run({"ping", "-c", "3", "-i", "0.2", each.host}, each.reader);
    const Outcome outcome = sensor.stop();
    EXPECT_TRUE(must_run({"tcpdump", "-n", "-r", file, "tcp"}).empty());
    EXPECT_FALSE(must_run({"tcpdump", "-n", "-r", file, "icmp"}).empty());
    EXPECT_GT(outcome.summary.legs.at(each.leg).filtered, 0U);
  }
}

TEST_F(Serve, StaysOnTheLoopbackUnlessTold) {
  const std::string everywhere = "0.0.0.0:57012";
  const Result refused =
      run({tapbond_program(), "-i", "eth1", "--serve", everywhere}, lab_->sensor());
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("--serve-any"));
  Sensor sensor(lab_->sensor(), lab_->legs(), {"--serve", everywhere, "--serve-any"});
  EXPECT_THAT(sensor.process().err(), HasSubstr("no encryption"));
  const Result taken = run({tapbond_program(), "-i", "eth1", "--serve", kAddress}, lab_->sensor());
  EXPECT_EQ(taken.status, 1);
  EXPECT_THAT(taken.err, HasSubstr("choose another port"));
  EXPECT_THAT(sensor.stop().result.err, Not(HasSubstr("lost 1")));
}

}  // namespace
}  // namespace tapbond::lab
