// Real conversations through a passive tap: what Wireshark finds wrong with the capture must have
// gone wrong between the hosts.

#include <fcntl.h>
#include <gmock/gmock.h>

#include <fstream>
#include <iomanip>
#include <sstream>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;

class Tap : public NetworkTest {};

constexpr std::uint64_t kTransferBytes = 30 << 20;

// Numbered lines: what is misplaced differs, and no dissector takes them for its protocol. Among
// random bytes tshark finds a length now and then that has it put megabytes together, segment by
// segment, for minutes.
void write_numbered_lines(const std::string& path, std::uint64_t bytes) {
  constexpr int kLineBytes = 16;
  std::ofstream lines(path);
  for (std::uint64_t line = 0; line < bytes / kLineBytes; ++line) {
    lines << std::setw(kLineBytes - 1) << line << '\n';
  }
}

// A counter of a network namespace's TCP, by its name in /proc/net/snmp or /proc/net/netstat.
std::uint64_t tcp_counter(const std::string& netns, const std::string& name) {
  std::istringstream text(must_run({"cat", "/proc/net/snmp", "/proc/net/netstat"}, netns));
  for (std::string names, values; std::getline(text, names) && std::getline(text, values);) {
    std::istringstream name_words(names);
    std::istringstream value_words(values);
    for (std::string word, value; name_words >> word && value_words >> value;) {
      if (word == name) return std::stoull(value);
    }
  }
  throw std::runtime_error("the kernel does not count " + name);
}

bool listens(const std::string& netns, const std::string& protocol, const std::string& port) {
  return !must_run({"ss", "-Hln", protocol, "sport = :" + port}, netns).empty();
}

std::uint64_t frames_matching(const std::string& file, const std::string& filter) {
  const std::string lines = must_run({"tshark", "-n", "-r", file, "-Y", filter});
  return static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
}

void ping(const Classroom& room) {
  must_run({"ping", "-n", "-q", "-c", "5", "-i", "0.2", Classroom::kServerAddress}, room.client());
}

void ask_dns(const Classroom& room) {
  Process server({"dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--pid-file=",
                  "--no-resolv", "--no-hosts", "--user=root", "--address=/classroom.test/10.0.1.2"},
                 {.netns = room.server()});
  ASSERT_TRUE(eventually([&] { return listens(room.server(), "-u", "53"); })) << server.err();
  EXPECT_EQ(must_run({"dig", "+short", "+tries=1", std::string("@") + Classroom::kServerAddress,
                      "www.classroom.test"},
                     room.client()),
            "10.0.1.2\n");
}

void transfer(const Classroom& room, const Scratch& scratch) {
  const std::string original = scratch.path("original");
  write_numbered_lines(original, kTransferBytes);
  const std::string received = scratch.path("received");
  const Descriptor in(open(original.c_str(), O_RDONLY | O_CLOEXEC));
  const Descriptor out(open(received.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  Process server({"nc", "-l", "5001"}, {.netns = room.server(), .stdout_fd = out.get()});
  ASSERT_TRUE(eventually([&] { return listens(room.server(), "-t", "5001"); })) << server.err();
  Process client({"nc", "-N", Classroom::kServerAddress, "5001"},
                 {.netns = room.client(), .stdin_fd = in.get()});
  EXPECT_EQ(client.wait().status, 0);
  EXPECT_EQ(server.wait().status, 0);
  must_run({"cmp", original, received});
}

TEST_F(Tap, ConversationsAreWholeAndInOrder) {
  const Scratch scratch;
  const std::string file = scratch.path("bonded.pcapng");
  const Classroom room;
  const std::vector<std::string> legs = {"eth1", "eth2"};
  Sensor sensor(room.sensor(), legs, {"-w", file, "-B", "131072"});
  ping(room);
  ask_dns(room);
  transfer(room, scratch);
  std::map<std::string, std::uint64_t> arrived;
  for (const std::string& leg : legs) arrived[leg] = counter(room.sensor(), leg, "rx_packets");
  const Outcome outcome = sensor.stop();

  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  EXPECT_EQ(outcome.summary.dropped(), 0U);
  for (const std::string& leg : legs) {
    EXPECT_EQ(outcome.summary.legs.at(leg).written, arrived.at(leg)) << leg;
    EXPECT_EQ(counter(room.sensor(), leg, "tx_packets"), 0U) << leg;
  }
  EXPECT_THAT(must_run({"capinfos", file}), HasSubstr("Strict time order:   True"));
  EXPECT_EQ(check(file).at("inversions_by_stamp"), 0U);
  EXPECT_EQ(frames_matching(file, "icmp.type == 0 && icmp.resp_to"), 5U);
  EXPECT_EQ(frames_matching(file, "dns.flags.response == 1 && dns.response_to"), 1U);

  std::uint64_t retransmitted = 0;
  std::uint64_t out_of_order = 0;
  for (const std::string& host : {room.client(), room.server()}) {
    retransmitted += tcp_counter(host, "RetransSegs");
    out_of_order += tcp_counter(host, "TCPOFOQueue");
  }
  EXPECT_EQ(frames_matching(file, "tcp.analysis.lost_segment"), 0U);
  EXPECT_LE(frames_matching(file, "tcp.analysis.retransmission"), retransmitted);
  EXPECT_LE(frames_matching(file, "tcp.analysis.out_of_order"), out_of_order);
  std::cout << "the hosts retransmitted " << retransmitted << " segments and queued "
            << out_of_order << " out of order\n";
}

}  // namespace
}  // namespace tapbond::lab
