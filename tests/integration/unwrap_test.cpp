// Mirrors that arrive in tunnels: a kernel's own VXLAN with fragments, and every kind of tunnel in
// a file, with tshark to say what was inside.

#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <sstream>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/pcapng_interfaces.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"
#include "tests/sensor/unwrap/tunnelled.h"

namespace tapbond::lab {
namespace {

using namespace tunnelled;
using testing::HasSubstr;
using testing::Not;

// An inner frame with its number as the identification of its IP packet.
Octets inner(std::uint16_t number, std::size_t payload = 40) {
  Octets packet = ip(17, datagram(4321, Octets(payload, 7)), Host{static_cast<std::uint8_t>(1)});
  packet[4] = static_cast<std::uint8_t>(number >> 8);
  packet[5] = static_cast<std::uint8_t>(number);
  return ethernet(mac_of(Host{1}), mac_of(Host{2}), 0x0800, packet);
}

void write_pcap(const std::string& path, const std::vector<Octets>& frames) {
  std::ofstream file(path, std::ios::binary);
  const auto word = [&file](std::uint32_t value) {
    file.write(reinterpret_cast<const char*>(&value), sizeof value);
  };
  for (const std::uint32_t value : {0xa1b2c3d4U, 0x00040002U, 0U, 0U, 262144U, 1U}) word(value);
  std::uint32_t number = 0;
  for (const Octets& frame : frames) {
    word(1'700'000'000);
    word(++number);
    word(static_cast<std::uint32_t>(frame.size()));
    word(static_cast<std::uint32_t>(frame.size()));
    file.write(reinterpret_cast<const char*>(frame.data()),
               static_cast<std::streamsize>(frame.size()));
  }
}

// The last occurrence in a frame is that of the innermost packet.
std::string inner_ids(const std::string& path) {
  return must_run({"tshark", "-r", path, "-d", "udp.port==8472,vxlan", "-T", "fields", "-E",
                   "occurrence=l", "-e", "ip.id", "-e", "udp.dstport"});
}

Octets erspan(std::uint32_t sequence, std::uint16_t number) {
  return outer(ip(47, gre(0x1000, 0x88be, be32(sequence), erspan_ii(3, inner(number)))));
}

TEST(Unwrap, TakesOutWhatTsharkSeesInside) {
  const Scratch scratch;
  const std::string outer_file = scratch.path("outer.pcap");
  const std::string inner_file = scratch.path("inner.pcapng");
  write_pcap(outer_file, {outer(ip(17, datagram(4789, vxlan(7, inner(1))))),
                          outer(ip(17, datagram(8472, vxlan(8, inner(2))))),
                          outer(ip(17, datagram(6081, geneve(9, inner(3), 0x6558, 4)))),
                          outer(ip(47, gre(0x2000, 0x6558, be32(5), inner(4)))), erspan(10, 5),
                          erspan(14, 6), outer(ip(47, gre(0, 0x88be, {}, inner(7)))),
                          outer(ip(47, gre(0x1000, 0x22eb, be32(1),
                                           erspan_iii(4, inner(8), {.subheader = {{4, 1}}})))),
                          outer(ip(17, datagram(37008, tzsp(82, inner(9))))), inner(10)});
  const Result result = run({tapbond_program(), "-r", outer_file, "--unwrap", "-w", inner_file});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(inner_ids(inner_file), inner_ids(outer_file));
  EXPECT_EQ(std::stoull(must_run({"tcpdump", "-nr", inner_file, "--count", "udp dst port 4321"})),
            10U);
  std::map<std::string, std::uint64_t> packets;
  for (const PcapngInterface& interface : read_pcapng_interfaces(inner_file)) {
    packets[interface.name.substr(outer_file.size())] = interface.packets;
    EXPECT_EQ(interface.received, interface.packets) << interface.name;
  }
  EXPECT_EQ(packets, (std::map<std::string, std::uint64_t>{{"", 1},
                                                           {"/vxlan 10.0.0.5 vni 7", 1},
                                                           {"/vxlan 10.0.0.5 vni 8", 1},
                                                           {"/geneve 10.0.0.5 vni 9", 1},
                                                           {"/gre 10.0.0.5 key 5", 1},
                                                           {"/erspan 10.0.0.5 session 3", 2},
                                                           {"/erspan 10.0.0.5", 1},
                                                           {"/erspan 10.0.0.5 session 4", 1},
                                                           {"/tzsp 10.0.0.5", 1}}));
  EXPECT_THAT(result.err, HasSubstr("; 3 lost before they came here, by their source's numbers"));
}

TEST(Unwrap, LeavesOutWhatIsInNoTunnelWhereThatIsAskedFor) {
  const Scratch scratch;
  const std::string file = scratch.path("outer.pcap");
  write_pcap(file, {outer(ip(17, datagram(4789, vxlan(7, inner(1))))), inner(2), erspan(1, 3)});
  const Result result =
      run({tapbond_program(), "-r", file, "--unwrap=vxlan", "--unwrap-only", "--leg", "udp"});
  EXPECT_THAT(result.out, HasSubstr("/vxlan 10.0.0.5 vni 7 IP 10.0.0.1.54321 > 10.0.0.9.4321"));
  EXPECT_THAT(result.out, Not(HasSubstr("GRE")));
  const LegSummary leg = summaries_in(result.err).back().legs.at(file);
  EXPECT_EQ(leg.written, 1U);
  EXPECT_EQ(leg.filtered, 2U);
}

// In the option that the manual describes, of all those of a file.
std::vector<std::uint64_t> mirror_times(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  const std::string what = "tapbond\2";
  std::vector<std::uint64_t> times;
  for (auto at = bytes.find(what); at != std::string::npos; at = bytes.find(what, at + 1)) {
    std::uint64_t time = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      time = time << 8 | static_cast<std::uint8_t>(bytes.at(at + what.size() + i));
    }
    times.push_back(time);
  }
  return times;
}

TEST(Unwrap, KeepsTheTimesThatTsharkSeesInErspan) {
  const Scratch scratch;
  const std::string outer_file = scratch.path("outer.pcap");
  const std::string inner_file = scratch.path("inner.pcapng");
  std::vector<Octets> frames;
  for (const ErspanTime& time :
       {ErspanTime{.stamp = 4'000'000'000, .granularity = 0},
        ErspanTime{.stamp = 77, .granularity = 1, .subheader = {{3, 5}}},
        ErspanTime{.stamp = 5, .granularity = 3},
        ErspanTime{.stamp = 123'456'789, .granularity = 2, .subheader = {{5, 1'700'000'001}}}}) {
    frames.push_back(outer(ip(47, gre(0x1000, 0x22eb, be32(1), erspan_iii(4, inner(1), time)))));
  }
  write_pcap(outer_file, frames);
  ASSERT_EQ(run({tapbond_program(), "-r", outer_file, "--unwrap", "-w", inner_file}).status, 0);
  std::istringstream seen(
      must_run({"tshark", "-r", outer_file, "-T", "fields", "-E", "separator= ", "-E",
                "aggregator= ", "-e", "erspan.gra", "-e", "erspan.timestamp", "-e",
                "erspan.pid3.timestamp", "-e", "erspan.pid5.timestamp"}));
  std::vector<std::uint64_t> expected;
  for (std::string line; std::getline(seen, line);) {
    std::istringstream words(line);
    unsigned granularity = 0;
    std::uint64_t stamp = 0;
    std::uint64_t upper = 0;
    words >> granularity >> stamp >> upper;
    if (granularity == 0) expected.push_back(stamp * 100'000);
    if (granularity == 1) expected.push_back((upper << 32 | stamp) * 100);
    if (granularity == 2) expected.push_back(upper * 1'000'000'000 + stamp);
  }
  EXPECT_EQ(expected.size(), 3U);
  EXPECT_EQ(mirror_times(inner_file), expected);
}

class UnwrapLive : public NetworkTest {};

// What is too long for the outer wire comes in two fragments.
TEST_F(UnwrapLive, PutsTheFragmentsOfAKernelsVxlanTogether) {
  const Scratch scratch;
  const std::string file = scratch.path("inner.pcapng");
  Lab lab(1);
  const std::string& sender = lab.sender();
  if (run({"ip", "-n", sender, "link", "add", "vx0", "type", "vxlan", "id", "42", "dstport", "4789",
           "remote", "192.0.2.9", "local", "192.0.2.5"})
          .status != 0) {
    GTEST_SKIP() << "this kernel has no VXLAN";
  }
  must_run({"ip", "-n", sender, "address", "add", "192.0.2.5/24", "dev", "tx1"});
  must_run({"ip", "-n", sender, "neigh", "replace", "192.0.2.9", "lladdr", "02:00:00:00:00:09",
            "dev", "tx1", "nud", "permanent"});
  must_run({"ip", "-n", sender, "link", "set", "vx0", "mtu", "1500", "up"});
  Sensor sensor(lab.sensor(), lab.legs(),
                {"--unwrap", "--unwrap-only", "-w", file, "--label",
                 "eth1/vxlan 192.0.2.5 vni 42=mirror", "udp dst port 9000"});
  must_run({FRAME_SENDER, "-i", "vx0", "--count", "300", "--rate", "5000", "--size", "1400"},
           sender);
  must_run({FRAME_SENDER, "-i", "vx0", "--count", "200", "--rate", "5000", "--first", "300",
            "--size", "1500"},
           sender);
  const Outcome outcome = sensor.stop();
  EXPECT_EQ(outcome.summary.dropped(), 0U);
  EXPECT_THAT(outcome.result.err, HasSubstr(", joined 200"));
  EXPECT_EQ(outcome.summary.captured, 500U);
  EXPECT_EQ(check(file).at("numbered"), 500U);
  const std::vector<PcapngInterface> interfaces = read_pcapng_interfaces(file);
  ASSERT_EQ(interfaces.size(), 2U);
  EXPECT_EQ(interfaces[1].name, "eth1/vxlan 192.0.2.5 vni 42");
  EXPECT_EQ(interfaces[1].description, "mirror");
  EXPECT_EQ(interfaces[1].packets, 500U);
}

}  // namespace
}  // namespace tapbond::lab
