// -Q, and legs named in one word, on interfaces with frames in both directions.

#include <gmock/gmock.h>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

class Directions : public NetworkTest {
 protected:
  static constexpr std::uint64_t kIn = 300;
  static constexpr std::uint64_t kOut = 3;

  // Frames that come in on eth1, and others that leave by it.
  static void send_both_ways(const Lab& lab) {
    lab.send({"--count", std::to_string(kIn)});
    run({"ping", "-c", std::to_string(kOut), "-i", "0.01", "-W", "1", "192.0.2.2"}, lab.sensor());
  }

  std::uint64_t written(const std::string& direction) {
    Lab lab(1);
    must_run({"ip", "-n", lab.sensor(), "address", "add", "192.0.2.1/24", "dev", "eth1"});
    must_run({"ip", "-n", lab.sensor(), "neighbour", "add", "192.0.2.2", "lladdr",
              "02:00:00:00:00:02", "dev", "eth1"});
    Sensor sensor(lab.sensor(), {"eth1"}, {"-Q", direction, "-w", scratch_.path(direction)});
    send_both_ways(lab);
    const Outcome outcome = sensor.stop();
    const LegSummary leg = outcome.summary.legs.at("eth1");
    EXPECT_EQ(leg.received, kIn + kOut);
    EXPECT_EQ(leg.filtered, kIn + kOut - leg.written);
    EXPECT_EQ(leg.dropped_by_tapbond, 0U);
    return leg.written;
  }

  Scratch scratch_;
};

TEST_F(Directions, AreChosen) {
  EXPECT_EQ(written("in"), kIn);
  EXPECT_EQ(written("out"), kOut);
  EXPECT_EQ(written("inout"), kIn + kOut);
}

TEST_F(Directions, OfTwoLegsInOneWord) {
  Lab lab(2);
  const std::string odd = "eth1,eth2";
  must_run({"ip", "-n", lab.sensor(), "link", "add", odd, "type", "veth", "peer", "name", "odd"});
  for (const std::string& end : {odd, std::string("odd")}) {
    must_run({"ip", "-n", lab.sensor(), "link", "set", end, "up"});
  }
  const std::string file = scratch_.path("x.pcapng");
  {
    Process one({tapbond_program(), "-i", odd, "-w", file}, {.netns = lab.sensor()});
    EXPECT_TRUE(one.wait_for_error_text("listening on eth1,eth2,")) << "an interface's own name";
    one.signal(SIGINT);
    EXPECT_EQ(one.wait().status, 0);
  }
  must_run({"ip", "-n", lab.sensor(), "link", "delete", odd});
  Process two({tapbond_program(), "-i", odd, "-w", file}, {.netns = lab.sensor()});
  EXPECT_TRUE(two.wait_for_error_text("listening on eth2,"));
  two.signal(SIGINT);
  EXPECT_EQ(summaries_in(two.wait().err).back().legs.size(), 2U);
  const Result mistaken = run({tapbond_program(), "-i", "eth1", "eth2"}, lab.sensor());
  EXPECT_THAT(mistaken.err, testing::HasSubstr("-i eth2"));
  EXPECT_EQ(mistaken.status, 1);
}

}  // namespace
}  // namespace tapbond::lab
