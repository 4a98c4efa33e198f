// What a mirror shows twice, with tshark to say what is sent again and what is not.

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/checks/invented_frames.h"
#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/pcapng_interfaces.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Stamped {
  std::int64_t microseconds;
  Octets frame;
};

void write_pcap(const std::string& path, const std::vector<Stamped>& frames) {
  std::ofstream file(path, std::ios::binary);
  const auto word = [&file](std::size_t value) {
    const auto bytes = static_cast<std::uint32_t>(value);
    file.write(reinterpret_cast<const char*>(&bytes), sizeof bytes);
  };
  for (const std::uint32_t value : {0xa1b2c3d4U, 0x00040002U, 0U, 0U, 262144U, 1U}) word(value);
  for (const auto& [time, frame] : frames) {
    word(1'700'000'000);
    word(static_cast<std::size_t>(time));
    word(frame.size());
    word(frame.size());
    file.write(reinterpret_cast<const char*>(frame.data()),
               static_cast<std::streamsize>(frame.size()));
  }
}

// The segment with that number of one transfer; `id` is its IP packet's.
Octets segment(std::uint16_t number, std::uint16_t id, std::uint8_t hops = 64) {
  constexpr std::uint32_t kPayload = 40;
  Octets bytes = tcp(80, 40, kAck, number * kPayload);
  bytes.resize(bytes.size() + kPayload, static_cast<std::uint8_t>(number));
  Octets packet = ipv4(Host{2}, Host{1}, 6, bytes);
  packet[3] = static_cast<std::uint8_t>(packet.size());
  packet[4] = static_cast<std::uint8_t>(id >> 8);
  packet[5] = static_cast<std::uint8_t>(id);
  packet[8] = hops;
  return packet;
}

Octets tagged(std::uint8_t vlan, const Octets& packet) {
  Octets inside = {0, vlan, 8, 0};
  inside.insert(inside.end(), packet.begin(), packet.end());
  return ethernet(mac_of(Host{vlan}), mac_of(Host{7}), 0x8100, inside);
}

// A transfer of so many segments, routed from one VLAN to another and mirrored from both; one of
// them is sent again for real.
constexpr std::uint16_t kSegments = 200;
constexpr std::uint16_t kLost = 150;
std::vector<Stamped> mirrored_twice() {
  std::vector<Stamped> frames;
  std::int64_t time = 0;
  const auto see = [&](const Octets& first, const Octets& second) {
    frames.push_back({time += 10'000 / kSegments, first});
    frames.push_back({time += 3, second});
  };
  for (std::uint16_t number = 0; number < kSegments; ++number) {
    const std::uint16_t id = number + 100;
    see(tagged(10, segment(number, id)), tagged(20, segment(number, id, 63)));
  }
  time += 5'000;
  see(tagged(10, segment(kLost, 999)), tagged(20, segment(kLost, 999, 63)));
  return frames;
}

std::size_t frames_that(const std::string& file, const std::string& filter) {
  const std::string out =
      must_run({"tshark", "-r", file, "-Y", filter, "-T", "fields", "-e", "frame.number"});
  return static_cast<std::size_t>(std::count(out.begin(), out.end(), '\n'));
}

Result bond(const std::string& from, const std::string& to, std::vector<std::string> options) {
  options.insert(options.begin(), {tapbond_program(), "-r", from, "-w", to});
  Result result = run(std::move(options));
  EXPECT_EQ(result.status, 0) << result.err;
  return result;
}

TEST(Duplicates, AreLeftOutAndRealRetransmissionsStay) {
  const Scratch scratch;
  const std::string in = scratch.path("in.pcap");
  const std::string out = scratch.path("out.pcapng");
  const std::string numbers = scratch.path("numbers.json");
  write_pcap(in, mirrored_twice());
  ASSERT_EQ(frames_that(in, "tcp.analysis.retransmission"), kSegments + 2U);

  const Result result = bond(in, out, {"--duplicates", "drop", "--summary-json", numbers});
  EXPECT_EQ(frames_that(out, "tcp.analysis.retransmission"), 1U);
  EXPECT_EQ(frames_that(out, "ip.id == 999"), 1U);
  EXPECT_EQ(frames_that(out, "ip.ttl == 64"), kSegments + 1U) << "the first of each";
  EXPECT_THAT(result.err, HasSubstr("  201 on " + in + ", 3.0 us to 3.0 us apart, 201 of them"));
  const LegSummary leg = summaries_in(result.err).back().legs.at(in);
  EXPECT_EQ(leg.received, 2U * kSegments + 2);
  EXPECT_EQ(leg.duplicates, kSegments + 1U);
  EXPECT_EQ(leg.written, kSegments + 1U);
  const auto interfaces = read_pcapng_interfaces(out);
  ASSERT_EQ(interfaces.size(), 1U);
  EXPECT_EQ(interfaces[0].received, 2U * kSegments + 2);
  EXPECT_EQ(interfaces[0].packets, kSegments + 1U);
  std::ifstream file(numbers);
  const auto json = nlohmann::json::parse(file);
  EXPECT_EQ(json["legs"][0]["duplicates"], kSegments + 1);
  EXPECT_EQ(json["legs"][0]["unread"], 0);
  EXPECT_EQ(json["duplicates"]["pairs"][0]["routed"], kSegments + 1);
}

TEST(Duplicates, AreMarkedInPcapng) {
  const Scratch scratch;
  const std::string in = scratch.path("in.pcap");
  const std::string out = scratch.path("out.pcapng");
  const std::string again = scratch.path("again.pcapng");
  write_pcap(in, mirrored_twice());
  bond(in, out, {"--duplicates", "mark"});
  EXPECT_EQ(frames_that(out, "frame"), 2U * kSegments + 2);
  EXPECT_EQ(frames_that(out, R"(frame.comment contains "duplicate" and ip.ttl == 63)"),
            kSegments + 1U);
  EXPECT_EQ(frames_that(out, R"(frame.comment and ip.ttl == 64)"), 0U);
  bond(out, again, {});
  EXPECT_EQ(frames_that(again, "frame.comment"), kSegments + 1U) << "the mark comes along";
}

TEST(Duplicates, AreKeptAndToldOf) {
  const Scratch scratch;
  const std::string in = scratch.path("in.pcap");
  const std::string out = scratch.path("out.pcapng");
  write_pcap(in, mirrored_twice());
  const Result kept = bond(in, out, {});
  EXPECT_EQ(frames_that(out, "frame"), 2U * kSegments + 2);
  EXPECT_THAT(kept.err, HasSubstr("duplicates: 201 of 402 packets looked at (50.0 %), kept"));
  const Result single = bond(in, out, {"ip[8] == 64"});
  EXPECT_THAT(single.err, Not(HasSubstr("duplicates")));
}

// What was moved to before its effect keeps its stamp when others between are left out, and -c
// counts what is written.
TEST(Duplicates, OverTwoLegsLeaveTheOthersAsTheyAre) {
  const Scratch scratch;
  const std::string east = scratch.path("east.pcap");
  const std::string west = scratch.path("west.pcap");
  const std::string out = scratch.path("out.pcapng");
  const auto echo = [](std::uint8_t type, std::uint8_t sequence) {
    Octets packet = ipv4(Host{2}, Host{1}, 1, {type, 0, 0, 0, 0, 1, 0, sequence});
    packet[3] = static_cast<std::uint8_t>(packet.size());
    packet[5] = sequence;
    if (type == 0) std::swap_ranges(&packet[12], &packet[16], &packet[16]);
    return ethernet(mac_of(Host{2}), mac_of(Host{1}), 0x0800, packet);
  };
  std::vector<Stamped> requests;
  std::vector<Stamped> replies;
  for (std::uint8_t sequence = 1; sequence <= 50; ++sequence) {
    const std::int64_t time = 10'000 * sequence;
    requests.push_back({time + 40, echo(8, sequence)});  // stamped behind its reply
    replies.push_back({time, echo(0, sequence)});
    replies.push_back({time + 60, echo(8, sequence)});  // the same request, seen here too
  }
  write_pcap(east, requests);
  write_pcap(west, replies);
  const auto merge = [&](const std::vector<std::string>& options) {
    std::vector<std::string> command = {
        tapbond_program(), "-r",           east,  "-r", west, "-w", out, "--order",
        "causal,comment",  "--duplicates", "drop"};
    command.insert(command.end(), options.begin(), options.end());
    const Result result = run(std::move(command));
    EXPECT_EQ(result.status, 0) << result.err;
    return result.err;
  };
  const std::string said = merge({});
  EXPECT_EQ(frames_that(out, "icmp"), 100U);
  EXPECT_EQ(frames_that(out, R"(frame.comment contains "moved by tapbond" and icmp.type == 8)"),
            50U);
  EXPECT_EQ(frames_that(out, "frame.comment and icmp.type == 0"), 0U);
  EXPECT_THAT(said, HasSubstr("  50 on " + west + " of packets on " + east));
  merge({"-c", "31"});
  EXPECT_EQ(frames_that(out, "icmp"), 31U);
}

class DuplicatesLive : public NetworkTest {};

// What comes in on the one leg, a mirror of the kernel's puts on the other one too.
TEST_F(DuplicatesLive, OfAMirrorAreAccountedFor) {
  constexpr std::uint64_t kFrames = 20'000;
  const Scratch scratch;
  const std::string out = scratch.path("out.pcapng");
  Lab lab(2);
  must_run({"tc", "-n", lab.sensor(), "qdisc", "add", "dev", "eth1", "clsact"});
  must_run({"tc",      "-n",       lab.sensor(), "filter",  "add",    "dev", "eth1",
            "ingress", "protocol", "all",        "u32",     "match",  "u32", "0",
            "0",       "action",   "mirred",     "ingress", "mirror", "dev", "eth2"});
  Sensor sensor(lab.sensor(), lab.legs(), {"--duplicates", "drop", "-w", out});
  lab.send({"--count", std::to_string(kFrames), "--rate", "20000"}, {1});
  const Outcome outcome = sensor.stop();
  const auto& legs = outcome.summary.legs;
  EXPECT_EQ(legs.at("eth1").received, kFrames);
  EXPECT_EQ(legs.at("eth2").received, kFrames);
  EXPECT_EQ(legs.at("eth1").duplicates + legs.at("eth2").duplicates, kFrames);
  EXPECT_EQ(outcome.summary.captured, kFrames);
  const auto truth = check(out, {"--count", std::to_string(kFrames)});
  EXPECT_EQ(truth.at("missing"), 0U);
  EXPECT_EQ(truth.at("numbered"), kFrames) << "each once";
  for (const PcapngInterface& interface : read_pcapng_interfaces(out)) {
    EXPECT_EQ(interface.received, kFrames) << interface.name;
    EXPECT_EQ(interface.delivered, interface.packets) << interface.name;
  }
}

}  // namespace
}  // namespace tapbond::lab
