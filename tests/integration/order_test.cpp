// The order contract, held against a sender that alternates between the legs and numbers its
// frames.

#include <gmock/gmock.h>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/pcapng_interfaces.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;

// Room for everything the test sends, so that no load on the test machine can cost a frame.
constexpr const char* kAmpleRing = "262144";  // KiB

class Order : public NetworkTest {};
class LegCount : public NetworkTest, public testing::WithParamInterface<int> {};

void expect_all_in_order(const std::string& file, std::uint64_t count) {
  auto truth = check(file, {"--count", std::to_string(count)});
  EXPECT_EQ(truth["frames"], count);
  EXPECT_EQ(truth["missing"], 0U);
  EXPECT_EQ(truth["duplicate"], 0U);
  EXPECT_EQ(truth["inversions_by_stamp"], 0U);
  EXPECT_EQ(truth["inversions_by_number"], 0U);
}

TEST_F(Order, AlternatingSenderAtFullSpeed) {
  const Scratch scratch;
  const std::string file = scratch.path("both.pcapng");
  Lab lab(2);
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", file, "-B", kAmpleRing});
  const auto sent = lab.send({"--count", "1000000"});
  const Outcome outcome = sensor.stop();

  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  expect_all_in_order(file, 1'000'000);
  EXPECT_THAT(must_run({"capinfos", file}), HasSubstr("Strict time order:   True"));
  EXPECT_THAT(must_run({"tcpdump", "-nr", file, "--count"}), HasSubstr("1000000 packets"));

  EXPECT_EQ(outcome.summary.captured, 1'000'000U);
  EXPECT_EQ(outcome.summary.received_by_filter, 1'000'000U);
  EXPECT_EQ(outcome.summary.dropped_by_kernel, 0U);
  ASSERT_EQ(outcome.summary.legs.size(), 2U);
  for (int number : {1, 2}) {
    const LegSummary& leg = outcome.summary.legs.at("eth" + std::to_string(number));
    EXPECT_EQ(leg.received, sent.at("tx" + std::to_string(number)));
    EXPECT_EQ(leg.written, leg.received);
    EXPECT_EQ(leg.late, 0U);
  }
}

TEST_F(Order, PcapngStatisticsAreTheTruth) {
  const Scratch scratch;
  const std::string file = scratch.path("both.pcapng");
  Lab lab(2);
  Sensor sensor(
      lab.sensor(), lab.legs(),
      {"-w", file, "-B", kAmpleRing, "--label", "eth1=uplink, client side", "udp", "port", "9000"});
  lab.send({"--count", "90000", "--weights", "2,1", "--ports", "9000,9000,9000,9001"});
  const Outcome outcome = sensor.stop();

  const auto interfaces = read_pcapng_interfaces(file);
  ASSERT_EQ(interfaces.size(), 2U);
  EXPECT_EQ(interfaces[0].name, "eth1");
  EXPECT_EQ(interfaces[0].description, "uplink, client side");
  EXPECT_EQ(interfaces[1].name, "eth2");
  // 60000 and 30000 frames; turns of three and four meet every twelve frames.
  const std::uint64_t sent[] = {60'000, 30'000};
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(interfaces[i].filter, "udp port 9000");
    EXPECT_EQ(interfaces[i].tsresol, 9);
    EXPECT_EQ(interfaces[i].received, sent[i]);
    EXPECT_EQ(interfaces[i].accepted, sent[i] * 3 / 4);
    EXPECT_EQ(interfaces[i].delivered, sent[i] * 3 / 4);
    EXPECT_EQ(interfaces[i].packets, sent[i] * 3 / 4);
    EXPECT_EQ(interfaces[i].ifdrop, 0U);
    EXPECT_EQ(interfaces[i].osdrop, 0U);
  }
  EXPECT_EQ(outcome.summary.captured, 67'500U);
  EXPECT_THAT(must_run({"capinfos", file}), HasSubstr("Number of packets:   67 k"));
}

TEST_F(Order, OneLegSilent) {
  const Scratch scratch;
  const std::string file = scratch.path("one.pcap");
  Lab lab(2);
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", file, "-B", kAmpleRing});
  lab.send({"--count", "100000", "--rate", "100000", "--weights", "0,1"});
  const Outcome outcome = sensor.stop();

  expect_all_in_order(file, 100'000);
  EXPECT_EQ(outcome.summary.legs.at("eth1").received, 0U);
  EXPECT_EQ(outcome.summary.legs.at("eth2").written, 100'000U);
}

TEST_P(LegCount, AllPresentInOrder) {
  const Scratch scratch;
  const std::string file = scratch.path("legs.pcapng");
  Lab lab(GetParam());
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", file, "-B", "16384"});
  const auto sent = lab.send({"--count", "160000", "--rate", "100000"});
  const Outcome outcome = sensor.stop();

  expect_all_in_order(file, 160'000);
  EXPECT_EQ(outcome.summary.legs.size(), static_cast<std::size_t>(GetParam()));
  for (const std::string& leg : lab.legs()) {
    EXPECT_EQ(outcome.summary.legs.at(leg).written, sent.at("tx" + leg.substr(3))) << leg;
    EXPECT_EQ(lab.leg_counter(leg, "tx_packets"), 0U) << leg;
  }
}

INSTANTIATE_TEST_SUITE_P(Legs, LegCount, testing::Values(1, 8, 32),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace tapbond::lab
