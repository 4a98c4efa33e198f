// Every frame is accounted for: filters, -c, signals in mid-load.

#include <gmock/gmock.h>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

class Counts : public NetworkTest {};

// The frames of one leg alone: the sender's address tells its interfaces apart.
std::string only_leg(const Scratch& scratch, const std::string& file, int number) {
  const std::string one = scratch.path("leg" + std::to_string(number) + ".pcap");
  must_run({"tcpdump", "-nr", file, "-w", one, "src", "host", "10.77.0." + std::to_string(number)});
  return one;
}

TEST_F(Counts, FilterExpression) {
  const Scratch scratch;
  const std::string file = scratch.path("filtered.pcap");
  Lab lab(2);
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", file, "udp dst port 9001"});
  lab.send({"--count", "60000", "--rate", "60000", "--ports", "9000,9001,9002"});
  const Outcome outcome = sensor.stop();

  EXPECT_EQ(check(file).at("numbered"), 20'000U);
  EXPECT_EQ(outcome.summary.captured, 20'000U);
  EXPECT_EQ(outcome.summary.received_by_filter, 20'000U);
  for (const auto& [name, leg] : outcome.summary.legs) {
    EXPECT_EQ(leg.received, 30'000U) << name;
    EXPECT_EQ(leg.written, 10'000U) << name;
    EXPECT_EQ(leg.filtered, 20'000U) << name;
  }
}

// A leg's end of a veth pair counts what is too long for it (rx_dropped), and nobody else does.
TEST_F(Counts, WhatTheInterfaceThrewAway) {
  const Scratch scratch;
  Lab lab(2);
  must_run({"ip", "-n", lab.sensor(), "link", "set", "eth2", "mtu", "400"});
  must_run({"ip", "-n", lab.sender(), "address", "add", "10.9.9.1/24", "dev", "tx2"});
  must_run({"ip", "-n", lab.sender(), "neighbour", "add", "10.9.9.2", "lladdr", "02:00:00:00:00:09",
            "dev", "tx2"});
  // It sends again what was not taken.
  const auto ping = [&](const char* size) {
    const auto before = counter(lab.sender(), "tx2", "tx_dropped");
    run({"ping", "-c", "20", "-i", "0.01", "-W", "1", "-s", size, "10.9.9.2"}, lab.sender());
    return counter(lab.sender(), "tx2", "tx_dropped") - before;
  };
  ping("700");  // what came before the run is not counted
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", scratch.path("cut.pcapng")});
  const std::uint64_t thrown_away = ping("700");
  EXPECT_GE(thrown_away, 20U);
  EXPECT_EQ(ping("100"), 0U);
  const Outcome outcome = sensor.stop();
  EXPECT_EQ(outcome.summary.legs.at("eth1").received, 0U);
  const LegSummary& eth2 = outcome.summary.legs.at("eth2");
  EXPECT_EQ(eth2.received, thrown_away + 20);
  EXPECT_EQ(eth2.written, 20U);
  EXPECT_EQ(eth2.dropped_by_interface, thrown_away);
}

// The loopback shows packet sockets every frame twice.
TEST_F(Counts, Loopback) {
  Lab lab(1);
  must_run({"ip", "-n", lab.sensor(), "link", "set", "lo", "up"});
  for (const std::string filter : {"", "icmp"}) {
    const Scratch scratch;
    Sensor sensor(lab.sensor(), {"lo"}, {"-w", scratch.path("lo.pcap"), filter});
    must_run({"ip", "netns", "exec", lab.sensor(), "ping", "-c", "5", "-i", "0.01", "127.0.0.1"});
    const LegSummary leg = sensor.stop().summary.legs.at("lo");
    EXPECT_EQ(leg.received, 10U) << filter;
    EXPECT_EQ(leg.written, 10U) << filter;
  }
}

TEST_F(Counts, StopsAfterExactlySoManyFrames) {
  const Scratch scratch;
  const std::string file = scratch.path("first.pcap");
  Lab lab(2);
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", file, "-c", "12345"});
  lab.send({"--count", "50000", "--rate", "100000"});
  const Outcome outcome = sensor.wait();

  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  EXPECT_EQ(outcome.summary.captured, 12'345U);
  auto truth = check(file, {"--count", "12345"});
  EXPECT_EQ(truth["frames"], 12'345U);
  EXPECT_EQ(truth["missing"], 0U);
}

TEST_F(Counts, TerminatedInMidLoad) {
  const Scratch scratch;
  const std::string file = scratch.path("load.pcap");
  Lab lab(2);
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", file, "-B", "262144"});
  Process sender(lab.send_command({"--count", "100000000", "--rate", "400000"}),
                 {.netns = lab.sender()});
  ASSERT_TRUE(eventually([&] { return lab.leg_counter("eth1", "rx_packets") > 100'000; }));
  const std::uint64_t arrived[] = {lab.leg_counter("eth1", "rx_packets"),
                                   lab.leg_counter("eth2", "rx_packets")};
  const Outcome outcome = sensor.stop(SIGTERM);
  EXPECT_TRUE(sender.running()) << "the load was over before the signal";
  sender.signal(SIGTERM);
  sender.wait();

  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  EXPECT_EQ(outcome.summary.dropped(), 0U);
  EXPECT_EQ(check(file).at("inversions_by_stamp"), 0U);
  for (int number : {1, 2}) {
    const LegSummary& leg = outcome.summary.legs.at("eth" + std::to_string(number));
    EXPECT_GE(leg.written, arrived[number - 1]);
    // Leg 1 carries the even numbers and leg 2 the odd ones: no hole up to the last.
    const auto truth = check(only_leg(scratch, file, number));
    EXPECT_EQ(truth.at("numbered"), leg.written);
    EXPECT_EQ(truth.at("duplicate"), 0U);
    EXPECT_EQ(truth.at("first"), static_cast<std::uint64_t>(number - 1));
    EXPECT_EQ(truth.at("last"), 2 * (leg.written - 1) + static_cast<std::uint64_t>(number - 1));
  }
}

TEST_F(Counts, StatisticsOnRequest) {
  const Scratch scratch;
  const std::string file = scratch.path("usr1.pcap");
  Lab lab(2);
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", file});
  lab.send({"--count", "1000"});
  const auto everything_written = [&](std::uint64_t frames) {
    return eventually([&] {
      const auto before = summaries_in(sensor.process().err()).size();
      sensor.process().signal(SIGUSR1);
      eventually([&] { return summaries_in(sensor.process().err()).size() > before; });
      return summaries_in(sensor.process().err()).back().captured == frames;
    });
  };
  EXPECT_TRUE(everything_written(1000)) << sensor.process().err();
  lab.send({"--count", "500", "--first", "1000"});
  EXPECT_TRUE(everything_written(1500)) << sensor.process().err();
  const Outcome outcome = sensor.stop();
  EXPECT_EQ(outcome.result.status, 0);
  EXPECT_EQ(outcome.summary.captured, 1500U);
  EXPECT_EQ(check(file, {"--count", "1500"}).at("missing"), 0U);
}

}  // namespace
}  // namespace tapbond::lab
